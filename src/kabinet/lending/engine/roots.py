"""Rates that bring a row of flows to zero: the numbers behind the full cost of credit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import expm1, log, log1p, sqrt
from operator import add, mul
from typing import NamedTuple

# What a sum of rounded terms may be wrong by, as a share of the money in it; generous.
_DOUBT = 2.0**-46
# Newton's steps square the error: after one this small, as a share of the rate, it is less than what rounding does.
_SETTLED = 1e-7
# A lower rate is 0.000 per cent a year even when it is a day's; no loan has a higher one.
_LOWEST, _HIGHEST = 1e-9, 2.0**100
_SCAN_STEP = 1.06
# In place of no slope at all, which cannot be divided by.
_FLAT = 2.0**-1000
_LONGEST_PERIOD = 366


class Estimate(NamedTuple):
    """A root found in floating point.

    Attributes:
        rate: The root, per base period; one of less than 1e-9 counts as 1e-9.
        error: A generous bound of its error.
        falls: The sum falls through zero there; otherwise it rises.
    """

    rate: float
    error: float
    falls: bool


def smallest_root(
    values: list[float], periods: Sequence[int], rests: Sequence[float], *, conventional: bool
) -> Estimate | None:
    """Find the smallest positive root.

    Args:
        values: Flows; the first is negative.
        periods: Full base periods of each flow since the first.
        rests: Shares of a period beyond.
        conventional: Only the first flow is negative, and the others outweigh it: then there is exactly one root.

    Returns:
        The root, or `None` when there is no positive one.
    """
    # Where flow k comes after exactly k periods, the sum is a polynomial, which is quicker.
    whole = not any(rests) and list(periods) == list(range(len(values)))
    times = periods if whole else list(map(add, periods, rests))
    at = partial(_polynomial, values) if whole else partial(_sum, values, periods, rests)
    curve = _Curve(at, sum(map(abs, values)))
    if not conventional:
        return _first_crossing(curve)
    found = _falling_root(curve, _guess(values, times))
    return found if found.rate < _HIGHEST else None


def level_root(first: float, level: float, count: int, last: float) -> Estimate:
    """Solve `count` equal payments and a last one, one a period, by the formula of the annuity.

    Args:
        first: The disbursal, negative, and outweighed by the payments.
        level: The equal payment, positive.
        count: How many of them.
        last: The payment after them, not negative.
    """
    total = level * count + last
    curve = _Curve(partial(_annuity, first, level, count, last), total - first)
    return _falling_root(curve, _baily(total / -first, count + 1))


class _Curve(NamedTuple):
    """The discounted sum of flows, by rate.

    Attributes:
        at: Returns the sum at a rate, and its slope there.
        money: Sum of all flows, whatever their signs.
    """

    at: partial[tuple[float, float]]
    money: float


def _falling_root(curve: _Curve, guess: float) -> Estimate:
    """Find the root of a falling convex curve; from the left of it Newton's steps never pass it."""
    return _newton(curve, min(max(guess, _LOWEST), _HIGHEST), _LOWEST, 2.0 * _HIGHEST, falls=True)


def _first_crossing(curve: _Curve) -> Estimate | None:
    """Find the first change of sign; roots that touch zero without crossing it are not seen."""
    low, (before, _) = _LOWEST, curve.at(_LOWEST)
    while low < _HIGHEST:
        high = low * _SCAN_STEP
        after, _ = curve.at(high)
        if (before > 0.0) != (after > 0.0):
            return _newton(curve, high, low, high, falls=before > 0.0)
        low, before = high, after
    return None


def _newton(curve: _Curve, rate: float, low: float, high: float, *, falls: bool) -> Estimate:
    """Newton's steps from a rate, halving the bracket whenever one would leave it."""
    width = high - low
    while True:
        value, slope = curve.at(rate)
        slope = slope or _FLAT
        if (value > 0.0) == falls:
            low = rate
        else:
            high = rate
        following = rate - value / slope
        if not low <= following <= high:
            following = (low + high) / 2.0
        step, rate = abs(following - rate), following
        if step <= _SETTLED * rate:
            return Estimate(rate, min(_DOUBT * curve.money / abs(slope), width), falls)


def _guess(values: Sequence[float], times: Sequence[float]) -> float:
    """Guess a rate from the mean time of the payments and its variance.

    The logarithm of what they are worth, by that of one and the rate, begins as a parabola of these two.
    """
    total = sum(values) - values[0]
    weights = list(map(mul, values, times))
    mean = sum(weights) / total
    variance = sum(map(mul, weights, times)) / total - mean * mean
    growth = log(total / -values[0])
    bent = 2.0 * growth / (mean + sqrt(max(0.0, mean * mean - 2.0 * variance * growth)))
    return expm1(min(bent, log(_HIGHEST)))


def _baily(growth: float, count: int) -> float:
    """Return Baily's approximation for an annuity: three to six digits for rates that people pay.

    Args:
        growth: What is paid, as a multiple of what was lent.
        count: Number of payments.
    """
    excess = expm1(2.0 * log(growth) / (count + 1))
    bend = min((count - 1) * excess, 3.0)
    return excess * (12.0 - bend) / (12.0 - 2.0 * bend)


def _annuity(first: float, level: float, count: int, last: float, rate: float) -> tuple[float, float]:
    shed = -expm1(-count * log1p(rate))
    growth = 1.0 + rate
    annuity = shed / rate
    discount = (1.0 - shed) / growth
    final = last * discount
    slope = level * (count * discount - annuity) / rate - (count + 1) * final / growth
    return first + level * annuity + final, slope


def _polynomial(values: list[float], rate: float) -> tuple[float, float]:
    discount = 1.0 / (1.0 + rate)
    total = slope = 0.0
    for value in reversed(values):
        slope = slope * discount + total
        total = total * discount + value
    return total, -slope * discount * discount


def _sum(values: list[float], periods: Sequence[int], rests: Sequence[float], rate: float) -> tuple[float, float]:
    discount = 1.0 / (1.0 + rate)
    total = slope = 0.0
    for value, period, rest in zip(values, periods, rests, strict=True):
        term = value * discount**period
        if rest:
            simple = 1.0 + rest * rate
            term /= simple
            slope -= term * rest / simple
        total += term
        slope -= term * period * discount
    return total, slope


def exact_sum(amounts: Sequence[Decimal], periods: Sequence[int], rests: Sequence[float], rate: Decimal) -> Decimal:
    """Discount flows at a rate, as exactly as the current decimal context allows.

    Args:
        amounts: Exact flows.
        periods: Full base periods of each since the first, never falling.
        rests: Shares of a period beyond; quotients of days.
        rate: Per base period.
    """
    discount = 1 / (1 + rate)
    total, power, reached = Decimal(), Decimal(1), 0
    for amount, period, rest in zip(amounts, periods, rests, strict=True):
        share = Fraction(rest).limit_denominator(_LONGEST_PERIOD)
        power *= discount ** (period - reached)
        reached = period
        total += amount * power / (1 + rate * share.numerator / share.denominator)
    return total
