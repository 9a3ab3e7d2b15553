"""The base period of article 6 part 2.2 of 353-FZ: the interval that a schedule is counted by.

How an accountant reads it, and this module after him:

* The interval between two consecutive days of flows, the disbursal included, is a whole number of calendar months
  when the calendar says so, and a number of days in any case.
* The interval met most often wins. Of intervals met equally often the shortest does; where months and days name the
  very same intervals, as 15 July, 15 August, 15 September do, they are months.
* A schedule by months stays one when days off moved some of its dates: if no interval as it stands is met as often,
  dates up to three days before or ten days after their day of the month count as standing on it, provided that at
  least half of the payments do stand on it.
* One payment only: its length in days. No interval met twice: the mean length in days. Nothing within a year: a year.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kabinet.lending.engine.calendar import add_months, month_index, whole_months

_YEAR_DAYS = 365
_YEAR_MONTHS = 12
_FORWARD = 10
_BACK = 3
_REPEATED = 2


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
    spans = [(end - start).days for start, end in pairwise(dates)]
    if min(spans) > _YEAR_DAYS:
        return YEAR
    if len(spans) == 1:
        return BasePeriod(spans[0], "day")
    days = Counter(span for span in spans if span <= _YEAR_DAYS)
    months = Counter(
        found for found in (whole_months(*pair) for pair in pairwise(dates)) if found and found <= _YEAR_MONTHS
    )
    highest = max([*days.values(), *months.values()])
    moved, times = _moved_months(dates)
    if times >= _REPEATED and times > highest:
        return _of_months(moved)
    if highest < _REPEATED:
        mean = (2 * sum(spans) + len(spans)) // (2 * len(spans))
        return BasePeriod(mean, "day") if mean <= _YEAR_DAYS else YEAR
    return _most_frequent(dates, days, months, highest)


def _most_frequent(dates: list[date], days: Counter[int], months: Counter[int], highest: int) -> BasePeriod:
    same = {
        (end - start).days: found
        for start, end in pairwise(dates)
        if (found := whole_months(start, end)) and months[found] == highest
    }
    candidates = [_of_months(count) for count, times in months.items() if times == highest]
    candidates += [BasePeriod(span, "day") for span, times in days.items() if times == highest and span not in same]
    return min(candidates, key=lambda period: period.length)


def _moved_months(dates: list[date]) -> tuple[int, int]:
    """Return the interval in months that moved dates keep most often, and how often."""
    payments = dates[1:]
    best = (0, 0)
    for anchor in sorted({day.day for day in payments}):
        places = [_place(day, anchor) for day in dates]
        if 2 * sum(offset == 0 for _, offset in places[1:]) < len(payments):
            continue
        steps = Counter(
            later[0] - earlier[0]
            for earlier, later in pairwise(places)
            if earlier[0] >= 0 and 0 < later[0] - earlier[0] <= _YEAR_MONTHS
        )
        for months, times in sorted(steps.items()):
            if times > best[1]:
                best = (months, times)
    return best


def _place(day: date, anchor: int) -> tuple[int, int]:
    """Return the month whose anchor day a date stands for and how far it is from it, or (-1, -1) if for none."""
    near = []
    for month in (day - timedelta(days=_FORWARD), day, day + timedelta(days=_BACK)):
        nominal = month.replace(day=min(anchor, monthrange(month.year, month.month)[1]))
        offset = (day - nominal).days
        if -_BACK <= offset <= _FORWARD:
            near.append((abs(offset), offset, month_index(nominal)))
    if not near:
        return -1, -1
    _, offset, index = min(near)
    return index, offset


def positions(dates: list[date], base: BasePeriod) -> tuple[list[int], list[float]]:
    """Return, for each flow, the full base periods since disbursal and the rest as a share of the base period.

    Months are calendar months; a rest is measured by the length of the period in which it falls.
    """
    start = dates[0]
    if not base.months:
        parts = [divmod((day - start).days, base.count) for day in dates]
        return [full for full, _ in parts], [rest / base.count for _, rest in parts]
    full_periods: list[int] = []
    rests: list[float] = []
    for day in dates:
        full = (month_index(day) - month_index(start)) // base.months
        begin = add_months(start, full * base.months)
        if begin > day:
            full -= 1
            begin = add_months(start, full * base.months)
        full_periods.append(full)
        rests.append(
            (day - begin).days / (add_months(start, (full + 1) * base.months) - begin).days if day > begin else 0.0
        )
    return full_periods, rests
