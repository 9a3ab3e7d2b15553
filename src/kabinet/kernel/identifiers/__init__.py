"""Russian identifiers, phone numbers and e-mail addresses: check what was typed and bring it to one form.

Every `clean_*` function takes text as people type it (spaces and dashes where they are usual), answers the
canonical form, and raises `IdentifierError` otherwise. Marks that nobody sees do not count. Digits are the ASCII
digits: full-width, Arabic and other Unicode digits are refused, not guessed. Numbers of only zeros are refused even
where their check digits agree.

Check digits of the ИНН and of the ОГРН come from python-stdnum. Our own are: СНИЛС and bank accounts, which it lacks,
and the ОГРНИП, where it forgets the last `mod 10` and so refuses valid numbers.
"""

from kabinet.kernel.identifiers.accounts import clean_account, clean_bik, clean_correspondent_account
from kabinet.kernel.identifiers.contacts import clean_email, clean_phone, format_email, format_phone
from kabinet.kernel.identifiers.numbers import (
    InnOwner,
    clean_inn,
    clean_issuer_code,
    clean_kpp,
    clean_ogrn,
    clean_ogrnip,
    clean_passport,
    clean_snils,
    format_passport,
    format_snils,
)
from kabinet.kernel.identifiers.refusals import ERROR_CODES, IdentifierError

__all__ = [
    "ERROR_CODES",
    "IdentifierError",
    "InnOwner",
    "clean_account",
    "clean_bik",
    "clean_correspondent_account",
    "clean_email",
    "clean_inn",
    "clean_issuer_code",
    "clean_kpp",
    "clean_ogrn",
    "clean_ogrnip",
    "clean_passport",
    "clean_phone",
    "clean_snils",
    "format_email",
    "format_passport",
    "format_phone",
    "format_snils",
]
