"""Rates whose value is known by hand, from every way of finding them."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from math import exp, log, sqrt

import pytest

from kabinet.lending.engine import roots

NO_RESTS = [0.0] * 4
# Flows, full periods, rests and the rate by hand.
KNOWN = [
    ([-1000.0, 550.0, 605.0], [0, 1, 2], NO_RESTS[:3], 0.1),
    ([-1000.0, 100.0, 100.0, 1100.0], [0, 1, 2, 3], NO_RESTS, 0.1),
    ([-2000.0, 2000.0, 4000.0], [0, 1, 2], NO_RESTS[:3], 1.0),
    ([-1000.0, 1000.01], [0, 1], NO_RESTS[:2], 0.00001),
    ([-1.0, 1001.0], [0, 1], NO_RESTS[:2], 1000.0),
    # Nothing after one period, 1.21 after two.
    ([-1000.0, 1210.0], [0, 2], NO_RESTS[:2], 0.1),
    # 1.2 for the whole period and 1.1 for half of one: 660 / 1.1 + 480 / 1.2 = 1000.
    ([-1000.0, 660.0, 480.0], [0, 0, 1], [0.0, 0.5, 0.0], 0.2),
    # After a period and a quarter: 1.2 × 1.05.
    ([-1000.0, 1260.0], [0, 1], [0.0, 0.25], 0.2),
]


@pytest.mark.parametrize("conventional", [True, False])
@pytest.mark.parametrize(("values", "periods", "rests", "rate"), KNOWN)
def test_a_known_rate(
    values: list[float], periods: list[int], rests: list[float], rate: float, *, conventional: bool
) -> None:
    found = roots.smallest_root(values, periods, rests, conventional=conventional)
    assert found is not None
    assert found.falls
    assert found.rate == pytest.approx(rate, rel=1e-12, abs=1e-15)
    assert abs(found.rate - rate) <= found.error <= 1e-9 * max(rate, 1e-3)


def test_the_error_is_what_rounding_may_do() -> None:
    """2⁻⁴⁶ of the money, 1,000 + 550 + 605, over the slope: 550 / 1.1² + 2 · 605 / 1.1³."""
    bound = 2155 / (550 / 1.21 + 2 * 605 / 1.331) / 2**46
    by_sum = roots.smallest_root([-1000.0, 550.0, 605.0], [0, 1, 2], NO_RESTS[:3], conventional=True)
    by_formula = roots.level_root(-1000.0, 550.0, 1, 605.0)
    by_scan = roots.smallest_root([-1000.0, 550.0, 605.0], [0, 1, 2], NO_RESTS[:3], conventional=False)
    for found in (by_sum, by_formula, by_scan):
        assert found is not None
        assert found.error == pytest.approx(bound, rel=1e-6)


def test_the_error_where_two_roots_nearly_meet_is_no_more_than_what_was_searched() -> None:
    """The sum turns at 10 per cent, a millionth of a millionth beyond zero: rounding alone might move a root so far."""
    found = roots.smallest_root([-1000.0, 2200.0, -1210.0 + 1e-9], [0, 1, 2], NO_RESTS[:3], conventional=False)
    assert found is None or abs(found.rate - 0.1) <= found.error


def test_rates_beyond_any_loan() -> None:
    """A rate is told up to 2¹⁰⁰ and from 1e-9; a lower one counts as that, and a higher one is none."""
    highest = roots.smallest_root([-1.0, 2.0**99], [0, 1], NO_RESTS[:2], conventional=True)
    assert highest is not None
    assert highest.rate == pytest.approx(2.0**99)
    assert roots.smallest_root([-1.0, 2.0**100 * 1.001], [0, 1], NO_RESTS[:2], conventional=True) is None
    assert roots.smallest_root([-1.0, 2.0**120], [0, 1], NO_RESTS[:2], conventional=True) is None
    lowest = roots.smallest_root([-(2.0**52), 2.0**52 + 1], [0, 1], NO_RESTS[:2], conventional=True)
    assert lowest is not None
    assert lowest.rate == pytest.approx(1e-9, rel=1e-6)
    lower = roots.level_root(-1e12, 5e11, 1, 5e11 + 1.0)
    assert lower.rate == pytest.approx(1e-9, rel=1e-6)


def test_a_slope_that_vanishes_is_left_again() -> None:
    """A payment after 300 periods is nothing at 1,000 per cent a period, and so is its slope."""
    curve = roots._Curve(roots.partial(roots._polynomial, [-1.0, *[0.0] * 299, 1.1**300]), 2.0)
    found = roots._newton(curve, 1e20, 1e-9, 1e30, falls=True)
    assert found.rate == pytest.approx(0.1, rel=1e-9)


def test_guesses_are_near() -> None:
    """1,000 for 1,210 after two periods is 10 per cent.

    For 100 and 1,100 after one and three the mean is 3,400 / 1,200, of squares 10,000 / 1,200.
    """
    assert roots._guess([-1000.0, 1210.0], [0, 2]) == pytest.approx(0.1)
    assert roots._guess([-1000.0, 550.0, 605.0], [0, 1, 2]) == pytest.approx(0.1, rel=1e-4)
    mean, variance, growth = 17 / 6, 25 / 3 - (17 / 6) ** 2, log(1.2)
    bent = (mean - sqrt(mean**2 - 2 * variance * growth)) / variance
    assert roots._guess([-1000.0, 100.0, 1100.0], [0, 1, 3]) == pytest.approx(exp(bent) - 1)
    # A payment at once and one far off: no parabola reaches ten times the loan, and twice the mean is taken.
    assert roots._guess([-1.0, 5.0, 5.0], [0, 0, 100]) == pytest.approx(10 ** (2 / 50) - 1)
    assert roots._guess([-1e-300, 1e20], [0, 1]) == pytest.approx(2.0**100 - 1)


@pytest.mark.parametrize(
    ("growth", "count", "rate"),
    [
        # 12 equal payments at 2 %: 12 · 0.02 / (1 − 1.02⁻¹²), and so on.
        (12 * 0.02 / (1 - 1.02**-12), 12, 0.02),
        (36 * 0.03 / (1 - 1.03**-36), 36, 0.03),
        (2 * 0.1 / (1 - 1.1**-2), 2, 0.1),
        (24 * 0.05 / (1 - 1.05**-24), 24, 0.05),
    ],
)
def test_bailys_approximation_has_three_digits_or_more(growth: float, count: int, rate: float) -> None:
    assert roots._baily(growth, count) == pytest.approx(rate, rel=2e-3)


def test_bailys_approximation_ends_where_it_would_bend_over() -> None:
    """A hundredfold in three payments: 100^(1/2) − 1 = 9, bent by half at most; twice 9 is beyond that."""
    assert roots._baily(100.0, 3) == pytest.approx(9 * 9 / 6)


@pytest.mark.parametrize(("values", "periods", "rests", "rate"), KNOWN)
def test_a_known_rate_in_long_decimals(
    values: list[float], periods: list[int], rests: list[float], rate: float
) -> None:
    amounts = [Decimal(str(value)) for value in values]
    with localcontext(Context(prec=60)):
        sums = [roots.exact_sum(amounts, periods, rests, Decimal(str(rate)) * step) for step in (1, Decimal("1.1"))]
        assert abs(sums[0]) < Decimal("1E-50") * max(amounts)
        assert float(sums[1]) == pytest.approx(roots._sum(values, periods, rests, rate * 1.1)[0])


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
    values, periods = [first, *[level] * count, last], list(range(count + 2))
    summed = roots.smallest_root(values, periods, [0.0] * len(values), conventional=True)
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
            summed = roots.smallest_root(values, range(count + 2), [0.0] * (count + 2), conventional=True)
            assert summed is not None
            assert abs(found.rate - summed.rate) <= found.error + summed.error <= 1e-9 * found.rate


def test_of_several_roots_the_smallest() -> None:
    """−1000 + 2300 / (1 + i) − 1320 / (1 + i)² is nought at 10 and at 20 per cent."""
    found = roots.smallest_root([-1000.0, 2300.0, -1320.0], [0, 1, 2], NO_RESTS[:3], conventional=False)
    assert found is not None
    assert (found.rate, found.falls) == (pytest.approx(0.1, rel=1e-9), False)


@pytest.mark.parametrize("rate", [0.0001, 0.0123, 0.5, 77.0])
def test_two_roots_a_fifteenth_apart_are_told_apart(rate: float) -> None:
    """(1 + i) = a and (1 + i) = b: −1 + (a + b) / (1 + i) − ab / (1 + i)² is nought at both."""
    low, high = 1 + rate, 1 + rate * 16 / 15
    found = roots.smallest_root([-1.0, low + high, -low * high], [0, 1, 2], NO_RESTS[:3], conventional=False)
    assert found is not None
    assert found.rate == pytest.approx(rate, rel=1e-6)


def test_no_root() -> None:
    assert roots.smallest_root([-1000.0, 500.0, 499.0], [0, 1, 2], NO_RESTS[:3], conventional=False) is None
    assert roots.smallest_root([-1000.0, 3000.0, -2500.0], [0, 1, 2], NO_RESTS[:3], conventional=False) is None


def test_curves_agree_and_their_slopes_are_derivatives() -> None:
    """Of −1000 + 660 / (1 + i / 2) + 480 / (1 + i) at 20 %: −330 / 1.21 − 480 / 1.44, and likewise the others."""
    found = {
        "sum": roots._sum([-1000.0, 660.0, 480.0], [0, 0, 1], [0.0, 0.5, 0.0], 0.2),
        "polynomial": roots._polynomial([-1000.0, 550.0, 605.0], 0.1),
        "periods": roots._sum([-1000.0, 550.0, 605.0], [0, 1, 2], NO_RESTS[:3], 0.1),
        "annuity": roots._annuity(-1000.0, 550.0, 1, 605.0, 0.1),
    }
    assert [value for value, _ in found.values()] == pytest.approx([0.0] * 4, abs=1e-9)
    assert found["sum"][1] == pytest.approx(-330 / 1.21 - 480 / 1.44, rel=1e-12)
    for name in ("polynomial", "periods", "annuity"):
        assert found[name][1] == pytest.approx(-550 / 1.21 - 2 * 605 / 1.331, rel=1e-12)


def test_flows_a_period_apart_are_a_polynomial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is quicker to sum, and right only for them."""
    monkeypatch.delattr(roots, "_sum")
    values = [-1000.0, 550.0, 605.0]
    assert roots.smallest_root(values, [0, 1, 2], NO_RESTS[:3], conventional=True) is not None
    assert roots.smallest_root(values, range(3), NO_RESTS[:3], conventional=True) is not None
    for periods, rests in (([0, 1, 3], NO_RESTS[:3]), ([0, 1, 2], [0.0, 0.0, 0.5])):
        with pytest.raises(NameError):
            roots.smallest_root(values, periods, rests, conventional=True)


def test_a_share_of_days_is_exact_again() -> None:
    """1,000 at 30 % for n of the days of a period; a third of a day's interest would show in the last digits."""
    with localcontext(Context(prec=60)):
        for days, period in ((15, 31), (364, 365), (1, 366), (365, 366), (1, 3)):
            owed = 1000 * (1 + Decimal("0.3") * days / period)
            left = roots.exact_sum([Decimal(-1000), owed], [0, 0], [0.0, days / period], Decimal("0.3"))
            assert abs(left) < Decimal("1E-50")
