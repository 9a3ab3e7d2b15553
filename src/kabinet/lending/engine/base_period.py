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
    day_in_month,
    month_index,
    next_working_day,
    to_working_day,
    whole_months,
)
from kabinet.lending.engine.terms import Terms

_YEAR_DAYS = 365
_YEAR_MONTHS = 12
_REPEATED = 2
_SHORTEST = 28


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
    months = [0] * len(spans)
    if terms.unit == "month" and numbers:
        steps = list(map(sub, numbers, [-1, *numbers]))
        months = [step * terms.every for step in steps]
        if terms.payment_day not in {None, terms.issued.day}:
            months[0] = whole_months(*dates[:2]) or 0
    if not spans or min(spans) > _YEAR_DAYS:
        return YEAR
    if len(spans) == 1:
        return BasePeriod(spans[0], "day")
    named = Counter(
        (count, 0) if 0 < count <= _YEAR_MONTHS else (0, span)
        for count, span in zip(months, spans, strict=True)
        if 0 < count <= _YEAR_MONTHS or span <= _YEAR_DAYS
    )
    highest = max(named.values())
    if highest < _REPEATED:
        return _mean(spans)
    winners = [interval for interval, times in named.items() if times == highest]
    return min((_of_months(count) if count else BasePeriod(span, "day") for count, span in winners), key=_length)


def find_base_period(dates: list[date]) -> BasePeriod:
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
    days = Counter(span for span in spans if span <= _YEAR_DAYS)
    months = Counter(filter(None, by_months))
    highest = max([*days.values(), *months.values()])
    if highest < _REPEATED:
        moved = _moved_months(dates)
        return _of_months(moved) if moved else _mean(spans)
    # Days that only repeat what the winning months say are not a rival to them.
    same = {span for span, count in zip(spans, by_months, strict=True) if count and months[count] == highest}
    candidates = [_of_months(count) for count, times in months.items() if times == highest]
    candidates += [BasePeriod(span, "day") for span, times in days.items() if times == highest and span not in same]
    return min(candidates, key=_length)


def _spans(dates: Sequence[date]) -> list[int]:
    ordinals = list(map(date.toordinal, dates))
    return list(map(sub, ordinals[1:], ordinals))


def _length(period: BasePeriod) -> float:
    return period.length


def _mean(spans: list[int]) -> BasePeriod:
    """Return the arithmetic mean of intervals in whole days, halves up."""
    mean = (2 * sum(spans) + len(spans)) // (2 * len(spans))
    return BasePeriod(mean, "day") if mean <= _YEAR_DAYS else YEAR


def _by_months(dates: list[date]) -> list[int]:
    """Return the whole calendar months of each interval; 0 where days are left over or it is longer than a year."""
    between = list(map(whole_months, dates, dates[1:]))
    if (rolled := _rolled_months(dates[1:])) is not None:
        anchor, steps = rolled
        first = month_index(dates[1]) - (dates[1].day != anchor) - month_index(dates[0])
        between = [first if dates[0].day == anchor else between[0], *steps]
    return [months if months and months <= _YEAR_MONTHS else 0 for months in between]


def _rolled_months(payments: list[date]) -> tuple[int, list[int]] | None:
    """Return the day of the month and the intervals of payments that go to the first where a month lacks that day.

    ``None`` unless every payment stands on that day or on such a first.
    """
    anchor = max(day.day for day in payments)
    if anchor <= _SHORTEST:
        return None
    months = [month_index(day) - (day.day != anchor) for day in payments]
    if payments != [day_in_month(index, anchor, roll=True) for index in months]:
        return None
    return anchor, list(map(sub, months[1:], months))


def _moved_months(dates: list[date]) -> int:
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
    """Return the month on whose anchor day a payment stands or from which days off moved it, or ``None``."""
    index = month_index(day)
    for month in (index, index - 1) if index else (index,):
        nominal = day_in_month(month, anchor)
        if day in {nominal, to_working_day(nominal), next_working_day(nominal)}:
            return month
    return None


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
