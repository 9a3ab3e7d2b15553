"""Days as people type them, read in one place: `21.11.1990`, `21111990`, `21/11/1990 г.`, `1990-11-21`.

The day comes first, the year has four digits. A year of two digits is a question, never a guess. Pure.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from kabinet.kernel import text as texts

CODES: Final = frozenset({"format", "year", "impossible"})
"""Every code of `DayError`."""

_LONGEST: Final = 40
_ISO: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_BETWEEN: Final = r" ?[./ ,-] ?"
_RUSSIAN: Final = re.compile(
    rf"(?P<day>[0-9]{{1,2}}){_BETWEEN}(?P<month>[0-9]{{1,2}}){_BETWEEN}(?P<year>[0-9]{{2}}|[0-9]{{4}})(?: ?г\.?)?"
)
_SOLID: Final = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{2}|[0-9]{4})")
_YEAR: Final = 4


class DayError(ValueError):
    """What was typed is no day; `code` is one of `CODES`: `year` asks for a year of four digits."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_day(typed: str) -> date:
    """The day that was typed.

    Raises:
        DayError: Of every code.
    """
    if len(typed) > 4 * _LONGEST:
        raise DayError("format")
    line = texts.fold_dashes(texts.one_line(typed))
    found = _ISO.fullmatch(line) or _RUSSIAN.fullmatch(line) or _SOLID.fullmatch(line)
    if found is None or len(line) > _LONGEST:
        raise DayError("format")
    if len(found["year"]) < _YEAR:
        raise DayError("year")
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise DayError("impossible") from error
