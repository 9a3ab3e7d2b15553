"""Full cost of credit (PSK) by article 6 of 353-FZ.

`PSK = i × n × 100` per cent a year, where `n` is the number of base periods in a year of 365 days and `i` the
smallest positive root of `Σ flow / ((1 + e·i)·(1 + i)^q) = 0`. The rate is found in floating point. Where that leaves
the third decimal open, the sign of the sum half way between two figures decides, in long decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from math import floor, inf
from operator import lt
from typing import ClassVar

from kabinet.lending.engine import parsing, roots
from kabinet.lending.engine.base_period import MONTH, BasePeriod, every_month, laid_out
from kabinet.lending.engine.calendar import FIRST_DATE, LAST_DATE
from kabinet.lending.engine.errors import EngineError

MAX_FLOWS = 20_000
MAX_FLOW = Decimal(10**20)
_LONG = Context(prec=60)
# What long decimals may leave of a sum that is zero, as a share of the disbursal; generous.
_HAIR = Decimal("1E-40")
_THIRD = Decimal("0.001")
_THOUSANDTHS = 100_000
_KOPECK = Decimal("0.01")
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
        base_period: The interval it is counted by, such as `1 month` or `14 day`.
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
        base: The base period, where the contract is known; `None` finds it between the days of the flows.

    Raises:
        PskError: There is no disbursal, no payment, or no rate that explains them.
    """
    flows = list(flows)
    if len(flows) > MAX_FLOWS:
        raise PskError("too_many", most=MAX_FLOWS)
    if not flows:
        raise PskError("no_disbursal")
    dates, amounts = map(list, zip(*flows, strict=True))
    if base in (None, MONTH) and every_month(dates) and (found := _of_level(amounts)):
        return found
    with localcontext(_LONG):
        values = _floats(amounts)
        if not _in_order(dates, values):
            dates, amounts = _tidy(flows)
            values = list(map(float, amounts))
        return _solve(amounts, values, *laid_out(dates, base))


def _of_level(amounts: Sequence[Decimal]) -> Psk | None:
    """Find the cost of equal payments, one a month, of which the last may differ; `None` for any other flows.

    The common loan: nothing to sort, no calendar to think about, and a formula instead of a sum.
    """
    first, level, last = amounts[0], amounts[1], amounts[-1]
    count = len(amounts) - 2
    try:
        equal = amounts[1:-2] == amounts[2:-1]
        if not (equal and -MAX_FLOW <= first <= -_KOPECK and 0 < level <= MAX_FLOW and 0 <= last <= MAX_FLOW):
            return None
    except ArithmeticError:
        return None
    net = _LONG.add(_LONG.fma(level, count, last), first)
    if net <= 0:
        return None
    low, high = _figures(roots.level_root(float(first), float(level), count, float(last)), MONTH)
    return _psk(low, MONTH, net) if low == high else None


def _floats(amounts: Sequence[Decimal]) -> list[float]:
    try:
        values = list(map(float, amounts))
    except ValueError:
        values = [inf]
    # Not so when one is no number at all; rarely otherwise.
    if not sum(map(abs, values)) <= _MOST:
        for number, amount in enumerate(amounts, 1):
            if not (amount.is_finite() and abs(amount) <= MAX_FLOW):
                raise PskError("bad_amount", number=number, most=MAX_FLOW)
    return values


def _in_order(dates: Sequence[date], values: list[float]) -> bool:
    """Tell whether nothing is to be tidied: a disbursal and then payments, on rising days of the known years."""
    return (
        len(values) > 1
        and values[0] < 0.0 < min(values[1:])
        and all(map(lt, dates, dates[1:]))
        and dates[0] >= FIRST_DATE
        and dates[-1] <= LAST_DATE
    )


def _tidy(flows: list[Flow]) -> tuple[list[date], list[Decimal]]:
    """Sort flows, join those of one day, and move what comes before the disbursal to its day."""
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
    amounts: Sequence[Decimal], values: list[float], base: BasePeriod, periods: Sequence[int], rests: list[float]
) -> Psk:
    net = sum(amounts, Decimal())
    conventional = values[0] < 0.0 <= min(values[1:])
    if conventional and net <= 0:
        return _psk(0, base, net)
    estimate = roots.smallest_root(values, periods, rests, conventional=conventional)
    if estimate is None and net > 0:
        raise PskError("no_root")
    return _psk(_rounded(estimate, amounts, base, periods, rests) if estimate else 0, base, net)


def _rounded(
    estimate: roots.Estimate, amounts: Sequence[Decimal], base: BasePeriod, periods: Sequence[int], rests: list[float]
) -> int:
    """Round a root to thousandths of a per cent a year, halves up.

    Between two figures that floats leave open the sum half way decides: where it has changed its sign already, the root
    is less and rounds down; at a tie it has not.
    """
    low, high = _figures(estimate, base)
    sign, hair = 1 if estimate.falls else -1, _HAIR * -amounts[0]
    while low < high:
        middle = (low + high) // 2
        half_way = Decimal((2 * middle + 1) * base.days_denominator) / (2 * _THOUSANDTHS * base.days_numerator)
        if sign * roots.exact_sum(amounts, periods, rests, half_way) < -hair:
            high = middle
        else:
            low = middle + 1
    return low


def _figures(estimate: roots.Estimate, base: BasePeriod) -> tuple[int, int]:
    """Return the lowest and the highest figure that a root may round to, in thousandths of a per cent a year."""
    scale = base.per_year * _THOUSANDTHS
    rounding, doubt = estimate.rate * scale + 0.5, estimate.error * scale
    return max(floor(rounding - doubt), 0), floor(rounding + doubt)


def _psk(thousandths: int, base: BasePeriod, net: Decimal) -> Psk:
    return Psk(_LONG.multiply(_THIRD, thousandths), base.name, net.quantize(_KOPECK, ROUND_HALF_UP, _LONG))


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
