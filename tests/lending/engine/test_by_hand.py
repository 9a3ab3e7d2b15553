"""One value worked out by hand for each constant and rule: a wrong one shows here first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kabinet.lending.engine import Schedule, TermsError, build_schedule, full_cost_of_credit, parse_terms
from kabinet.lending.engine.base_period import BasePeriod, positions
from kabinet.lending.engine.rounding import round_ratio


def build(**change: Any) -> Schedule:
    """10,000 at 36.5 % a year, twelve months of thirty days; day after day a tenth of a per cent."""
    terms = {"amount": "10000", "annual_rate": "36.5", "issued": "2026-11-23", "payments": 2, **change}
    return build_schedule(parse_terms(terms))


@pytest.mark.parametrize(
    ("change", "instalment"),
    [
        # P · i / (1 − (1 + i)⁻ⁿ): two weeks at 36.5 % a year are 1.4 %, ten days 1 %, three months at 24 % are 6 %.
        ({"unit": "week", "every": 2}, "5105.24"),
        ({"unit": "day", "every": 10, "payments": 3}, "3400.22"),
        ({"annual_rate": "24", "every": 3, "payments": 4}, "2885.91"),
        # A daily rate makes a year of 365 days: 36.5 % / 12 a month, 0.7 % a week.
        ({"annual_rate": None, "daily_rate": "0.1"}, "5229.26"),
        ({"annual_rate": None, "daily_rate": "0.1", "unit": "week", "payments": 3}, "3380.11"),
    ],
)
def test_the_rate_of_a_nominal_period(change: dict[str, Any], instalment: str) -> None:
    assert str(build(**change).rows[0].payment) == instalment


@pytest.mark.parametrize(
    ("day_count", "interest"),
    [
        # 23 November to 23 December, thirty days: 10,000 × 36.5 % × 30 / base.
        ("act/act", "300.00"),
        ("act/365", "300.00"),
        ("act/364", "300.82"),
        ("act/360", "304.17"),
        ("30/360", "304.17"),
    ],
)
def test_each_day_count(day_count: str, interest: str) -> None:
    assert str(build(day_count=day_count, method="bullet").rows[0].interest) == interest


def test_a_leap_year_has_366_days() -> None:
    """10,000 × 36.6 % × 31 / 366 in January 2028, 36.5 % × 31 / 365 in January 2027."""
    assert str(build(method="single", payments=1, issued="2028-01-01", annual_rate="36.6").totals.interest) == "310.00"
    assert str(build(method="single", payments=1, issued="2027-01-01").totals.interest) == "310.00"


@pytest.mark.parametrize(
    ("amount", "rounding", "interest"),
    [
        # 2 % of 12.25 is 0.245: half a kopeck goes up, or to the even one; of 12.75, 0.255, both go to 0.26.
        ("12.25", "half_up", "0.25"),
        ("12.25", "half_even", "0.24"),
        ("12.75", "half_up", "0.26"),
        ("12.75", "half_even", "0.26"),
        ("12.24", "half_up", "0.24"),
        ("12.26", "half_even", "0.25"),
    ],
)
def test_half_a_kopeck(amount: str, rounding: str, interest: str) -> None:
    loan = build(amount=amount, annual_rate="24", day_count="30/360", method="bullet", rounding=rounding)
    assert [str(row.interest) for row in loan.rows] == [interest] * 2
    assert (
        str(build(amount=amount, annual_rate="24", day_count="30/360", rounding=rounding).rows[0].interest) == interest
    )


@pytest.mark.parametrize(("rounding", "first"), [("half_up", "60.00"), ("half_even", "40.00")])
def test_half_a_multiple(rounding: str, first: str) -> None:
    """100.00 in two payments are 50.00 each: half way between 40.00 and 60.00."""
    change = {"amount": "100", "annual_rate": "0", "instalment_multiple": "20", "rounding": rounding}
    assert str(build(**change).rows[0].payment) == first
    assert str(build(**change, method="differentiated").rows[0].payment) == first


def test_a_multiple_after_a_grace() -> None:
    """Interest of 200.00 alone, then 5,150.50 in hundreds; the last is what is left with its interest."""
    loan = build(annual_rate="24", day_count="30/360", payments=4, grace_principal=2, instalment_multiple="100")
    assert [str(row.payment) for row in loan.rows] == ["200.00", "200.00", "5200.00", "5100.00"]
    parts = build(
        annual_rate="24",
        day_count="30/360",
        payments=4,
        grace_principal=2,
        instalment_multiple="100",
        method="differentiated",
    )
    assert [str(row.payment) for row in parts.rows] == ["200.00", "200.00", "5200.00", "5100.00"]


@pytest.mark.parametrize("method", ["annuity", "differentiated", "flat"])
@pytest.mark.parametrize(("multiple", "refused"), [("5000", False), ("20000", True)])
def test_a_multiple_too_coarse_after_a_grace(method: str, multiple: str, *, refused: bool) -> None:
    """About 5,150 after the grace: in steps of 5,000 it fits, in steps of 20,000 nothing is repaid before the last."""
    change = {"annual_rate": "24", "day_count": "30/360", "payments": 4, "grace_principal": 2, "method": method}
    if not refused:
        assert str(build(**change, instalment_multiple=multiple).rows[2].payment) == "5000.00"
        return
    with pytest.raises(TermsError) as refusal:
        build(**change, instalment_multiple=multiple)
    assert refusal.value.code == "multiple_too_coarse"


def test_a_multiple_too_coarse_without_interest() -> None:
    with pytest.raises(TermsError) as refusal:
        build(amount="400", annual_rate="0", payments=12, instalment_multiple="100")
    assert refusal.value.code == "multiple_too_coarse"
    assert build(amount="400", annual_rate="0", payments=1, instalment_multiple="1000").rows[0].payment == 400


def test_parts_that_rounding_up_would_end_too_soon_are_rounded_down() -> None:
    """0.05 in four parts: 0.01 and a quarter goes down; 0.06: 0.015 up to 0.02 leaves nothing for the fourth."""
    five = build(amount="0.05", annual_rate="0", payments=4, method="differentiated")
    six = build(amount="0.06", annual_rate="0", payments=4, method="differentiated")
    assert [str(row.principal) for row in five.rows] == ["0.01", "0.01", "0.01", "0.02"]
    assert [str(row.principal) for row in six.rows] == ["0.01", "0.01", "0.01", "0.03"]


@pytest.mark.parametrize(
    ("numerator", "denominator", "up", "even"),
    [(5, 2, 3, 2), (-5, 2, -3, -2), (7, 2, 4, 4), (-7, 2, -4, -4), (-8, 3, -3, -3), (-7, 3, -2, -2), (0, 7, 0, 0)],
)
def test_rounding_of_a_ratio(numerator: int, denominator: int, up: int, even: int) -> None:
    assert round_ratio(numerator, denominator, half_even=False) == up
    assert round_ratio(numerator, denominator, half_even=True) == even


def test_full_periods_and_rests_by_months() -> None:
    """From 31 January: 28 February is one month, 15 March 15 of 31 days more, 30 March 30 of them, the 31st two."""
    days = [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 15), date(2027, 3, 30), date(2027, 3, 31)]
    assert positions(days, BasePeriod(1, "month")) == ([0, 1, 1, 1, 2], [0.0, 0.0, 15 / 31, 30 / 31, 0.0])


def test_full_periods_and_rests_by_quarters_years_and_days() -> None:
    days = [date(2027, 1, 15), date(2027, 2, 15), date(2027, 4, 15), date(2028, 1, 14)]
    # 31 of the 90 days to 15 April; 274 days from 15 October are 91 of 92.
    assert positions(days, BasePeriod(3, "month")) == ([0, 0, 1, 3], [0.0, 31 / 90, 0.0, 91 / 92])
    assert positions(days, BasePeriod(1, "year")) == ([0, 0, 0, 0], [0.0, 31 / 365, 90 / 365, 364 / 365])
    assert positions(days, BasePeriod(30, "day")) == ([0, 1, 3, 12], [0.0, 1 / 30, 0.0, 4 / 30])


@pytest.mark.parametrize(
    ("base", "percent"),
    [
        # 1,000 today for 1,100 a base period later: i = 0.1, times the periods of a year.
        (BasePeriod(10, "day"), "365.000"),
        (BasePeriod(365, "day"), "10.000"),
        (BasePeriod(1, "month"), "120.000"),
        (BasePeriod(3, "month"), "40.000"),
        (BasePeriod(1, "year"), "10.000"),
    ],
)
def test_periods_of_a_year(base: BasePeriod, percent: str) -> None:
    ends = {
        "10 day": date(2027, 1, 25),
        "365 day": date(2028, 1, 15),
        "1 month": date(2027, 2, 15),
        "3 month": date(2027, 4, 15),
        "1 year": date(2028, 1, 15),
    }
    flows = [(date(2027, 1, 15), Decimal(-1000)), (ends[base.name], Decimal(1100))]
    assert str(full_cost_of_credit(flows, base).percent) == percent


def test_the_least_fixed_instalment() -> None:
    """At 833⅓ per cent a month interest alone is 8,333.33: that much would be found, a kopeck less never repays."""
    dear = {"amount": "1000", "annual_rate": "10000", "day_count": "30/360", "payments": 12}
    found = build(**dear)
    assert {str(row.payment) for row in found.rows[:-1]} == {"8333.33"}
    assert build(**dear, instalment="8333.33").rows == found.rows
    assert build(**dear, instalment="8333.34").rows[0].principal == Decimal("0.01")
    with pytest.raises(TermsError) as refusal:
        build(**dear, instalment="8333.32")
    assert refusal.value.params == {"instalment": Decimal("8333.32"), "interest": Decimal("8333.33")}


def test_a_fixed_instalment_below_a_coarse_multiple() -> None:
    """Interest is 200.00 a month: 201 repays, 200 never does, whatever multiple a found one would have."""
    loan = {"amount": "10000", "annual_rate": "24", "day_count": "30/360", "payments": 4}
    assert build(**loan, instalment="201", instalment_multiple="20000").rows[0].principal == 1
    with pytest.raises(TermsError):
        build(**loan, instalment="200", instalment_multiple="20000")
