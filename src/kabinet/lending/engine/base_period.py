"""The base period of article 6 part 2.2 of 353-FZ: the interval that a schedule is counted by.

How an accountant reads it, and this module after him:

* Intervals are counted between the days of the contract, before days off move them; the disbursal is included and
  is never moved. A contract says itself whether its intervals are months or days; only the first is looked up in the
  calendar.
* The interval met most often wins. Of intervals met equally often the shortest does. One payment only: its length in
  days. No interval met twice: the mean length in days. Nothing within a year: a year.
* Bare flows do not tell their contract. Each interval is a whole number of calendar months when the calendar says so,
  and a number of days in any case; days that only repeat what the winning months say, as from 15 July to 15 August to
  15 September, are no rival to them. Only where no interval is met twice may a payment count as standing on its day of
  the month that the Russian production calendar moves to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from operator import sub

from kabinet.lending.engine.calendar import (
    SHORTEST_MONTH,
    day_in_month,
    month_grid,
    month_index,
    next_working_day,
    to_working_day,
    whole_months,
)
from kabinet.lending.engine.terms import Terms

_YEAR_DAYS = 365
_YEAR_MONTHS = 12
_MONTHS = {"day": 0, "month": 1, "year": _YEAR_MONTHS}
_REPEATED = 2


@dataclass(frozen=True, slots=True)
class BasePeriod:
    """A standard interval.

    Attributes:
        count: How many units.
        unit: `day`, `month` or `year`.
    """

    count: int
    unit: str

    @property
    def name(self) -> str:
        """As people write it: `14 day`, `1 month`."""
        return f"{self.count} {self.unit}"

    @property
    def months(self) -> int:
        """Length in months; 0 for an interval of days."""
        return self.count * _MONTHS[self.unit]

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


def contract_period(terms: Terms, contract: Sequence[date], payments: Sequence[Decimal]) -> BasePeriod:
    """Find the base period of a schedule, whose contract is known.

    Args:
        terms: Its terms.
        contract: Day of each instalment by the contract.
        payments: The instalments; nothing is paid on a day of 0.00.
    """
    numbers = [number for number, payment in enumerate(payments) if payment]
    dates = [terms.issued, *(contract[number] for number in numbers)]
    spans = _spans(dates)
    if not spans or min(spans) > _YEAR_DAYS:
        return YEAR
    if len(spans) == 1:
        return BasePeriod(spans[0], "day")
    by_months = [0] * len(spans)
    if terms.unit == "month":
        by_months = [step * terms.every for step in map(sub, numbers, [-1, *numbers])]
        if terms.payment_day not in {None, terms.issued.day}:
            by_months[0] = whole_months(*dates[:2]) or 0
    months = _counted(by_months, _YEAR_MONTHS)
    days = _counted([span for span, count in zip(spans, by_months, strict=True) if not count], _YEAR_DAYS)
    highest = max([*days.values(), *months.values()])
    return _mean(spans) if highest < _REPEATED else _shortest(_met(months, highest), _met(days, highest))


def _counted(intervals: Sequence[int], most: int) -> dict[int, int]:
    return {interval: times for interval, times in Counter(intervals).items() if 0 < interval <= most}


def _met(intervals: dict[int, int], times: int) -> list[int]:
    return [interval for interval, count in intervals.items() if count == times]


def _shortest(months: list[int], days: list[int]) -> BasePeriod:
    return min([*map(_of_months, months), *(BasePeriod(span, "day") for span in days)], key=_length)


def find_base_period(dates: Sequence[date]) -> BasePeriod:
    """Find the base period of bare flows.

    Args:
        dates: Two or more days, strictly increasing; the first is the disbursal.
    """
    spans = _spans(dates)
    if min(spans) > _YEAR_DAYS:
        return YEAR
    if len(spans) == 1:
        return BasePeriod(spans[0], "day")
    by_months = _by_months(dates)
    months, days = _counted(by_months, _YEAR_MONTHS), _counted(spans, _YEAR_DAYS)
    highest = max([*days.values(), *months.values()])
    if highest < _REPEATED:
        moved = _moved_months(dates)
        return _of_months(moved) if moved else _mean(spans)
    winners, rivals = _met(months, highest), _met(days, highest)
    if rivals:
        # Days that only repeat what the winning months say are not a rival to them.
        same = {span for span, count in zip(spans, by_months, strict=True) if count in winners}
        rivals = [span for span in rivals if span not in same]
    return _shortest(winners, rivals)


def laid_out(dates: Sequence[date], base: BasePeriod | None) -> tuple[BasePeriod, Sequence[int], list[float]]:
    """Return the base period of flows, and where each of them is by it: see `positions`.

    Args:
        dates: Two or more days, strictly increasing; the first is the disbursal.
        base: The base period where it is known; `None` finds it.
    """
    if base in (None, MONTH) and every_month(dates):
        return MONTH, range(len(dates)), [0.0] * len(dates)
    base = base or find_base_period(dates)
    return base, *positions(dates, base)


def every_month(dates: Sequence[date]) -> bool:
    """Tell whether three days or more are one day of consecutive months, or the last of those that lack it."""
    if len(dates) <= _REPEATED:
        return False
    first = month_index(dates[0])
    return tuple(dates) == month_grid(dates[0].day, roll=False)[first : first + len(dates)]


def _spans(dates: Sequence[date]) -> list[int]:
    ordinals = list(map(date.toordinal, dates))
    return list(map(sub, ordinals[1:], ordinals))


def _length(period: BasePeriod) -> float:
    return period.length


def _mean(spans: list[int]) -> BasePeriod:
    """Return the arithmetic mean of intervals in whole days, halves up."""
    mean = (2 * sum(spans) + len(spans)) // (2 * len(spans))
    return BasePeriod(mean, "day") if mean <= _YEAR_DAYS else YEAR


def _by_months(dates: Sequence[date]) -> list[int]:
    """Return the whole calendar months of each interval; 0 where days are left over."""
    between = [months or 0 for months in map(whole_months, dates, dates[1:])]
    if (rolled := _rolled_months(dates[1:])) is not None:
        anchor, steps = rolled
        first = month_index(dates[1]) - (dates[1].day != anchor) - month_index(dates[0])
        between = [first if dates[0].day == anchor else between[0], *steps]
    return between


def _rolled_months(payments: Sequence[date]) -> tuple[int, list[int]] | None:
    """Return the day of the month and the intervals of payments that go to the first where a month lacks that day.

    `None` unless every payment stands on that day or on such a first.
    """
    anchor = max(day.day for day in payments)
    if anchor <= SHORTEST_MONTH:
        return None
    months = [month_index(day) - (day.day != anchor) for day in payments]
    if list(payments) != [month_grid(anchor, roll=True)[index] for index in months]:
        return None
    return anchor, list(map(sub, months[1:], months))


def _moved_months(dates: Sequence[date]) -> int:
    """Return the interval in months that payments keep once days off have moved them; 0 where none is met twice."""
    best, most = 0, 1
    for anchor in dict.fromkeys(day.day for day in dates):
        issued = month_index(dates[0]) if dates[0].day == anchor else None
        places = [issued, *(_place(day, anchor) for day in dates[1:])]
        steps = Counter(
            later - earlier
            for earlier, later in pairwise(places)
            if earlier is not None and later is not None and 0 < later - earlier <= _YEAR_MONTHS
        )
        for months, met in sorted(steps.items()):
            if met > most:
                best, most = months, met
    return best


def _place(day: date, anchor: int) -> int | None:
    """Return the month on whose anchor day a payment stands or from which days off moved it, or `None`."""
    index = month_index(day)
    for month in (index, max(index - 1, 0)):
        nominal = day_in_month(month, anchor)
        if day in {nominal, to_working_day(nominal), next_working_day(nominal)}:
            return month
    return None


def positions(dates: Sequence[date], base: BasePeriod) -> tuple[list[int], list[float]]:
    """Return, for each flow, the full base periods since disbursal and the rest as a share of the base period.

    Months are calendar months; a rest is measured by the length of the period in which it falls.
    """
    start = dates[0]
    if not base.months:
        parts = [divmod((day - start).days, base.count) for day in dates]
        return [full for full, _ in parts], [rest / base.count for _, rest in parts]
    grid, origin, step = month_grid(start.day, roll=False), month_index(start), base.months
    after = origin + step
    periods: list[int] = []
    rests: list[float] = []
    for day in dates:
        while grid[after] <= day:
            after += step
        begin = grid[after - step]
        rest = day - begin
        periods.append((after - origin) // step - 1)
        rests.append(rest / (grid[after] - begin) if rest else 0.0)
    return periods, rests
