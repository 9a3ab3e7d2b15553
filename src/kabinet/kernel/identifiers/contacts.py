"""Phone numbers and e-mail addresses."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import idna
import phonenumbers

from kabinet.kernel import text as texts
from kabinet.kernel.identifiers.refusals import ASCII_DIGITS, IdentifierError

_PHONE_LENGTH: Final = 10
_PHONE: Final = re.compile(r"\+?[0-9()\s.\-]+", re.ASCII)
_EMAIL_LENGTH: Final = 254
_EMAIL_LOCAL_LENGTH: Final = 64
_EMAIL_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_EMAIL_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")


def clean_phone(value: str, *, mobile: bool = False) -> str:
    """A Russian phone number in E.164 form, `+7` and ten digits.

    Args:
        value: As typed, beginning with +7, 7, 8 or the area code.
        mobile: Only numbers that take messages (+79…).

    Raises:
        IdentifierError: `phone.*`.
    """
    text = texts.fold_dashes(texts.one_line(value))
    if not _PHONE.fullmatch(text):
        raise IdentifierError("phone.characters")
    digits = "".join(ASCII_DIGITS.findall(text))
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
        IdentifierError: `email.*`.
    """
    text = texts.one_line(value)
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


def format_phone(phone: str) -> str:
    """A canonical phone number as people read it: `+7 999 123-45-67`; any other text is left as it is."""
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


def _domain(typed: str) -> str:
    try:
        domain = idna.encode(typed.lower(), uts46=True).decode("ascii")
        idna.decode(domain)
    except (idna.IDNAError, UnicodeError) as error:
        raise IdentifierError("email.domain") from error
    if not _EMAIL_DOMAIN.fullmatch(domain):
        raise IdentifierError("email.domain")
    for label in domain.split("."):
        _refuse_mixed_alphabets(label)
    return domain


def _refuse_mixed_alphabets(label: str) -> None:
    """Refuse a part of a domain that mixes Latin and Cyrillic: nobody sees the difference, and another site gets it."""
    letters = idna.decode(label) if label.startswith("xn--") else ""
    latin = [letter for letter in letters if letter.isascii() and letter.isalpha()]
    cyrillic = [letter for letter in letters if unicodedata.name(letter, "").startswith("CYRILLIC")]
    if latin and cyrillic:
        strange, code = (latin, "latin") if len(latin) < len(cyrillic) else (cyrillic, "cyrillic")
        raise IdentifierError(f"email.{code}_letter", letter=strange[0])
