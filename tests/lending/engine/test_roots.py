"""Rates whose value is known by hand, from every way of finding them."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import pytest

from kabinet.lending.engine import roots

LONG = Context(prec=60)
# Flows, full periods, rests and the rate by hand.
KNOWN = [
    ([-1000.0, 550.0, 605.0], [0, 1, 2], None, 0.1),
    ([-1000.0, 100.0, 100.0, 1100.0], [0, 1, 2, 3], None, 0.1),
    ([-2000.0, 2000.0, 4000.0], [0, 1, 2], None, 1.0),
    ([-1000.0, 1000.01], [0, 1], None, 0.00001),
    ([-1.0, 1001.0], [0, 1], None, 1000.0),
    # 1.2 for the whole period and 1.1 for half of one: 660 / 1.1 + 480 / 1.2 = 1000.
    ([-1000.0, 660.0, 480.0], [0, 0, 1], [0.0, 0.5, 0.0], 0.2),
    # After a period and a quarter: 1.2 × 1.05.
    ([-1000.0, 1260.0], [0, 1], [0.0, 0.25], 0.2),
]


@pytest.mark.parametrize(("values", "periods", "rests", "rate"), KNOWN)
def test_a_known_rate(values: list[float], periods: list[int], rests: list[float] | None, rate: float) -> None:
    found = roots.smallest_root(values, periods, rests, conventional=True)
    assert found is not None
    assert found.rate == pytest.approx(rate, rel=1e-12)
    assert abs(found.rate - rate) <= found.error <= 1e-9 * max(rate, 1e-3)


@pytest.mark.parametrize(("values", "periods", "rests", "rate"), KNOWN)
def test_a_known_rate_between_bounds(
    values: list[float], periods: list[int], rests: list[float] | None, rate: float
) -> None:
    found = roots.smallest_root(values, periods, rests, conventional=False)
    assert found is not None
    assert found.rate == pytest.approx(rate, rel=1e-11)
    assert abs(found.rate - rate) <= found.error <= 1e-8 * max(rate, 1e-3)


@pytest.mark.parametrize(("values", "periods", "rests", "rate"), KNOWN)
@pytest.mark.parametrize("away", [0.9, 1.1])
def test_a_known_rate_in_long_decimals(
    values: list[float], periods: list[int], rests: list[float] | None, rate: float, away: float
) -> None:
    amounts = [Decimal(str(value)) for value in values]
    found = roots.refine(amounts, periods, rests or [0.0] * len(values), rate * away, LONG)
    assert abs(found - Decimal(str(rate))) < Decimal("1E-50") * max(1, Decimal(str(rate)))


@pytest.mark.parametrize(
    ("first", "level", "count", "last", "rate"),
    [
        (-1000.0, 550.0, 1, 605.0, 0.1),
        (-1000.0, 100.0, 2, 1100.0, 0.1),
        (-2000.0, 2000.0, 1, 4000.0, 1.0),
        # 10, 10 and 110 at 900 per cent: 1 + 0.1 + 0.11.
        (-1.21, 10.0, 2, 110.0, 9.0),
        # 2x + 4x² = 3 at x = (√52 − 2) / 8.
        (-3.0, 2.0, 1, 4.0, 8.0 / (52.0**0.5 - 2.0) - 1.0),
    ],
)
def test_equal_payments_by_the_formula(first: float, level: float, count: int, last: float, rate: float) -> None:
    found = roots.level_root(first, level, count, last)
    assert found is not None
    values, periods = [first, *[level] * count, last], list(range(count + 2))
    summed = roots.smallest_root(values, periods, None, conventional=True)
    assert summed is not None
    assert found.rate == pytest.approx(summed.rate, rel=1e-11)
    assert found.rate == pytest.approx(rate, rel=1e-11)
    assert abs(found.rate - summed.rate) <= found.error + summed.error
    assert 0 < found.error <= 1e-9 * rate


def test_many_equal_payments_by_the_formula_and_one_by_one() -> None:
    for count in (1, 2, 5, 11, 35, 359, 1199):
        for share in (0.001, 0.02, 0.3, 3.0):
            level = 100_000.0 * (share + 1.0 / (count + 1))
            found = roots.level_root(-100_000.0, level, count, level * 1.1)
            values = [-100_000.0, *[level] * count, level * 1.1]
            summed = roots.smallest_root(values, list(range(count + 2)), None, conventional=True)
            assert found is not None
            assert summed is not None
            assert abs(found.rate - summed.rate) <= found.error + summed.error <= 1e-9 * found.rate


@pytest.mark.parametrize(
    ("first", "level", "last"),
    [
        # A rate of a millionth of a millionth, and one beyond any loan.
        (-1e12, 5e11, 5e11 + 1.0),
        (-1e-15, 1e20, 1e20),
    ],
)
def test_the_formula_gives_up_where_it_is_not_exact(first: float, level: float, last: float) -> None:
    assert roots.level_root(first, level, 1, last) is None


def test_of_several_roots_the_smallest() -> None:
    """−1000 + 2300 / (1 + i) − 1320 / (1 + i)² is nought at 10 and at 20 per cent."""
    found = roots.smallest_root([-1000.0, 2300.0, -1320.0], [0, 1, 2], None, conventional=False)
    assert found is not None
    assert found.rate == pytest.approx(0.1, rel=1e-9)


def test_no_root() -> None:
    assert roots.smallest_root([-1000.0, 500.0, 499.0], [0, 1, 2], None, conventional=False) is None
    assert roots.smallest_root([-1000.0, 3000.0, -2500.0], [0, 1, 2], None, conventional=False) is None


def test_a_slope_is_the_derivative() -> None:
    """Of −1000 + 660 / (1 + i / 2) + 480 / (1 + i) at 20 %: −330 / 1.21 − 480 / 1.44, and likewise without rests."""
    value, slope = roots._value_and_slope([-1000.0, 660.0, 480.0], [0, 0, 1], [0.0, 0.5, 0.0], 0.2)
    assert value == pytest.approx(0.0, abs=1e-9)
    assert slope == pytest.approx(-330 / 1.21 - 480 / 1.44, rel=1e-12)
    value, slope = roots._value_and_slope([-1000.0, 550.0, 605.0], [0, 1, 2], None, 0.1)
    assert value == pytest.approx(0.0, abs=1e-9)
    assert slope == pytest.approx(-550 / 1.21 - 2 * 605 / 1.331, rel=1e-12)
    amounts = [Decimal(-1000), Decimal(660), Decimal(480)]
    shares = [Decimal(0), Decimal("0.5"), Decimal(0)]
    exact, slope_exact = roots._long_value_and_slope(amounts, [0, 0, 1], shares, Decimal("0.2"), LONG)
    assert abs(exact) < Decimal("1E-50")
    assert float(slope_exact) == pytest.approx(
        float(Fraction(-330) / Fraction("1.21") - Fraction(480) / Fraction("1.44"))
    )


def test_a_share_of_days_is_exact_again() -> None:
    assert roots._decimal_share(15 / 31, LONG) == LONG.divide(Decimal(15), Decimal(31))
    assert roots._decimal_share(364 / 365, LONG) == LONG.divide(Decimal(364), Decimal(365))
    assert roots._decimal_share(0.0, LONG) == 0
