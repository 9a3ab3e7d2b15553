"""How days become a share of the year.

The first interest day is the one after issue; the due date itself is the last interest day of its period.

=========  ==========================================================================================
act/act    each day counts 1/365 or 1/366 by its own calendar year
act/365    each day counts 1/365
act/364    each day counts 1/364
act/360    each day counts 1/360
30/360     a whole calendar month counts 30/360 whatever its length; other days by the 30E/360 method
=========  ==========================================================================================

Shares are integers over a common denominator, so nothing is rounded before the interest itself.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from operator import sub

from kabinet.lending.engine.calendar import FIRST_DATE, FIRST_YEAR, LAST_YEAR, month_index, whole_months

BASES = {"act/365": 365, "act/364": 364, "act/360": 360, "30/360": 360}
# One year in units that both 1/365 and 1/366 are whole numbers of.
YEAR_UNITS = 365 * 366
_BASE_ORDINAL = FIRST_DATE.toordinal()
_MONTH = 30


@lru_cache(maxsize=1)
def _units_by_day() -> tuple[int, ...]:
    """Return, for each day of the known years, the year units elapsed at its end."""
    units: list[int] = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        start = (year - FIRST_YEAR) * YEAR_UNITS
        step = 365 if isleap(year) else 366
        units.extend(range(start + step, start + YEAR_UNITS + 1, step))
    return tuple(units)


def days_30_360(start: date, end: date) -> int:
    """Return the days between two dates when every month has thirty."""
    whole = whole_months(start, end)
    if whole is not None:
        return _MONTH * whole
    months = month_index(end) - month_index(start)
    return _MONTH * months + min(end.day, _MONTH) - min(start.day, _MONTH)


def year_shares(day_count: str, dates: Sequence[date], ordinals: Sequence[int]) -> tuple[list[int], int]:
    """Return the share of a year of each period between consecutive dates.

    Args:
        day_count: One of the five bases.
        dates: Day of issue and due dates.
        ordinals: The same as proleptic ordinals, which the caller has anyway.

    Returns:
        Numerators, and their common denominator.
    """
    if day_count == "act/act":
        table = _units_by_day()
        marks = [table[ordinal - _BASE_ORDINAL] for ordinal in ordinals]
        return list(map(sub, marks[1:], marks)), YEAR_UNITS
    if day_count == "30/360":
        return [days_30_360(start, end) for start, end in pairwise(dates)], BASES[day_count]
    return list(map(sub, ordinals[1:], ordinals)), BASES[day_count]
