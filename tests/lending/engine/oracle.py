"""A slow second opinion on schedules and the full cost of credit, by hand: whole sums as exact fractions, day by day.

Written from docs/engine.md, article 6 of 353-FZ and the decrees on days off, and from nothing of the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from tests.lending.engine.decrees import working_days

Days = list[date]
_BITS = 700


class Refused(Exception):
    """By hand there is no such loan."""


@dataclass(frozen=True)
class Line:
    """One instalment, kopecks."""

    due: date
    principal: int
    interest: int

    @property
    def payment(self) -> int:
        return self.principal + self.interest


@dataclass(frozen=True)
class Hand:
    """A loan worked out by hand: its instalments, and the days of the contract before days off moved them."""

    lines: list[Line]
    contract: Days


# Days ----------------------------------------------------------------------------------------------------------------


@cache
def last_of_month(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


@cache
def in_month(year: int, month: int, day: int, *, roll: bool) -> date:
    """The day of a month counted from January of `year`; where it is lacking, the last one or the next first."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = last_of_month(year, month)
    if day <= last:
        return date(year, month, day)
    return date(year, month, last) + timedelta(days=1 if roll else 0)


def contract_days(terms: Mapping[str, Any]) -> Days:
    issued: date = terms["issued"]
    every, unit = terms["every"], terms["unit"]
    if unit == "month":
        day = terms["payment_day"] or issued.day
        return [
            in_month(issued.year, issued.month + every * number, day, roll=terms["month_end"] == "roll")
            for number in range(1, terms["payments"] + 1)
        ]
    length = timedelta(weeks=every) if unit == "week" else timedelta(days=every)
    return [issued + length * number for number in range(1, terms["payments"] + 1)]


@cache
def _working(year: int) -> frozenset[date]:
    return frozenset(working_days(year))


def works(day: date) -> bool:
    return day in _working(day.year)


def moved(contract: Days, issued: date) -> Days:
    """To the next working day of the month, else back to the last; never to the day of another instalment."""
    found: Days = []
    before = issued
    for nominal in contract:
        day = nominal
        while not works(day):
            day += timedelta(days=1)
        if day.month != nominal.month:
            day = nominal
            while not works(day):
                day -= timedelta(days=1)
        if day <= before:
            day = before + timedelta(days=1)
            while not works(day):
                day += timedelta(days=1)
        found.append(day)
        before = day
    return found


# Interest ------------------------------------------------------------------------------------------------------------


def whole_months(start: date, end: date) -> int | None:
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day == end.day:
        return months
    shorter = min(start, end, key=lambda day: day.day)
    return months if shorter.day == last_of_month(shorter.year, shorter.month) else None


def share_of_year(day_count: str, start: date, end: date) -> Fraction:
    days = (end - start).days
    if day_count == "act/act":
        leap = 0
        for year in range(start.year, end.year + 1):
            if last_of_month(year, 2) == 29:
                first, last = max(start, date(year - 1, 12, 31)), min(end, date(year, 12, 31))
                leap += max((last - first).days, 0)
        return Fraction(leap, 366) + Fraction(days - leap, 365)
    if day_count == "30/360":
        months = whole_months(start, end)
        if months is not None:
            return Fraction(30 * months, 360)
        counted = 360 * (end.year - start.year) + 30 * (end.month - start.month)
        return Fraction(counted + min(end.day, 30) - min(start.day, 30), 360)
    return Fraction(days, int(day_count.split("/")[1]))


def rate_of(terms: Mapping[str, Any], start: date, end: date) -> Fraction:
    if terms["daily_rate"] is not None:
        return Fraction(terms["daily_rate"]) / 100 * (end - start).days
    return Fraction(terms["annual_rate"]) / 100 * share_of_year(terms["day_count"], start, end)


def rounded(value: Fraction, terms: Mapping[str, Any], step: int = 1) -> int:
    """To the nearest step; halves away from zero, or to the even neighbour."""
    down, rest = divmod(value, step)
    up = rest * 2 > step or (rest * 2 == step and (terms["rounding"] == "half_up" or down % 2 == 1))
    return (int(down) + up) * step


# Methods -------------------------------------------------------------------------------------------------------------


def schedule(terms: Mapping[str, Any]) -> Hand:
    contract = contract_days(terms)
    dues = moved(contract, terms["issued"]) if terms["calendar"] else contract
    rates = [rate_of(terms, start, end) for start, end in pairwise([terms["issued"], *dues])]
    amount = int(Fraction(terms["amount"]) * 100)
    split = {"annuity": annuity, "differentiated": parts, "flat": parts, "bullet": bullet, "single": bullet}
    rows = split[terms["method"]](terms, amount, rates)
    return Hand([Line(due, *row) for due, row in zip(dues, rows, strict=False)], contract[: len(rows)])


def bullet(terms: Mapping[str, Any], amount: int, rates: list[Fraction]) -> list[tuple[int, int]]:
    rows = [(0, rounded(amount * rate, terms)) for rate in rates]
    return [*rows[:-1], (amount, rows[-1][1])]


def step_of(terms: Mapping[str, Any]) -> int:
    return int(Fraction(terms["instalment_multiple"]) * 100)


def parts(terms: Mapping[str, Any], amount: int, rates: list[Fraction]) -> list[tuple[int, int]]:
    """Equal parts of the principal, where the whole payment is a multiple; with `flat` on the whole amount."""
    grace, count, step = terms["grace_principal"], len(rates), step_of(terms)
    part = rounded(Fraction(amount, count - grace), terms)
    if part * (count - grace - 1) >= amount:
        part = amount // (count - grace)
    rows, balance = [], amount
    for number, rate in enumerate(rates):
        interest = rounded((amount if terms["method"] == "flat" else balance) * rate, terms)
        principal = max(rounded(Fraction(part + interest), terms, step) - interest, 0) if number >= grace else 0
        if number == count - 1:
            principal = balance
        elif principal >= balance and step > 1:
            raise Refused
        rows.append((principal, interest))
        balance -= principal
    if step > 1 and count - grace > 1 and not any(principal for principal, _ in rows[:-1]):
        raise Refused
    return rows


def carried(
    terms: Mapping[str, Any], amount: int, rates: list[Fraction], instalment: int
) -> tuple[list[tuple[int, int]], bool]:
    """Rows of an equal instalment, and whether it repays before the last; interest above it is paid in full."""
    rows, balance = [], amount
    for rate in rates[:-1]:
        interest = rounded(balance * rate, terms)
        principal = min(max(instalment - interest, 0), balance)
        rows.append((principal, interest))
        balance -= principal
        if not balance:
            return rows, True
    rows.append((balance, rounded(balance * rates[-1], terms)))
    return rows, False


def annuity(terms: Mapping[str, Any], amount: int, rates: list[Fraction]) -> list[tuple[int, int]]:
    grace = terms["grace_principal"]
    early = [(0, rounded(amount * rate, terms)) for rate in rates[:grace]]
    later = rates[grace:]
    if terms["instalment"] is not None:
        return early + carried(terms, amount, later, int(Fraction(terms["instalment"]) * 100))[0]
    step = step_of(terms)
    instalment = found(terms, amount, later, step)
    rows, _ = carried(terms, amount, later, instalment)
    if step > 1 and len(rows) > 1 and not any(principal for principal, _ in rows[:-1]):
        raise Refused
    return early + rows


def found(terms: Mapping[str, Any], amount: int, rates: list[Fraction], step: int) -> int:
    """The formula's instalment, or for `exact` that whose last differs least; lowered where it repays early."""
    instalment = rounded(formula(terms, amount, rates), terms, step)
    if terms["annuity"] == "exact":
        instalment = level(terms, amount, rates, instalment, step)
    return lowered(terms, amount, rates, instalment, step)


def lowered(terms: Mapping[str, Any], amount: int, rates: list[Fraction], instalment: int, step: int) -> int:
    """An instalment that repays early becomes the exact one, rounded down, or the greatest below that fits."""
    if not carried(terms, amount, rates, instalment)[1]:
        return instalment
    exact = int(formula({**terms, "annuity": "exact"}, amount, rates) // step)
    low, high = -1, min(instalment // step - 1, exact) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if carried(terms, amount, rates, middle * step)[1] else (middle, high)
    return low * step


def formula(terms: Mapping[str, Any], amount: int, rates: list[Fraction]) -> Fraction:
    """Of nominal periods, amount · i / (1 − (1 + i)⁻ⁿ); by real days, the amount over the sum of discounts."""
    if terms["annuity"] == "exact":
        discount, total = Fraction(1), Fraction(0)
        for rate in rates:
            discount /= 1 + rate
            total += discount
        return amount / total
    period = nominal_period(terms)
    return amount * period / (1 - (1 + period) ** -len(rates)) if period else Fraction(amount, len(rates))


def nominal_period(terms: Mapping[str, Any]) -> Fraction:
    """A twelfth of a year for each month, days over 365 otherwise; a daily rate makes a year of 365 days."""
    daily = terms["daily_rate"]
    yearly = Fraction(daily) * 365 / 100 if daily is not None else Fraction(terms["annual_rate"]) / 100
    share = {"month": Fraction(1, 12), "week": Fraction(7, 365), "day": Fraction(1, 365)}[terms["unit"]]
    return yearly * share * terms["every"]


def gap(terms: Mapping[str, Any], amount: int, rates: list[Fraction], instalment: int) -> int:
    """How much greater the last instalment is than the others."""
    rows, early = carried(terms, amount, rates, instalment)
    return -instalment if early else sum(rows[-1]) - instalment


def level(terms: Mapping[str, Any], amount: int, rates: list[Fraction], instalment: int, step: int) -> int:
    """Where the last differs least. The greater the instalment, the smaller the last: halve, then look around."""
    low, high = 0, max(instalment // step, 1) * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if gap(terms, amount, rates, middle * step) <= 0 else (middle, high)
    near = [low * step, high * step]
    # Of two that are as good, the one that the formula gives.
    return min(near, key=lambda each: (abs(gap(terms, amount, rates, each)), abs(each - instalment), -each))


# Full cost of credit -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Base:
    """A base period: so many months, or so many days."""

    months: int = 0
    days: int = 0

    @property
    def name(self) -> str:
        if self.months == 12:
            return "1 year"
        return f"{self.months} month" if self.months else f"{self.days} day"

    @property
    def in_a_year(self) -> Fraction:
        return Fraction(12, self.months) if self.months else Fraction(365, self.days)


def base_period(terms: Mapping[str, Any], hand: Hand) -> Base:
    """Article 6 part 2.2: the interval met most often; of equals the smallest; none repeats, the mean.

    Between days of the contract: of months where it counts in months, of days where it counts in days; the first
    interval of a contract by months is one of months when the calendar says so.
    """
    paid = [number for number, line in enumerate(hand.lines, 1) if line.payment]
    days = [terms["issued"], *(hand.contract[number - 1] for number in paid)]
    spans = [(later - earlier).days for earlier, later in pairwise(days)]
    if min(spans) > 365:
        return Base(months=12)
    if len(spans) == 1:
        return Base(days=spans[0])
    named = [Base(days=span) for span in spans]
    if terms["unit"] == "month":
        months = [(later - earlier) * terms["every"] for earlier, later in pairwise([0, *paid])]
        if terms["payment_day"] and terms["payment_day"] != terms["issued"].day:
            months[0] = whole_months(days[0], days[1]) or 0
        named = [Base(months=count) if count else base for count, base in zip(months, named, strict=True)]
    met = [(base, named.count(base)) for base in named if base.months <= 12 and base.days <= 365]
    most = max(times for _, times in met)
    if most < 2:
        mean = int(Fraction(sum(spans), len(spans)) + Fraction(1, 2))
        return Base(days=mean) if mean <= 365 else Base(months=12)
    return max((base for base, times in met if times == most), key=lambda base: base.in_a_year)


def placed(start: date, day: date, base: Base) -> tuple[int, Fraction]:
    """Full base periods from the disbursal, and the rest as a share of the period it falls into."""
    if not base.months:
        full, rest = divmod((day - start).days, base.days)
        return full, Fraction(rest, base.days)

    def ends(count: int) -> date:
        return in_month(start.year, start.month + count * base.months, start.day, roll=False)

    full = 0
    while ends(full + 1) <= day:
        full += 1
    begin, end = ends(full), ends(full + 1)
    return full, Fraction((day - begin).days, (end - begin).days)


def exceeds(terms: Mapping[str, Any], hand: Hand, percent: Fraction) -> bool:
    """Whether the full cost of credit is this percentage or more: the payments are worth the amount at it, or more."""
    base = base_period(terms, hand)
    rate = percent / 100 / base.in_a_year
    flows = [(terms["issued"], -int(Fraction(terms["amount"]) * 100))]
    flows += [(line.due, line.payment) for line in hand.lines if line.payment]
    terms_of_sum = []
    for day, amount in flows:
        full, rest = placed(terms["issued"], day, base)
        simple = 1 + rest * rate
        top = amount * rate.denominator**full * simple.denominator
        terms_of_sum.append((top, (rate.denominator + rate.numerator) ** full * simple.numerator))
    total = sum((top << _BITS) // bottom for top, bottom in terms_of_sum)
    if abs(total) > len(flows):
        return total > 0
    return sum(Fraction(top, bottom) for top, bottom in terms_of_sum) >= 0
