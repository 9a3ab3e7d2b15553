"""How a cleaner of identifiers says no, and what all of them share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kabinet.kernel import text as texts

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
    "email.cyrillic_letter": frozenset({"letter"}),
    "email.latin_letter": frozenset({"letter"}),
    "email.length": frozenset({"maximum"}),
}
"""Every code of `IdentifierError` with the names of its parameters."""

_SPACES_AND_DASHES: Final = re.compile(r"[ -]+")
ASCII_DIGITS: Final = re.compile(r"[0-9]+")


class IdentifierError(ValueError):
    """What was typed is not such an identifier.

    Attributes:
        code: A key of `ERROR_CODES`, such as `inn.length`.
        params: The numbers its sentence names, never what was typed; but for the one letter of another alphabet.
    """

    def __init__(self, code: str, **params: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, int | str] = params


def digits_of(value: str, name: str) -> str:
    """The digits of an identifier.

    Raises:
        IdentifierError: `<name>.characters`.
    """
    digits = closed(value)
    if digits and not ASCII_DIGITS.fullmatch(digits):
        raise IdentifierError(f"{name}.characters")
    return digits


def closed(value: str) -> str:
    """What was typed, without the spaces and dashes between its parts."""
    return _SPACES_AND_DASHES.sub("", texts.fold_dashes(texts.one_line(value)))


def refuse_zeros(text: str, name: str) -> None:
    """Refuse what is only zeros.

    Raises:
        IdentifierError: `<name>.zeros`.
    """
    if not text.strip("0"):
        raise IdentifierError(f"{name}.zeros")
