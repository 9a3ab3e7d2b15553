"""The base period of article 6 part 2.2 of 353-FZ: the interval that a schedule is counted by.

How an accountant reads it, and this module after him:

* The interval between two consecutive days of flows, the disbursal included, is a whole number of calendar months
  when the calendar says so, and a number of days in any case.
* The interval met most often wins. Of intervals met equally often the shortest does; where months and days name the
  very same intervals, as 15 July, 15 August, 15 September do, they are months.
* A schedule by months stays one when days off moved some of its dates: unless one interval fits all, dates up to
  three days before or ten days after their day of the month count as standing on it, provided that at least half of
  the payments do stand on it or where the Russian production calendar moves it. Months found so win unless another
  interval is met more often.
* One payment only: its length in days. No interval met twice: the mean length in days. Nothing within a year: a year.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import sub

from kabinet.lending.engine.calendar import (
    day_in_month,
    month_index,
    month_length,
    next_working_day,
    to_working_day,
    whole_months,
)

_YEAR_DAYS = 365
_YEAR_MONTHS = 12
_FORWARD = 10
_BACK = 3
_REPEATED = 2
_LIKELY = 3


@dataclass(frozen=True, slots=True)
class BasePeriod:
    """A standard interval.

    Attributes:
        count: How many units.
        unit: ``day``, ``month`` or ``year``.
    """

    count: int
    unit: str

    @property
    def name(self) -> str:
        """As people write it: ``14 day``, ``1 month``."""
        return f"{self.count} {self.unit}"

    @property
    def months(self) -> int:
        """Length in months; 0 for an interval of days."""
        return {"month": self.count, "year": self.count * _YEAR_MONTHS}.get(self.unit, 0)

    @property
    def days_numerator(self) -> int:
        """Numerator of the number of such periods in a year."""
        return _YEAR_MONTHS if self.months else _YEAR_DAYS

    @property
    def days_denominator(self) -> int:
        """Denominator of the number of such periods in a year."""
        return self.months or self.count

    @property
    def per_year(self) -> float:
        """Number of such periods in a year of 365 days or twelve months."""
        return self.days_numerator / self.days_denominator

    @property
    def length(self) -> float:
        """Length in days, to compare intervals by."""
        return _YEAR_DAYS / self.per_year


MONTH = BasePeriod(1, "month")
YEAR = BasePeriod(1, "year")


def _of_months(months: int) -> BasePeriod:
    return YEAR if months == _YEAR_MONTHS else BasePeriod(months, "month")


def find_base_period(dates: list[date]) -> BasePeriod:
    """Find the base period of flows.

    Args:
        dates: Two or more days, strictly increasing; the first is the disbursal.
    """
    ordinals = list(map(date.toordinal, dates))
    spans = list(map(sub, ordinals[1:], ordinals))
    if min(spans) > _YEAR_DAYS:
        return YEAR
    if len(spans) == 1:
        return BasePeriod(spans[0], "day")
    by_months = [months if months and months <= _YEAR_MONTHS else 0 for months in map(whole_months, dates, dates[1:])]
    days = Counter(span for span in spans if span <= _YEAR_DAYS)
    months = Counter(filter(None, by_months))
    highest = max([*days.values(), *months.values()])
    if highest < len(spans):
        moved, times = _moved_months(dates)
        if times >= max(highest, _REPEATED):
            return _of_months(moved)
    if highest < _REPEATED:
        mean = (2 * sum(spans) + len(spans)) // (2 * len(spans))
        return BasePeriod(mean, "day") if mean <= _YEAR_DAYS else YEAR
    # Days that only repeat what the winning months say are not a rival to them.
    same = {span for span, count in zip(spans, by_months, strict=True) if count and months[count] == highest}
    candidates = [_of_months(count) for count, times in months.items() if times == highest]
    candidates += [BasePeriod(span, "day") for span, times in days.items() if times == highest and span not in same]
    return min(candidates, key=lambda period: period.length)


def _moved_months(dates: list[date]) -> tuple[int, int]:
    """Return the interval in months that moved dates keep most often, and how often."""
    payments = dates[1:]
    likely = [anchor for anchor, _ in Counter(day.day for day in payments).most_common(_LIKELY)]
    best = (0, 0)
    for anchor in dict.fromkeys([*likely, dates[0].day]):
        places = [_place(day, anchor) for day in dates]
        standing = sum(
            place is not None and _stands(day, day_in_month(place, anchor))
            for day, place in zip(payments, places[1:], strict=True)
        )
        if 2 * standing < len(payments):
            continue
        steps = Counter(
            later - earlier
            for earlier, later in pairwise(places)
            if earlier is not None and later is not None and 0 < later - earlier <= _YEAR_MONTHS
        )
        for months, met in sorted(steps.items()):
            if met > best[1]:
                best = (months, met)
        if best[1] == len(payments):
            break
    return best


def _place(day: date, anchor: int) -> int | None:
    """Return the month for whose anchor day a date may stand, or ``None``."""
    index = month_index(day)
    if -_BACK <= day.day - min(anchor, month_length(day.year, day.month)) <= _FORWARD:
        return index
    if index == 0 or (day - day_in_month(index - 1, anchor)).days > _FORWARD:
        return None
    return index - 1


def _stands(day: date, nominal: date) -> bool:
    """Tell whether a date is the nominal day or the working day that it moves to."""
    return day == nominal or day in {to_working_day(nominal), next_working_day(nominal)}


def positions(dates: list[date], base: BasePeriod) -> tuple[list[int], list[float]]:
    """Return, for each flow, the full base periods since disbursal and the rest as a share of the base period.

    Months are calendar months; a rest is measured by the length of the period in which it falls.
    """
    start = dates[0]
    if not base.months:
        parts = [divmod((day - start).days, base.count) for day in dates]
        return [full for full, _ in parts], [rest / base.count for _, rest in parts]
    origin, step = month_index(start), base.months
    full_periods: list[int] = []
    rests: list[float] = []
    for day in dates:
        full = (month_index(day) - origin) // step
        begin = day_in_month(origin + full * step, start.day)
        if begin > day:
            full -= 1
            begin = day_in_month(origin + full * step, start.day)
        full_periods.append(full)
        rest = (day - begin).days
        rests.append(rest / (day_in_month(origin + (full + 1) * step, start.day) - begin).days if rest else 0.0)
    return full_periods, rests
