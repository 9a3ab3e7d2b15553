"""Reading of untrusted values: numbers, dates and words as JSON or a form gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite

MESSAGES = {
    "not_a_number": "must be a number",
    "not_an_integer": "must be a whole number",
    "not_a_date": "must be a date like 2026-11-23",
    "not_text": "must be a word",
    "choice": "must be one of: {choices}",
    "out_of_range": "must be from {least} to {most}",
    "decimals": "must have at most {decimals} decimals",
}
_LONGEST = 40
_SHOWN = 30
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a value.

    Attributes:
        code: A key of `MESSAGES`.
        params: Values for the message.
    """

    code: str
    params: dict[str, object] = field(default_factory=dict)


def shown(value: object) -> str:
    """Return an untrusted name short and printable, for a one-line message."""
    text = str(value)
    return text if text.isprintable() and 0 < len(text) <= _SHOWN else repr(text[:_SHOWN])


def read_decimal(value: object) -> Decimal | Problem:
    """Read an exact number; a float counts as the digits that it prints."""
    if isinstance(value, bool):
        return Problem("not_a_number")
    if isinstance(value, float) and isfinite(value):
        return Decimal(repr(value))
    if isinstance(value, int):
        return Decimal(value) if abs(value) < 10**_LONGEST else Problem("not_a_number")
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= _LONGEST:
        return value
    if isinstance(value, str) and len(value) <= _LONGEST and _NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    return Problem("not_a_number")


def read_integer(value: object) -> int | Problem:
    """Read a whole number; `12.0` is not one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= _LONGEST and _INTEGER.fullmatch(value.strip()):
        return int(value)
    return Problem("not_an_integer")


def read_date(value: object) -> date | Problem:
    """Read a calendar date in ISO form."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return Problem("not_a_date")
    return Problem("not_a_date")


def read_text(value: object) -> str | Problem:
    """Read a word."""
    return value if isinstance(value, str) else Problem("not_text")


def check_decimal(value: object, least: Decimal, most: Decimal, decimals: int) -> Problem | None:
    """Check that a value is a decimal within bounds and not finer than allowed."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return Problem("not_a_number")
    if not least <= value <= most:
        return Problem("out_of_range", {"least": plain(least), "most": plain(most)})
    if (value and value.adjusted() < -decimals) or 10**decimals % value.as_integer_ratio()[1]:
        return Problem("decimals", {"decimals": decimals})
    return None


def check_integer(value: object, least: int, most: int) -> Problem | None:
    """Check that a value is a whole number within bounds."""
    if not isinstance(value, int) or isinstance(value, bool):
        return Problem("not_an_integer")
    return None if least <= value <= most else Problem("out_of_range", {"least": least, "most": most})


def check_date(value: object, least: date, most: date) -> Problem | None:
    """Check that a value is a calendar date within bounds."""
    if not isinstance(value, date) or isinstance(value, datetime):
        return Problem("not_a_date")
    return None if least <= value <= most else Problem("out_of_range", {"least": least, "most": most})


def plain(value: Decimal, *, money: bool = False) -> str:
    """Return a decimal in plain digits: money with two decimals, other numbers with as many as they need."""
    if money:
        return f"{value:.2f}"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
