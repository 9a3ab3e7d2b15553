"""Full cost of credit (PSK) by article 6 of 353-FZ.

``PSK = i × n × 100`` per cent a year, where ``n`` is the number of base periods in a year of 365 days and ``i`` the
smallest positive root of ``Σ flow / ((1 + e·i)·(1 + i)^q) = 0``. The rate is found in floating point; where that is not
certain to round to the right third decimal, it is found again in long decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import ClassVar

from kabinet.lending.engine import parsing, roots
from kabinet.lending.engine.base_period import MONTH, BasePeriod, find_base_period, positions
from kabinet.lending.engine.calendar import FIRST_DATE, LAST_DATE, month_grid, month_index
from kabinet.lending.engine.errors import EngineError

MAX_FLOWS = 20_000
MAX_FLOW = Decimal(10**15)
_LONG = Context(prec=60)
_SETTLED = Context(prec=40)
_THIRD = Decimal("0.001")
_ZERO = Decimal("0.000")
_KOPECK = Decimal("0.01")
_FEWEST = 2


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


def full_cost_of_credit(flows: Iterable[Flow]) -> Psk:
    """Find the full cost of credit of a loan's flows.

    The disbursal is the first flow with a minus; what is paid on its day or before lowers it. A loan that costs
    nothing has no positive root, and its full cost of credit is 0.000.

    Args:
        flows: Dates and roubles: what the borrower receives with a minus, what he pays with a plus.

    Raises:
        PskError: There is no disbursal, no payment, or no rate that explains them.
    """
    flows = list(flows)
    dates = [flow[0] for flow in flows]
    amounts = [flow[1] for flow in flows]
    values = _floats(amounts)
    if not _in_order(dates, values):
        dates, amounts = _tidy(flows)
        values = _floats(amounts)
    count = len(dates) - 1
    first = month_index(dates[0]) + 1
    if count >= _FEWEST and tuple(dates[1:]) == month_grid(dates[0].day)[first : first + count]:
        whole: Sequence[int] = range(count + 1)
        return _solve(amounts, values, MONTH, whole, None)
    base = find_base_period(dates)
    periods, rests = positions(dates, base)
    return _solve(amounts, values, base, periods, rests if any(rests) else None)


def _floats(amounts: list[Decimal]) -> list[float]:
    most = float(MAX_FLOW)
    for number, amount in enumerate(amounts, 1):
        if not amount.is_finite() or not -most <= amount <= most:
            raise PskError("bad_amount", number=number, most=MAX_FLOW)
    return list(map(float, amounts))


def _in_order(dates: list[date], values: list[float]) -> bool:
    """Tell whether flows are one disbursal and later payments on different days, as of any common loan."""
    return (
        len(values) > 1
        and values[0] < 0.0 < min(values[1:])
        and all(map(date.__lt__, dates, dates[1:]))
        and dates[0] >= FIRST_DATE
        and dates[-1] <= LAST_DATE
        and len(dates) <= MAX_FLOWS
    )


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
    amounts: list[Decimal],
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
        rate = roots.refine(amounts, periods, rests, estimate.rate, _LONG)
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
    if not isinstance(pair, list | tuple) or len(pair) != _FEWEST:
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
