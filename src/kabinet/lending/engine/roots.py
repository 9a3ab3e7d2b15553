"""Rates that bring a row of flows to zero: the numbers behind the full cost of credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import expm1, isfinite, log1p

_EPSILON = 2.0**-52
_STEPS = 60
_SCAN_FROM = 1e-9
_SCAN_STEP = 1.06
_HIGHEST = 1e18
_REFINEMENTS = 100
_RUN_SHORTEST = 4


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
        rests: Shares of a period beyond, or ``None`` when there are none.
        conventional: Only the first flow is negative; then there is one root at most.

    Returns:
        The root, or ``None`` when there is no positive one.
    """
    if conventional and rests is None and isinstance(periods, range):
        level = values[1]
        last = values[-1]
        if len(values) > _RUN_SHORTEST and values.count(level) >= len(values) - 2 + (last == level):
            estimate = _level_root(values[0], level, len(values) - 2, last)
            if estimate is not None:
                return estimate
    bracket = _rising_bracket if conventional else _scanned_bracket
    bounds = bracket(values, periods, rests)
    return None if bounds is None else _newton_between(values, periods, rests, *bounds)


def _level_root(first: float, level: float, count: int, last: float) -> Estimate | None:
    """Solve ``count`` equal payments and a last one, one a period, by the formula of the annuity."""
    total = level * count + last
    # Newton from the left of the root of a falling convex function never passes it.
    rate = -2.0 * (first + total) / (first * (count + 2)) * 0.75
    power = count + 1
    for _ in range(_STEPS):
        logarithm = log1p(rate)
        level_discount = -expm1(-count * logarithm)
        discount = 1.0 - level_discount
        growth = 1.0 + rate
        annuity = level_discount / rate
        final = last * discount / growth
        value = first + level * annuity + final
        slope = level * (count * discount / growth - annuity) / rate - power * final / growth
        step = value / slope
        rate -= step
        if not 0.0 < rate < _HIGHEST:
            return None
        if -1e-12 * rate < step < 1e-12 * rate:
            error = 16.0 * _EPSILON * (total - first) / -slope
            return Estimate(rate, error)
    return None


def _value(values: list[float], periods: Sequence[int], rests: list[float] | None, rate: float) -> float:
    discount = 1.0 / (1.0 + rate)
    if rests is None:
        return sum(value * discount**period for value, period in zip(values, periods, strict=True))
    return sum(
        value * discount**period / (1.0 + rest * rate)
        for value, period, rest in zip(values, periods, rests, strict=True)
    )


def _value_and_slope(
    values: list[float], periods: Sequence[int], rests: list[float] | None, rate: float
) -> tuple[float, float]:
    discount = 1.0 / (1.0 + rate)
    total = slope = 0.0
    if rests is None:
        for value, period in zip(values, periods, strict=True):
            term = value * discount**period
            total += term
            slope -= term * period
        return total, slope * discount
    for value, period, rest in zip(values, periods, rests, strict=True):
        simple = 1.0 + rest * rate
        term = value * discount**period / simple
        total += term
        slope -= term * (period * discount + rest / simple)
    return total, slope


def _rising_bracket(
    values: list[float], periods: Sequence[int], rests: list[float] | None
) -> tuple[float, float] | None:
    low, high = 0.0, 0.1
    while _value(values, periods, rests, high) > 0.0:
        low, high = high, high * 4.0
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
    sign = 1.0 if _value(values, periods, rests, low) >= 0.0 else -1.0
    rate, slope = (low + high) / 2.0, -1.0
    for _ in range(4 * _STEPS):
        value, slope = _value_and_slope(values, periods, rests, rate)
        if value * sign > 0.0:
            low = rate
        else:
            high = rate
        following = rate - value / slope if slope else low
        if not low < following < high:
            following = (low + high) / 2.0
        step, rate = abs(following - rate), following
        if step <= 4.0 * _EPSILON * rate:
            break
    size = sum(map(abs, values))
    error = 64.0 * _EPSILON * size / abs(slope) if slope else float("inf")
    return Estimate(rate, error if isfinite(error) else float("inf"))


def refine(
    amounts: list[Decimal], periods: Sequence[int], rests: list[float] | None, rate: float, context: Context
) -> Decimal:
    """Sharpen a root in long decimals.

    Args:
        amounts: Exact flows.
        periods: Full base periods of each.
        rests: Shares of a period beyond; quotients of small integers.
        rate: A root in floating point.
        context: Precision to work with.
    """
    shares = [_decimal_share(rest, context) for rest in rests or [0.0] * len(amounts)]
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
    amounts: list[Decimal], periods: Sequence[int], shares: list[Decimal], rate: Decimal, context: Context
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
