"""Numbers that the state gives to people and organisations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

from kabinet.kernel import text as texts
from kabinet.kernel.identifiers.refusals import IdentifierError, digits_of, refuse_zeros

InnOwner = Literal["any", "person", "organisation"]

_INN_LENGTHS: Final[Mapping[InnOwner, tuple[int, ...]]] = {"any": (10, 12), "person": (12,), "organisation": (10,)}
_SNILS_LENGTH: Final = 11
_SNILS_UNCHECKED: Final = 1_001_998
_OGRN_LENGTH: Final = 13
_OGRNIP_LENGTH: Final = 15
_KPP_LENGTH: Final = 9
_KPP: Final = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
_PASSPORT_LENGTH: Final = 10
_PASSPORT_SERIES: Final = 4
_ISSUER_CODE_LENGTH: Final = 6


def clean_inn(value: str, owner: InnOwner = "any") -> str:
    """A taxpayer's number: 10 digits of a legal entity, 12 of a person or sole proprietor.

    Args:
        value: As typed.
        owner: Whose number is expected.

    Returns:
        The digits.

    Raises:
        IdentifierError: `inn.*`.
    """
    digits = digits_of(value, "inn")
    if len(digits) not in _INN_LENGTHS[owner]:
        raise IdentifierError("inn.length" if owner == "any" else f"inn.length_{owner}", count=len(digits))
    refuse_zeros(digits, "inn")
    if not stdnum_inn.is_valid(digits):
        raise IdentifierError("inn.checksum")
    return digits


def clean_snils(value: str) -> str:
    """A pension insurance number, 11 digits; the check applies to numbers above 001-001-998.

    Raises:
        IdentifierError: `snils.*`.
    """
    digits = digits_of(value, "snils")
    if len(digits) != _SNILS_LENGTH:
        raise IdentifierError("snils.length", count=len(digits))
    refuse_zeros(digits[:9], "snils")
    if int(digits[:9]) > _SNILS_UNCHECKED:
        total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
        if total % 101 % 100 != int(digits[9:]):
            raise IdentifierError("snils.checksum")
    return digits


def clean_ogrn(value: str) -> str:
    """A legal entity's registration number, 13 digits beginning with 1 or 5.

    Raises:
        IdentifierError: `ogrn.*`.
    """
    digits = digits_of(value, "ogrn")
    if len(digits) != _OGRN_LENGTH:
        raise IdentifierError("ogrn.length", count=len(digits))
    refuse_zeros(digits, "ogrn")
    if digits[0] not in "15":
        raise IdentifierError("ogrn.first_digit")
    if stdnum_ogrn.calc_check_digit(digits) != digits[-1]:
        raise IdentifierError("ogrn.checksum")
    return digits


def clean_ogrnip(value: str) -> str:
    """A sole proprietor's registration number, 15 digits beginning with 3.

    Raises:
        IdentifierError: `ogrnip.*`.
    """
    digits = digits_of(value, "ogrnip")
    if len(digits) != _OGRNIP_LENGTH:
        raise IdentifierError("ogrnip.length", count=len(digits))
    refuse_zeros(digits, "ogrnip")
    if digits[0] != "3":
        raise IdentifierError("ogrnip.first_digit")
    if int(digits[:-1]) % 13 % 10 != int(digits[-1]):
        raise IdentifierError("ogrnip.checksum")
    return digits


def clean_kpp(value: str) -> str:
    """A reason code of tax registration: four digits, two digits or capital Latin letters, three digits.

    Raises:
        IdentifierError: `kpp.*`.
    """
    text = texts.one_line(value).replace(" ", "")
    if len(text) != _KPP_LENGTH:
        raise IdentifierError("kpp.length", count=len(text))
    if not _KPP.fullmatch(text):
        raise IdentifierError("kpp.format")
    refuse_zeros(text, "kpp")
    return text


def clean_passport(value: str) -> str:
    """Series and number of a Russian internal passport, together ten digits (`45 08 № 123456`).

    Raises:
        IdentifierError: `passport.*`.
    """
    digits = digits_of(value.replace("№", " "), "passport")
    if len(digits) != _PASSPORT_LENGTH:
        raise IdentifierError("passport.length", count=len(digits))
    refuse_zeros(digits[:2], "passport")
    refuse_zeros(digits[_PASSPORT_SERIES:], "passport")
    return digits


def clean_issuer_code(value: str) -> str:
    """The code of the office that issued a passport, as `770-001`.

    Raises:
        IdentifierError: `issuer_code.*`.
    """
    digits = digits_of(value, "issuer_code")
    if len(digits) != _ISSUER_CODE_LENGTH:
        raise IdentifierError("issuer_code.length", count=len(digits))
    refuse_zeros(digits, "issuer_code")
    return f"{digits[:3]}-{digits[3:]}"


def format_snils(snils: str) -> str:
    """A canonical СНИЛС as it is printed: `112-233-445 95`."""
    return f"{snils[:3]}-{snils[3:6]}-{snils[6:9]} {snils[9:]}"


def format_passport(passport: str) -> str:
    """A canonical passport number as people read it: `45 08 123456`."""
    return f"{passport[:2]} {passport[2:4]} {passport[4:]}"
