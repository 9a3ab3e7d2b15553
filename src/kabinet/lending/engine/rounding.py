"""Whole kopecks: the engine counts in integers and shows roubles.

Every quotient is an exact fraction until the one place where the law or the contract rounds it.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from itertools import accumulate
from operator import sub

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
    """Round an exact fraction to the nearest multiple of `multiple`."""
    return round_ratio(numerator, denominator * multiple, half_even=half_even) * multiple


def to_kopecks(roubles: Decimal) -> int:
    """Return an amount of roubles, which has at most two decimals, in kopecks."""
    return int(roubles.scaleb(2, _CONTEXT))


def to_roubles(kopecks: int) -> Decimal:
    """Return kopecks as roubles with exactly two decimals."""
    return _CONTEXT.multiply(_KOPECK, kopecks)


def columns_in_roubles(
    amount: int, payments: list[int], interests: list[int]
) -> tuple[list[Decimal], list[Decimal], list[Decimal], list[Decimal]]:
    """Return a schedule's payments, principals, interests and balances in roubles.

    Principals and balances follow by subtraction, which is quicker than turning their kopecks into decimals.

    Args:
        amount: Kopecks lent.
        payments: Kopecks of each instalment.
        interests: Kopecks of interest in each.
    """
    with localcontext(_CONTEXT):
        level = {payment: _KOPECK * payment for payment in set(payments)}
        paid = list(map(level.__getitem__, payments))
        interest = list(map(_KOPECK.__mul__, interests))
        principal = list(map(sub, paid, interest))
        balances = accumulate(principal, sub, initial=_KOPECK * amount)
        next(balances)
        return paid, principal, interest, list(balances)


def ratio_of(number: Decimal) -> tuple[int, int]:
    """Return a decimal as an exact fraction in lowest terms."""
    return number.as_integer_ratio()
