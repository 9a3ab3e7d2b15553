"""Where a sum came from: the interest of an instalment, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from kabinet.lending.engine.daycount import BASES, days_30_360
from kabinet.lending.engine.rounding import round_ratio, to_roubles
from kabinet.lending.engine.schedule import Schedule
from kabinet.lending.engine.terms import Terms

_PERCENT = 100
_KOPECKS = 100


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of one interest period that cost the same each.

    Attributes:
        first: First interest day.
        last: Last interest day.
        days: How many days interest is counted for; by 30/360 not always the calendar's.
        base: Days of the year that `rate` is for; `None` for a rate a day.
        balance: Sum that bears the interest, roubles.
        rate: Per cent a year, or a day when `base` is `None`.
        interest: Exact, before rounding, roubles.
    """

    first: date
    last: date
    days: int
    base: int | None
    balance: Decimal
    rate: Decimal
    interest: Fraction


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where the sums of one instalment came from, roubles.

    Attributes:
        number: The instalment.
        segments: What its interest adds up from.
        interest: Their sum, rounded once.
        principal: What is left of the payment for the principal.
        payment: The instalment.
        balance_before: Principal owed before it.
        balance: Principal owed after it.
        is_last: It takes what is left of the principal.
        is_grace: Its principal waits: it is of interest only by the terms.
    """

    number: int
    segments: tuple[Segment, ...]
    interest: Decimal
    principal: Decimal
    payment: Decimal
    balance_before: Decimal
    balance: Decimal
    is_last: bool
    is_grace: bool


def _days(terms: Terms, start: date, end: date) -> list[tuple[date, date, int, int | None]]:
    """Split the days after `start` up to `end` into parts of one daily price."""
    after = start + timedelta(days=1)
    calendar_days = (end - start).days
    if terms.daily_rate is not None:
        return [(after, end, calendar_days, None)]
    if terms.day_count == "30/360":
        return [(after, end, days_30_360(start, end), BASES["30/360"])]
    if terms.day_count != "act/act":
        return [(after, end, calendar_days, BASES[terms.day_count])]
    parts: list[tuple[date, date, int, int | None]] = []
    for year in range(after.year, end.year + 1):
        first, last = max(after, date(year, 1, 1)), min(end, date(year, 12, 31))
        base = (date(year, 12, 31) - date(year, 1, 1)).days + 1
        if parts and parts[-1][3] == base:
            first = parts.pop()[0]
        parts.append((first, last, (last - first).days + 1, base))
    return parts


def explain_row(schedule: Schedule, number: int) -> Explanation:
    """Explain one instalment.

    Args:
        schedule: A schedule of `build_schedule`.
        number: Number of the instalment, from 1.

    Raises:
        IndexError: There is no such instalment.
    """
    if not 1 <= number <= len(schedule.rows):
        raise IndexError(number)
    terms, row = schedule.terms, schedule.rows[number - 1]
    start = schedule.rows[number - 2].due if number > 1 else terms.issued
    before = schedule.rows[number - 2].balance if number > 1 else schedule.totals.principal
    bearing = schedule.totals.principal if terms.method == "flat" else before
    segments = tuple(
        Segment(
            first=first,
            last=last,
            days=days,
            base=base,
            balance=bearing,
            rate=terms.rate,
            interest=Fraction(bearing) * Fraction(terms.rate) * days / (_PERCENT * (base or 1)),
        )
        for first, last, days, base in _days(terms, start, row.due)
    )
    total = sum((segment.interest for segment in segments), Fraction()) * _KOPECKS
    interest = round_ratio(total.numerator, total.denominator, half_even=terms.rounding == "half_even")
    return Explanation(
        number=number,
        segments=segments,
        interest=to_roubles(interest),
        principal=row.principal,
        payment=row.payment,
        balance_before=before,
        balance=row.balance,
        is_last=number == len(schedule.rows),
        is_grace=number <= terms.grace_principal,
    )
