"""Rates that bring a row of flows to zero: the numbers behind the full cost of credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import expm1, fsum, inf, log1p
from operator import add, mul

_EPSILON = 2.0**-52
# What a sum of rounded terms may be wrong by, as a share of the money in it; generous.
_DOUBT = 16.0 * _EPSILON
# Newton's steps square the error: after one this small the next would change nothing.
_SETTLED = 1e-9
_STEPS = 60  # pragma: no mutate - only about speed
_HALVINGS = 300  # pragma: no mutate - only about speed
_BAILY_LIMIT = 3.0  # pragma: no mutate - only about speed
_LOWEST = 1e-9
_SCAN_FROM = 1e-9
_SCAN_STEP = 1.06
_HIGHEST = 1e30
_REFINEMENTS = 100  # pragma: no mutate - only about speed


@dataclass(frozen=True, slots=True)
class Estimate:
    """A root found in floating point.

    Attributes:
        rate: The root, per base period.
        error: A generous bound of its error.
    """

    rate: float
    error: float


def smallest_root(
    values: list[float], periods: Sequence[int], rests: list[float] | None, *, conventional: bool
) -> Estimate | None:
    """Find the smallest positive root.

    Args:
        values: Flows; the first is negative.
        periods: Full base periods of each flow since the first.
        rests: Shares of a period beyond, or ``None`` when flow k comes after exactly k periods.
        conventional: Only the first flow is negative, and the others outweigh it: then there is exactly one root.

    Returns:
        The root, or ``None`` when there is no positive one.
    """
    if conventional:
        total = sum(values) - values[0]
        mean = _mean_time(values, periods, rests) / total  # pragma: no mutate - only about speed
        guess = (total / -values[0]) ** (1.0 / max(mean, 0.1)) - 1.0  # pragma: no mutate - only about speed
        estimate = _newton(values, periods, rests, min(max(guess, _LOWEST), _HIGHEST))
        if estimate is not None:
            return estimate
    bracket = _rising_bracket if conventional else _scanned_bracket
    bounds = bracket(values, periods, rests)
    return None if bounds is None else _newton_between(values, periods, rests, *bounds)


def _mean_time(values: list[float], periods: Sequence[int], rests: list[float] | None) -> float:
    times = periods if rests is None else map(add, periods, rests)
    return fsum(map(mul, values, times))


def level_root(first: float, level: float, count: int, last: float) -> Estimate | None:
    """Solve ``count`` equal payments and a last one, one a period, by the formula of the annuity.

    Args:
        first: The disbursal, negative.
        level: The equal payment, positive.
        count: How many of them.
        last: The payment after them, not negative.

    Returns:
        The root, or ``None`` when the formula does not settle and the flows should be summed one by one.
    """
    total = level * count + last
    power = count + 1
    # Baily's approximation for an annuity of `power` payments: three to six digits for rates that people pay.
    excess = (total / -first) ** (2.0 / (power + 1)) - 1.0  # pragma: no mutate - only about speed
    bend = count * excess  # pragma: no mutate - only about speed
    curved = excess * (12.0 - bend) / (12.0 - 2.0 * bend)  # pragma: no mutate - only about speed
    rate = curved if bend < _BAILY_LIMIT else excess  # pragma: no mutate - only about speed
    for _ in range(_STEPS):  # pragma: no mutate - only about speed
        if not _LOWEST < rate < _HIGHEST:
            return None
        shed = -expm1(-count * log1p(rate))
        growth = 1.0 + rate
        annuity = shed / rate
        discount = (1.0 - shed) / growth
        final = last * discount
        slope = (level * (count * discount - annuity) / rate) - power * final / growth
        step = (first + level * annuity + final) / slope
        rate -= step
        if -_SETTLED * rate < step < _SETTLED * rate:
            return Estimate(rate, _DOUBT * (total - first) / -slope)
    return None


def _value(values: list[float], periods: Sequence[int], rests: list[float] | None, rate: float) -> float:
    return _value_and_slope(values, periods, rests, rate)[0]


def _value_and_slope(
    values: list[float], periods: Sequence[int], rests: list[float] | None, rate: float
) -> tuple[float, float]:
    discount = 1.0 / (1.0 + rate)
    total = slope = 0.0
    if rests is None:
        for value in reversed(values):
            slope = slope * discount + total
            total = total * discount + value
        return total, -slope * discount * discount
    for value, period, rest in zip(values, periods, rests, strict=True):
        simple = 1.0 + rest * rate
        term = value * discount**period / simple
        total += term
        slope -= term * (period * discount + rest / simple)
    return total, slope


def _newton(values: list[float], periods: Sequence[int], rests: list[float] | None, rate: float) -> Estimate | None:
    """Newton's steps for a falling convex function: from the left of the root they never pass it."""
    for _ in range(_STEPS):  # pragma: no mutate - only about speed
        value, slope = _value_and_slope(values, periods, rests, rate)
        if slope >= 0.0:
            return None
        following = rate - value / slope
        if following <= 0.0:
            following = rate / 16.0  # pragma: no mutate - only about speed
        step, rate = abs(following - rate), following
        if step < _SETTLED * rate:
            return Estimate(rate, _DOUBT * (sum(values) - 2.0 * values[0]) / -slope)
        if not _LOWEST < rate < _HIGHEST:
            return None
    return None


def _rising_bracket(
    values: list[float], periods: Sequence[int], rests: list[float] | None
) -> tuple[float, float] | None:
    low, high = 0.0, 0.1  # pragma: no mutate - only about speed
    while _value(values, periods, rests, high) > 0.0:
        low, high = high, high * 4.0  # pragma: no mutate - only about speed
        if high > _HIGHEST:
            return None
    return low, high


def _scanned_bracket(
    values: list[float], periods: Sequence[int], rests: list[float] | None
) -> tuple[float, float] | None:
    """Look for the first change of sign; roots that touch zero without crossing it are not seen."""
    low = _SCAN_FROM
    before = _value(values, periods, rests, low)
    while low < _HIGHEST:
        high = low * _SCAN_STEP
        after = _value(values, periods, rests, high)
        if before == 0.0 or (before > 0.0) != (after > 0.0):
            return low, high
        low, before = high, after
    return None


def _newton_between(
    values: list[float], periods: Sequence[int], rests: list[float] | None, low: float, high: float
) -> Estimate:
    """Newton's steps, halving whenever one would leave the bracket."""
    rising = _value(values, periods, rests, high) > 0.0
    rate, slope = (low + high) / 2.0, -1.0
    for _ in range(_HALVINGS):
        value, slope = _value_and_slope(values, periods, rests, rate)
        if (value > 0.0) == rising:
            high = rate
        else:
            low = rate
        following = rate - value / slope if slope else low
        if not low < following < high:
            following = (low + high) / 2.0
        step, rate = abs(following - rate), following
        if step <= 4.0 * _EPSILON * rate:
            break
    error = 4.0 * _DOUBT * sum(map(abs, values)) / abs(slope) if slope else inf
    return Estimate(rate, error)


def refine(
    amounts: Sequence[Decimal], periods: Sequence[int], rests: list[float], rate: float, context: Context
) -> Decimal:
    """Sharpen a root in long decimals.

    Args:
        amounts: Exact flows.
        periods: Full base periods of each.
        rests: Shares of a period beyond; quotients of small integers.
        rate: A root in floating point.
        context: Precision to work with.
    """
    shares = [_decimal_share(rest, context) for rest in rests]
    root = context.create_decimal_from_float(rate)
    for _ in range(_REFINEMENTS):
        value, slope = _long_value_and_slope(amounts, periods, shares, root, context)
        if not slope:
            break
        step = context.divide(value, slope)
        following = context.subtract(root, step)
        root = following if following > 0 else context.divide(root, Decimal(2))
        if abs(step) <= abs(root).scaleb(8 - context.prec, context):
            break
    return root


def _decimal_share(rest: float, context: Context) -> Decimal:
    exact = Fraction(rest).limit_denominator(4000)
    return context.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def _long_value_and_slope(
    amounts: Sequence[Decimal], periods: Sequence[int], shares: list[Decimal], rate: Decimal, context: Context
) -> tuple[Decimal, Decimal]:
    discount = context.divide(Decimal(1), context.add(rate, Decimal(1)))
    total = slope = Decimal()
    power, reached = Decimal(1), 0
    for amount, period, share in zip(amounts, periods, shares, strict=True):
        power = context.multiply(power, context.power(discount, period - reached))
        reached = period
        simple = context.fma(share, rate, Decimal(1))
        term = context.divide(context.multiply(amount, power), simple)
        total = context.add(total, term)
        steepness = context.fma(Decimal(period), discount, context.divide(share, simple))
        slope = context.subtract(slope, context.multiply(term, steepness))
    return total, slope
