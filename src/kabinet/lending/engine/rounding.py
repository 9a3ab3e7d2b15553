"""Whole kopecks: the engine counts in integers and shows roubles.

Every quotient is an exact fraction until the one place where the law or the contract rounds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from itertools import repeat

# A context of our own: the caller's precision or traps must not change a sum of money.
_CONTEXT = Context(prec=60)
_KOPECK = Decimal("0.01")


def round_ratio(numerator: int, denominator: int, *, half_even: bool) -> int:
    """Round an exact fraction to the nearest integer.

    Args:
        numerator: Any integer.
        denominator: A positive integer.
        half_even: Ties go to the even neighbour; otherwise away from zero.
    """
    if numerator < 0:
        return -round_ratio(-numerator, denominator, half_even=half_even)
    quotient, rest = divmod(2 * numerator + denominator, 2 * denominator)
    return quotient - 1 if half_even and rest == 0 and quotient & 1 else quotient


def round_to_multiple(numerator: int, denominator: int, multiple: int, *, half_even: bool) -> int:
    """Round an exact fraction to the nearest multiple of ``multiple``."""
    return round_ratio(numerator, denominator * multiple, half_even=half_even) * multiple


def to_kopecks(roubles: Decimal) -> int:
    """Return an amount of roubles, which has at most two decimals, in kopecks."""
    return int(roubles.scaleb(2, _CONTEXT))


def to_roubles(kopecks: int) -> Decimal:
    """Return kopecks as roubles with exactly two decimals."""
    return _CONTEXT.multiply(_KOPECK, kopecks)


def all_to_roubles(kopecks: Iterable[int]) -> Iterable[Decimal]:
    """Return many sums in roubles, as fast as ``map`` goes."""
    return map(_CONTEXT.multiply, repeat(_KOPECK), kopecks)


def ratio_of(number: Decimal) -> tuple[int, int]:
    """Return a decimal as an exact fraction in lowest terms."""
    return number.as_integer_ratio()
