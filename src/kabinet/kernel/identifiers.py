"""Russian identifiers, phone numbers and e-mail addresses: check what was typed and bring it to one form.

Every ``clean_*`` function takes text as people type it (spaces and dashes where they are usual), answers the
canonical form, and raises ``IdentifierError`` otherwise. Digits are the ASCII digits: full-width, Arabic and other
Unicode digits are refused, not guessed. Numbers of only zeros are refused even where their check digits agree.

Check digits of the ИНН and of the ОГРН come from python-stdnum. Our own are: СНИЛС and bank accounts, which it lacks,
and the ОГРНИП, where it forgets the last ``mod 10`` and so refuses valid numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

import idna
import phonenumbers
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

InnOwner = Literal["any", "person", "organisation"]

_NOTHING: Final[frozenset[str]] = frozenset()
_COUNT: Final = frozenset({"count"})

ERROR_CODES: Final[Mapping[str, frozenset[str]]] = {
    "inn.characters": _NOTHING,
    "inn.length": _COUNT,
    "inn.length_person": _COUNT,
    "inn.length_organisation": _COUNT,
    "inn.zeros": _NOTHING,
    "inn.checksum": _NOTHING,
    "snils.characters": _NOTHING,
    "snils.length": _COUNT,
    "snils.zeros": _NOTHING,
    "snils.checksum": _NOTHING,
    "ogrn.characters": _NOTHING,
    "ogrn.length": _COUNT,
    "ogrn.zeros": _NOTHING,
    "ogrn.first_digit": _NOTHING,
    "ogrn.checksum": _NOTHING,
    "ogrnip.characters": _NOTHING,
    "ogrnip.length": _COUNT,
    "ogrnip.zeros": _NOTHING,
    "ogrnip.first_digit": _NOTHING,
    "ogrnip.checksum": _NOTHING,
    "kpp.format": _NOTHING,
    "kpp.length": _COUNT,
    "kpp.zeros": _NOTHING,
    "bik.characters": _NOTHING,
    "bik.length": _COUNT,
    "bik.zeros": _NOTHING,
    "bik.first_digit": _NOTHING,
    "account.characters": _NOTHING,
    "account.length": _COUNT,
    "account.zeros": _NOTHING,
    "account.checksum": _NOTHING,
    "account.correspondent": _NOTHING,
    "account.not_correspondent": _NOTHING,
    "account.bank": _NOTHING,
    "passport.characters": _NOTHING,
    "passport.length": _COUNT,
    "passport.zeros": _NOTHING,
    "issuer_code.characters": _NOTHING,
    "issuer_code.length": _COUNT,
    "issuer_code.zeros": _NOTHING,
    "phone.characters": _NOTHING,
    "phone.length": _COUNT,
    "phone.country": _NOTHING,
    "phone.unknown": _NOTHING,
    "phone.mobile": _NOTHING,
    "email.format": _NOTHING,
    "email.letters": _NOTHING,
    "email.domain": _NOTHING,
    "email.length": frozenset({"maximum"}),
}
"""Every code of ``IdentifierError`` with the names of its parameters."""

_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_DASHES: Final = re.compile(r"[-\u2010-\u2015\u2212]")
_ASCII_DIGITS: Final = re.compile(r"[0-9]+")

_INN_LENGTHS: Final[Mapping[InnOwner, tuple[int, ...]]] = {"any": (10, 12), "person": (12,), "organisation": (10,)}
_SNILS_LENGTH: Final = 11
_SNILS_UNCHECKED: Final = 1_001_998
_OGRN_LENGTH: Final = 13
_OGRNIP_LENGTH: Final = 15
_KPP_LENGTH: Final = 9
_KPP: Final = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
_BIK_LENGTH: Final = 9
_ACCOUNT_LENGTH: Final = 20
_ACCOUNT: Final = re.compile(r"[0-9]{5}[0-9ABCEHKMPTX][0-9]{14}")
_ACCOUNT_LETTERS: Final = str.maketrans("ABCEHKMPTX", "0123456789")
_PASSPORT_LENGTH: Final = 10
_PASSPORT_SERIES: Final = 4
_ISSUER_CODE_LENGTH: Final = 6
_PHONE_LENGTH: Final = 10
_PHONE: Final = re.compile(r"\+?[0-9()\s.\-]+", re.ASCII)
_EMAIL_LENGTH: Final = 254
_EMAIL_LOCAL_LENGTH: Final = 64
_EMAIL_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_EMAIL_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")


class IdentifierError(ValueError):
    """What was typed is not such an identifier.

    Attributes:
        code: A key of ``ERROR_CODES``, such as ``inn.length``.
        params: The numbers its sentence names; never what was typed.
    """

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, int] = params


def clean_inn(value: str, owner: InnOwner = "any") -> str:
    """A taxpayer's number: 10 digits of a legal entity, 12 of a person or sole proprietor.

    Args:
        value: As typed.
        owner: Whose number is expected.

    Returns:
        The digits.

    Raises:
        IdentifierError: ``inn.*``.
    """
    digits = _digits(value, "inn")
    if len(digits) not in _INN_LENGTHS[owner]:
        raise IdentifierError("inn.length" if owner == "any" else f"inn.length_{owner}", count=len(digits))
    _refuse_zeros(digits, "inn")
    if not stdnum_inn.is_valid(digits):
        raise IdentifierError("inn.checksum")
    return digits


def clean_snils(value: str) -> str:
    """A pension insurance number, 11 digits; the check applies to numbers above 001-001-998.

    Raises:
        IdentifierError: ``snils.*``.
    """
    digits = _digits(value, "snils")
    if len(digits) != _SNILS_LENGTH:
        raise IdentifierError("snils.length", count=len(digits))
    _refuse_zeros(digits[:9], "snils")
    if int(digits[:9]) > _SNILS_UNCHECKED:
        total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
        if total % 101 % 100 != int(digits[9:]):
            raise IdentifierError("snils.checksum")
    return digits


def clean_ogrn(value: str) -> str:
    """A legal entity's registration number, 13 digits beginning with 1 or 5.

    Raises:
        IdentifierError: ``ogrn.*``.
    """
    digits = _digits(value, "ogrn")
    if len(digits) != _OGRN_LENGTH:
        raise IdentifierError("ogrn.length", count=len(digits))
    _refuse_zeros(digits, "ogrn")
    if digits[0] not in "15":
        raise IdentifierError("ogrn.first_digit")
    if stdnum_ogrn.calc_check_digit(digits) != digits[-1]:
        raise IdentifierError("ogrn.checksum")
    return digits


def clean_ogrnip(value: str) -> str:
    """A sole proprietor's registration number, 15 digits beginning with 3.

    Raises:
        IdentifierError: ``ogrnip.*``.
    """
    digits = _digits(value, "ogrnip")
    if len(digits) != _OGRNIP_LENGTH:
        raise IdentifierError("ogrnip.length", count=len(digits))
    _refuse_zeros(digits, "ogrnip")
    if digits[0] != "3":
        raise IdentifierError("ogrnip.first_digit")
    if int(digits[:-1]) % 13 % 10 != int(digits[-1]):
        raise IdentifierError("ogrnip.checksum")
    return digits


def clean_kpp(value: str) -> str:
    """A reason code of tax registration: four digits, two digits or capital Latin letters, three digits.

    Raises:
        IdentifierError: ``kpp.*``.
    """
    text = _SPACES.sub("", value)
    if len(text) != _KPP_LENGTH:
        raise IdentifierError("kpp.length", count=len(text))
    if not _KPP.fullmatch(text):
        raise IdentifierError("kpp.format")
    _refuse_zeros(text, "kpp")
    return text


def clean_bik(value: str) -> str:
    """A bank's identification code in the Russian payment system: nine digits beginning with 0.

    Whether such a bank exists is for the Bank of Russia's list to say, not for this function.

    Raises:
        IdentifierError: ``bik.*``.
    """
    digits = _digits(value, "bik")
    if len(digits) != _BIK_LENGTH:
        raise IdentifierError("bik.length", count=len(digits))
    _refuse_zeros(digits, "bik")
    if digits[0] != "0":
        raise IdentifierError("bik.first_digit")
    return digits


def clean_account(value: str, bik: str | None) -> str:
    """A client's account in a bank, 20 digits with a key that depends on the bank's БИК.

    Args:
        value: As typed. The sixth place may be one of the Latin letters that stand for rare currencies.
        bik: The bank's БИК in canonical form; ``None`` leaves the key unchecked.

    Raises:
        IdentifierError: ``account.*``; ``account.correspondent`` when it is the bank's own account (301…).
    """
    account = _account(value)
    if account.startswith("301"):
        raise IdentifierError("account.correspondent")
    if bik is not None:
        _check_account_key(bik[-3:], account)
    return account


def clean_correspondent_account(value: str, bik: str | None) -> str:
    """A bank's correspondent account with the Bank of Russia: 20 digits, 301…, ending as the БИК does.

    Args:
        value: As typed.
        bik: The bank's БИК in canonical form; ``None`` leaves ending and key unchecked.

    Raises:
        IdentifierError: ``account.*``.
    """
    account = _account(value)
    if not account.startswith("301"):
        raise IdentifierError("account.not_correspondent")
    if bik is not None:
        if account[-3:] != bik[-3:]:
            raise IdentifierError("account.bank")
        _check_account_key("0" + bik[4:6], account)
    return account


def clean_passport(value: str) -> str:
    """Series and number of a Russian internal passport, together ten digits (``45 08 № 123456``).

    Raises:
        IdentifierError: ``passport.*``.
    """
    digits = _digits(value.replace("№", " "), "passport")
    if len(digits) != _PASSPORT_LENGTH:
        raise IdentifierError("passport.length", count=len(digits))
    _refuse_zeros(digits[:2], "passport")
    _refuse_zeros(digits[_PASSPORT_SERIES:], "passport")
    return digits


def clean_issuer_code(value: str) -> str:
    """The code of the office that issued a passport, as ``770-001``.

    Raises:
        IdentifierError: ``issuer_code.*``.
    """
    digits = _digits(value, "issuer_code")
    if len(digits) != _ISSUER_CODE_LENGTH:
        raise IdentifierError("issuer_code.length", count=len(digits))
    _refuse_zeros(digits, "issuer_code")
    return f"{digits[:3]}-{digits[3:]}"


def clean_phone(value: str, *, mobile: bool = False) -> str:
    """A Russian phone number in E.164 form, ``+7`` and ten digits.

    Args:
        value: As typed, beginning with +7, 7, 8 or the area code.
        mobile: Only numbers that take messages (+79…).

    Raises:
        IdentifierError: ``phone.*``.
    """
    text = _DASHES.sub("-", _SPACES.sub(" ", value)).strip()
    if not _PHONE.fullmatch(text):
        raise IdentifierError("phone.characters")
    digits = "".join(_ASCII_DIGITS.findall(text))
    if text.startswith("+") and not digits.startswith("7"):
        raise IdentifierError("phone.country")
    if text.startswith("+") or (len(digits) == _PHONE_LENGTH + 1 and digits[0] in "78"):
        digits = digits[1:]
    if len(digits) != _PHONE_LENGTH:
        raise IdentifierError("phone.length", count=len(digits))
    number = phonenumbers.parse(f"+7{digits}")
    if not phonenumbers.is_valid_number_for_region(number, "RU"):
        raise IdentifierError("phone.unknown")
    if mobile and digits[0] != "9":
        raise IdentifierError("phone.mobile")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_email(value: str) -> str:
    """An e-mail address that ordinary mail servers deliver to.

    The domain may be written in any alphabet and comes back in its ASCII form (IDNA 2008), in lower case; the part
    before the @ must be ASCII and keeps its case.

    Raises:
        IdentifierError: ``email.*``.
    """
    text = value.strip()
    if len(text) > _EMAIL_LENGTH:
        raise IdentifierError("email.length", maximum=_EMAIL_LENGTH)
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain or "@" in local:
        raise IdentifierError("email.format")
    if not local.isascii():
        raise IdentifierError("email.letters")
    if len(local) > _EMAIL_LOCAL_LENGTH or not _EMAIL_LOCAL.fullmatch(local):
        raise IdentifierError("email.format")
    address = f"{local}@{_domain(domain)}"
    if len(address) > _EMAIL_LENGTH:
        raise IdentifierError("email.length", maximum=_EMAIL_LENGTH)
    return address


def format_snils(snils: str) -> str:
    """A canonical СНИЛС as it is printed: ``112-233-445 95``."""
    return f"{snils[:3]}-{snils[3:6]}-{snils[6:9]} {snils[9:]}"


def format_passport(passport: str) -> str:
    """A canonical passport number as people read it: ``45 08 123456``."""
    return f"{passport[:2]} {passport[2:4]} {passport[4:]}"


def format_phone(phone: str) -> str:
    """A canonical phone number as people read it: ``+7 999 123-45-67``; any other text is left as it is."""
    if not re.fullmatch(r"\+7[0-9]{10}", phone):
        return phone
    return f"+7 {phone[2:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:]}"


def format_email(email: str) -> str:
    """A canonical e-mail address with its domain in its own alphabet."""
    local, at, domain = email.rpartition("@")
    try:
        return local + at + idna.decode(domain)
    except idna.IDNAError:
        return email


def _digits(value: str, name: str) -> str:
    digits = _DASHES.sub("", _SPACES.sub("", value))
    if digits and not _ASCII_DIGITS.fullmatch(digits):
        raise IdentifierError(f"{name}.characters")
    return digits


def _refuse_zeros(text: str, name: str) -> None:
    if not text.strip("0"):
        raise IdentifierError(f"{name}.zeros")


def _account(value: str) -> str:
    text = _DASHES.sub("", _SPACES.sub("", value)).replace(".", "").upper()
    if not text.isascii() or not text.isalnum():
        raise IdentifierError("account.characters" if text else "account.length", **({} if text else {"count": 0}))
    if len(text) != _ACCOUNT_LENGTH:
        raise IdentifierError("account.length", count=len(text))
    if not _ACCOUNT.fullmatch(text):
        raise IdentifierError("account.characters")
    _refuse_zeros(text, "account")
    return text


def _check_account_key(prefix: str, account: str) -> None:
    """The key of an account: the weighted sum of the bank's three digits and the account ends with 0."""
    digits = prefix + account.translate(_ACCOUNT_LETTERS)
    if sum(int(digit) * (7, 1, 3)[place % 3] for place, digit in enumerate(digits)) % 10:
        raise IdentifierError("account.checksum")


def _domain(typed: str) -> str:
    try:
        domain = idna.encode(typed.lower(), uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise IdentifierError("email.domain") from error
    if not _EMAIL_DOMAIN.fullmatch(domain):
        raise IdentifierError("email.domain")
    return domain
