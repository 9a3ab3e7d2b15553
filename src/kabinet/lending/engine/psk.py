"""Full cost of credit (PSK) by article 6 of 353-FZ.

``PSK = i × n × 100`` per cent a year, where ``n`` is the number of base periods in a year of 365 days and ``i`` the
smallest positive root of ``Σ flow / ((1 + e·i)·(1 + i)^q) = 0``. The rate is found in floating point; where that is not
certain to round to the right third decimal, it is found again in long decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from math import isfinite
from typing import ClassVar

from kabinet.lending.engine import parsing, roots
from kabinet.lending.engine.base_period import MONTH, BasePeriod, find_base_period, positions
from kabinet.lending.engine.calendar import FIRST_DATE, LAST_DATE, month_grid, month_index
from kabinet.lending.engine.errors import EngineError

MAX_FLOWS = 20_000
MAX_FLOW = Decimal(10**20)
_LONG = Context(prec=60)
_SETTLED = Context(prec=40)
_THIRD = Decimal("0.001")
_ZERO = Decimal("0.000")
_KOPECK = Decimal("0.01")
_FEWEST = 3
_PAIR = 2
_MOST = float(MAX_FLOW)


class PskError(EngineError):
    """Flows that have no full cost of credit."""

    messages: ClassVar[dict[str, str]] = {
        "not_a_list": "the flows must be a list of pairs: date and amount",
        "not_a_pair": "flow {number} must be a pair: date and amount",
        "bad_date": "flow {number}: the date must be like 2026-11-23, from {least} to {most}",
        "bad_amount": "flow {number}: the amount must be a number of at most {most} either way",
        "too_many": "at most {most} flows are read",
        "no_disbursal": "there is no disbursal: one flow must be negative",
        "nothing_disbursed": "nothing is left of the disbursal after what is paid on the same day",
        "no_payments": "there is no payment after the disbursal",
        "no_root": "the flows have no full cost of credit: the borrower pays, yet the cost has no rate",
    }


@dataclass(frozen=True, slots=True)
class Psk:
    """Full cost of credit.

    Attributes:
        percent: Per cent a year with three decimals.
        base_period: The interval it is counted by, such as ``1 month`` or ``14 day``.
        roubles: What the borrower pays beyond what he received.
    """

    percent: Decimal
    base_period: str
    roubles: Decimal


Flow = tuple[date, Decimal]


def full_cost_of_credit(flows: Iterable[Flow], base: BasePeriod | None = None) -> Psk:
    """Find the full cost of credit of a loan's flows.

    The disbursal is the first flow with a minus; what is paid on its day or before lowers it. A loan that costs
    nothing has no positive root, and its full cost of credit is 0.000.

    Args:
        flows: Dates and roubles: what the borrower receives with a minus, what he pays with a plus.
        base: The base period, where the contract is known; ``None`` finds it between the days of the flows.

    Raises:
        PskError: There is no disbursal, no payment, or no rate that explains them.
    """
    flows = list(flows)
    monthly = False
    if len(flows) >= _FEWEST and base in {None, MONTH}:
        dates, amounts = zip(*flows, strict=True)
        first = month_index(dates[0]) + 1
        monthly = dates[1:] == month_grid(dates[0].day)[first : first + len(flows) - 1]
        if monthly and (found := _of_level(amounts)):
            return found
    with localcontext(_LONG):
        return _of_any(flows, base, monthly=monthly)


def _of_level(amounts: tuple[Decimal, ...]) -> Psk | None:
    """Find the cost of equal payments, one a month, of which the last may differ; ``None`` for any other flows.

    The common loan: nothing to sort, no calendar to think about, and a formula instead of a sum.
    """
    first, level, last = amounts[0], amounts[1], amounts[-1]
    count = len(amounts) - 2
    try:
        if amounts.count(level) - (last == level) != count or not -MAX_FLOW <= first < 0 < level <= MAX_FLOW:
            return None
        if not 0 <= last <= MAX_FLOW:
            return None
    except ArithmeticError:
        return None
    net = _LONG.add(_LONG.fma(level, count, last), first)
    if net < _KOPECK:
        return None
    estimate = roots.level_root(float(first), float(level), count, float(last))
    percent = _percent(estimate, MONTH) if estimate else None
    return percent if percent is None else Psk(percent, MONTH.name, net.quantize(_KOPECK, ROUND_HALF_UP, _LONG))


def _of_any(flows: list[Flow], base: BasePeriod | None, *, monthly: bool) -> Psk:
    dates = [flow[0] for flow in flows]
    amounts: Sequence[Decimal] = [flow[1] for flow in flows]
    values = _floats(amounts)
    conventional = len(values) > 1 and values[0] < 0.0 < min(values[1:])
    if monthly and conventional:
        return _solve(amounts, values, MONTH, range(len(values)), None)
    if not (conventional and _rising(dates)):
        dates, amounts = _tidy(flows)
        values = _floats(amounts)
    base = base or find_base_period(dates)
    periods, rests = positions(dates, base)
    if not any(rests) and periods == list(range(len(periods))):
        return _solve(amounts, values, base, periods, None)
    return _solve(amounts, values, base, periods, rests)


def _rising(dates: list[date]) -> bool:
    return (
        all(map(date.__lt__, dates, dates[1:]))
        and dates[0] >= FIRST_DATE
        and dates[-1] <= LAST_DATE
        and len(dates) <= MAX_FLOWS
    )


def _floats(amounts: Sequence[Decimal]) -> list[float]:
    if not amounts:
        return []
    try:
        values = list(map(float, amounts))
        fine = min(values) >= -_MOST and max(values) <= _MOST and isfinite(sum(values))
    except (ValueError, OverflowError):
        fine = False
    if not fine:
        number = next(
            place for place, amount in enumerate(amounts, 1) if not (amount.is_finite() and abs(amount) <= MAX_FLOW)
        )
        raise PskError("bad_amount", number=number, most=MAX_FLOW)
    return values


def _tidy(flows: list[Flow]) -> tuple[list[date], list[Decimal]]:
    """Sort flows, join those of one day, and move what comes before the disbursal to its day."""
    if len(flows) > MAX_FLOWS:
        raise PskError("too_many", most=MAX_FLOWS)
    for number, (day, _) in enumerate(flows, 1):
        if not FIRST_DATE <= day <= LAST_DATE:
            raise _bad_date(number)
    disbursals = [day for day, amount in flows if amount < 0]
    if not disbursals:
        raise PskError("no_disbursal")
    start = min(disbursals)
    by_day: dict[date, Decimal] = {}
    for day, amount in sorted(flows):
        key = max(day, start)
        by_day[key] = by_day.get(key, Decimal()) + amount
    if by_day[start] >= 0:
        raise PskError("nothing_disbursed")
    dates = [day for day, amount in by_day.items() if day == start or amount]
    if len(dates) == 1:
        raise PskError("no_payments")
    return dates, [by_day[day] for day in dates]


def _solve(
    amounts: Sequence[Decimal],
    values: list[float],
    base: BasePeriod,
    periods: Sequence[int],
    rests: list[float] | None,
) -> Psk:
    net = sum(amounts, Decimal())
    roubles = net.quantize(_KOPECK, ROUND_HALF_UP, _LONG)
    conventional = min(values[1:]) >= 0.0
    if conventional and net <= 0:
        return Psk(_ZERO, base.name, roubles)
    estimate = roots.smallest_root(values, periods, rests, conventional=conventional)
    if estimate is None:
        if net > 0:
            raise PskError("no_root")
        return Psk(_ZERO, base.name, roubles)
    percent = _percent(estimate, base)
    if percent is None:
        rate = roots.refine(amounts, periods, rests or [0.0] * len(values), estimate.rate, _LONG)
        yearly = _LONG.divide(_LONG.multiply(rate, Decimal(base.days_numerator * 100)), Decimal(base.days_denominator))
        # First to forty digits: a tie that long division left a hair below must still count as a tie.
        percent = _SETTLED.plus(yearly).quantize(_THIRD, ROUND_HALF_UP, _LONG)
    return Psk(percent, base.name, roubles)


def _percent(estimate: roots.Estimate, base: BasePeriod) -> Decimal | None:
    """Round an estimate to three decimals, or return ``None`` when its error leaves the third one open."""
    scale = base.per_year * 100_000
    thousandths = estimate.rate * scale
    below = int(thousandths + 0.5)
    doubt = estimate.error * scale + thousandths * 1e-14 + 1e-9
    if abs(thousandths + 0.5 - below) <= doubt or below + 1 - (thousandths + 0.5) <= doubt:
        return None
    return _LONG.multiply(_THIRD, below)


def parse_flows(source: object) -> list[Flow]:
    """Read flows from JSON values: a list of pairs of an ISO date and a number or a string.

    Raises:
        PskError: Naming the first flow at fault.
    """
    if not isinstance(source, list):
        raise PskError("not_a_list")
    if len(source) > MAX_FLOWS:
        raise PskError("too_many", most=MAX_FLOWS)
    return [_parse_flow(number, pair) for number, pair in enumerate(source, 1)]


def _parse_flow(number: int, pair: object) -> Flow:
    if not isinstance(pair, list | tuple) or len(pair) != _PAIR:
        raise PskError("not_a_pair", number=number)
    day = parsing.read_date(pair[0])
    if isinstance(day, parsing.Problem) or not FIRST_DATE <= day <= LAST_DATE:
        raise _bad_date(number)
    amount = parsing.read_decimal(pair[1])
    if isinstance(amount, parsing.Problem) or abs(amount) > MAX_FLOW:
        raise PskError("bad_amount", number=number, most=MAX_FLOW)
    return day, amount


def _bad_date(number: int) -> PskError:
    return PskError("bad_date", number=number, least=FIRST_DATE, most=LAST_DATE)
