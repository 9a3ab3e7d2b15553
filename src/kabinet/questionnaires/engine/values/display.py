"""Stored answers as plain text for people.

Words and customs of a language belong to a face: it hands in a `Formatter`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol

from kabinet.kernel.identifiers import format_email, format_passport, format_phone, format_snils
from kabinet.questionnaires.engine.fields import (
    ADDRESS_PARTS,
    ChoiceOptions,
    Field,
    FieldType,
    JsonValue,
    NumberOptions,
    options_of,
)
from kabinet.questionnaires.engine.values.dates import parse_day


class Formatter(Protocol):
    """How a language writes what is more than text."""

    def money(self, amount: Decimal) -> str:
        """A sum in roubles."""

    def number(self, number: Decimal, unit: str) -> str:
        """A number with its unit, which may be empty."""

    def day(self, day: date) -> str:
        """A date."""

    def yes_no(self, answer: bool) -> str:
        """A yes or a no."""

    def address(self, parts: Mapping[str, str]) -> str:
        """An address from its filled parts, keys as in `ADDRESS_PARTS` and in that order."""


class PlainFormatter:
    """Formats that `clean_value` reads back: for exports and tests, not for pages."""

    def money(self, amount: Decimal) -> str:
        """`1250000.50`."""
        return f"{amount:.2f}"

    def number(self, number: Decimal, unit: str) -> str:
        """The digits alone."""
        return f"{number:f}"

    def day(self, day: date) -> str:
        """`2026-11-21`."""
        return day.isoformat()

    def yes_no(self, answer: bool) -> str:
        """`yes` or `no`."""
        return "yes" if answer else "no"

    def address(self, parts: Mapping[str, str]) -> str:
        """The parts with commas."""
        return ", ".join(parts.values())


MAX_PLACES: Final = 30
PLAIN: Final[Formatter] = PlainFormatter()


def display_value(field: Field, value: JsonValue, formatter: Formatter = PLAIN) -> str:
    """A stored answer as text.

    Args:
        field: The question.
        value: The stored answer; text of an unexpected form comes back as it is.
        formatter: The language.

    Returns:
        Plain text, not escaped and not masked; empty for no answer and for values no page could have stored.
    """
    show = _DISPLAYS.get(field.type)
    shown = show(field, value, formatter) if show else None
    if shown is None:
        return value if isinstance(value, str) else ""
    return shown


def _display_money(_field: Field, value: JsonValue, formatter: Formatter) -> str | None:
    number = _decimal(value)
    return None if number is None else formatter.money(number)


def _display_number(field: Field, value: JsonValue, formatter: Formatter) -> str | None:
    number = _decimal(value)
    return None if number is None else formatter.number(number, options_of(field, NumberOptions).unit)


def _display_day(_field: Field, value: JsonValue, formatter: Formatter) -> str | None:
    day = parse_day(value) if isinstance(value, str) else None
    return None if day is None else formatter.day(day)


def _display_yes_no(_field: Field, value: JsonValue, formatter: Formatter) -> str | None:
    return formatter.yes_no(value) if isinstance(value, bool) else None


def _display_choice(field: Field, value: JsonValue, _formatter: Formatter) -> str | None:
    options = options_of(field, ChoiceOptions)
    codes = value if isinstance(value, list | tuple) else [value]
    labels = [options.label(code) or code for code in codes if isinstance(code, str)]
    return ", ".join(labels)


def _display_address(_field: Field, value: JsonValue, formatter: Formatter) -> str | None:
    if not isinstance(value, Mapping):
        return None
    parts = {part: value.get(part) for part in ADDRESS_PARTS}
    return formatter.address({part: text for part, text in parts.items() if isinstance(text, str) and text})


def _display_files(_field: Field, value: JsonValue, _formatter: Formatter) -> str | None:
    references = value if isinstance(value, list | tuple) else []
    names = [reference.get("name") for reference in references if isinstance(reference, Mapping)]
    return ", ".join(name for name in names if isinstance(name, str))


def _written(
    write: Callable[[str], str], length: int | None = None
) -> Callable[[Field, JsonValue, Formatter], str | None]:
    def display(_field: Field, value: JsonValue, _formatter: Formatter) -> str | None:
        canonical = isinstance(value, str) and (length is None or (len(value) == length and value.isdigit()))
        return write(value) if canonical and isinstance(value, str) else None

    return display


def _decimal(value: JsonValue) -> Decimal | None:
    if not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and number.adjusted() < MAX_PLACES else None


_DISPLAYS: Final[Mapping[FieldType, Callable[[Field, JsonValue, Formatter], str | None]]] = {
    FieldType.MONEY: _display_money,
    FieldType.NUMBER: _display_number,
    FieldType.DATE: _display_day,
    FieldType.YES_NO: _display_yes_no,
    FieldType.CONSENT: _display_yes_no,
    FieldType.CHOICE: _display_choice,
    FieldType.ADDRESS: _display_address,
    FieldType.FILE: _display_files,
    FieldType.PHONE: _written(format_phone),
    FieldType.EMAIL: _written(format_email),
    FieldType.SNILS: _written(format_snils, 11),
    FieldType.PASSPORT: _written(format_passport, 10),
}
