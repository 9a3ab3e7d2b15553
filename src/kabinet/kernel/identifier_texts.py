"""The sentences for identifiers that were refused, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.identifiers import IdentifierError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_CHECK = _("The check digits do not match. Compare the number with the document, one digit is probably wrong.")

IDENTIFIER_TEXTS: Final[Mapping[str, _StrPromise]] = {
    "inn.characters": _("INN consists of digits only."),
    "inn.length": _("INN has 10 or 12 digits, you entered %(count)s."),
    "inn.length_person": _("The INN of a person has 12 digits, you entered %(count)s."),
    "inn.length_organisation": _("The INN of an organisation has 10 digits, you entered %(count)s."),
    "inn.zeros": _("INN cannot consist of zeros."),
    "inn.checksum": _CHECK,
    "snils.characters": _("SNILS consists of digits only."),
    "snils.length": _("SNILS has 11 digits, you entered %(count)s."),
    "snils.zeros": _("SNILS cannot consist of zeros."),
    "snils.checksum": _CHECK,
    "ogrn.characters": _("OGRN consists of digits only."),
    "ogrn.length": _("OGRN has 13 digits, you entered %(count)s."),
    "ogrn.zeros": _("OGRN cannot consist of zeros."),
    "ogrn.first_digit": _("OGRN begins with 1 or 5."),
    "ogrn.checksum": _CHECK,
    "ogrnip.characters": _("OGRNIP consists of digits only."),
    "ogrnip.length": _("OGRNIP has 15 digits, you entered %(count)s."),
    "ogrnip.zeros": _("OGRNIP cannot consist of zeros."),
    "ogrnip.first_digit": _("OGRNIP begins with 3."),
    "ogrnip.checksum": _CHECK,
    "kpp.format": _("KPP looks like 773601001: nine digits; capital Latin letters may stand in fifth and sixth place."),
    "kpp.length": _("KPP has 9 characters, you entered %(count)s."),
    "kpp.zeros": _("KPP cannot consist of zeros."),
    "bik.characters": _("BIK consists of digits only."),
    "bik.length": _("BIK has 9 digits, you entered %(count)s."),
    "bik.zeros": _("BIK cannot consist of zeros."),
    "bik.first_digit": _("The BIK of a Russian bank begins with 0."),
    "account.characters": _("The account number consists of digits only."),
    "account.length": _("The account number has 20 digits, you entered %(count)s."),
    "account.zeros": _("The account number cannot consist of zeros."),
    "account.checksum": _("The account does not belong to the bank with this BIK. Check both numbers."),
    "account.correspondent": _("This is the correspondent account of the bank. Enter your own account."),
    "account.not_correspondent": _("A correspondent account begins with 301."),
    "account.bank": _("A correspondent account ends with the last three digits of the BIK."),
    "passport.characters": _("Series and number of a passport consist of digits only."),
    "passport.length": _("Series and number together have 10 digits, you entered %(count)s."),
    "passport.zeros": _("There is no passport with such a series and number."),
    "issuer_code.characters": _("The code of the issuing office consists of digits only."),
    "issuer_code.length": _("The code of the issuing office has 6 digits, you entered %(count)s."),
    "issuer_code.zeros": _("There is no issuing office with such a code."),
    "phone.characters": _("A phone number consists of digits, for example +7 999 123-45-67."),
    "phone.length": _("A phone number has 10 digits after +7, you entered %(count)s."),
    "phone.country": _("Enter a Russian number, it begins with +7."),
    "phone.unknown": _("There is no such phone number in Russia. Check the first digits."),
    "phone.mobile": _("Enter a mobile number, it begins with +7 9."),
    "email.format": _("An e-mail address looks like name@example.ru."),
    "email.letters": _("The part before @ is written in Latin letters."),
    "email.domain": _("There is a mistake after @. Check the name of the mail site."),
    "email.cyrillic_letter": _("After @ the letter %(letter)s is a Russian one among Latin letters. Type it again."),
    "email.latin_letter": _("After @ the letter %(letter)s is a Latin one among Russian letters. Type it again."),
    "email.length": _("An e-mail address is not longer than %(maximum)s characters."),
}
"""The sentence of every code in `kabinet.kernel.identifiers.ERROR_CODES`, with places for its parameters."""


def identifier_text(error: IdentifierError) -> str:
    """The sentence that tells what is wrong and how to put it right, in the language in force.

    Args:
        error: What an identifier's cleaner raised.
    """
    return str(IDENTIFIER_TEXTS[error.code] % error.params)
