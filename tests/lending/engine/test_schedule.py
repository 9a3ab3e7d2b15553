from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kabinet.lending.engine import Row, Schedule, TermsError, build_schedule, parse_terms, schedule_as_dict

BASE: dict[str, Any] = {"amount": "100000", "annual_rate": "24", "issued": "2026-11-23", "payments": 12}


def build(**change: Any) -> Schedule:
    return build_schedule(parse_terms({**BASE, **change}))


def column(schedule: Schedule, name: str) -> list[str]:
    return [str(getattr(row, name)) for row in schedule.rows]


def test_annuity_of_equal_months() -> None:
    schedule = build(day_count="30/360")
    assert column(schedule, "payment") == ["9455.96"] * 11 + ["9455.97"]
    assert str(schedule.totals.payment) == "113471.53"
    assert (str(schedule.psk.percent), schedule.psk.base_period) == ("24.000", "1 month")
    assert str(schedule.psk.roubles) == "13471.53"


def test_annuity_with_interest_by_days() -> None:
    schedule = build(day_count="act/365")
    assert column(schedule, "interest")[:3] == ["1972.60", "1885.82", "1731.51"]
    assert str(schedule.rows[-1].payment) == "9405.02"
    assert str(schedule.psk.percent) == "23.921"


def test_business_loan_of_three_years() -> None:
    schedule = build(amount="1000000", annual_rate="10", payments=36, day_count="act/365")
    assert column(schedule, "payment") == ["32267.19"] * 35 + ["32238.38"]
    assert str(schedule.totals.payment) == "1161590.03"


def test_payday_loan() -> None:
    schedule = build(
        amount="30000", annual_rate=None, daily_rate="0.8", method="single", payments=1, every=30, unit="day"
    )
    assert schedule.rows == (
        Row(
            1,
            schedule.rows[0].due,
            30,
            Decimal("37200.00"),
            Decimal("30000.00"),
            Decimal("7200.00"),
            Decimal("0.00"),
        ),
    )
    assert schedule.rows[0].due.isoformat() == "2026-12-23"
    assert (str(schedule.psk.percent), str(schedule.psk.roubles)) == ("292.000", "7200.00")


def test_nominal_annuity_every_fortnight_at_a_daily_rate() -> None:
    schedule = build(amount="30000", annual_rate=None, daily_rate="0.8", payments=6, every=14, unit="day")
    assert column(schedule, "payment") == ["7132.20"] * 5 + ["7132.21"]
    assert (str(schedule.psk.percent), schedule.psk.base_period) == ("292.000", "14 day")


def test_a_daily_rate_ignores_the_day_count() -> None:
    change = {"annual_rate": None, "daily_rate": "0.1"}
    assert build(**change, day_count="30/360").rows == build(**change, day_count="act/act").rows


def test_without_interest() -> None:
    schedule = build(annual_rate="0", amount="1000", payments=3)
    assert column(schedule, "payment") == ["333.33", "333.33", "333.34"]
    assert column(schedule, "interest") == ["0.00"] * 3
    assert str(schedule.psk.percent) == "0.000"
    assert build(annual_rate="0", amount="1000", payments=3, annuity="exact").rows == schedule.rows


def test_differentiated() -> None:
    schedule = build(method="differentiated", amount="1000", payments=3, day_count="30/360")
    assert column(schedule, "principal") == ["333.33", "333.33", "333.34"]
    assert column(schedule, "interest") == ["20.00", "13.33", "6.67"]


def test_flat_bears_interest_on_the_whole_amount() -> None:
    schedule = build(method="flat", amount="1000", payments=3, day_count="30/360")
    assert column(schedule, "principal") == ["333.33", "333.33", "333.34"]
    assert column(schedule, "interest") == ["20.00"] * 3


def test_bullet() -> None:
    schedule = build(method="bullet", amount="1000", payments=3, day_count="30/360")
    assert column(schedule, "principal") == ["0.00", "0.00", "1000.00"]
    assert column(schedule, "interest") == ["20.00"] * 3


def test_act_364_and_act_360() -> None:
    assert column(build(method="bullet", payments=1, day_count="act/364"), "interest") == ["1978.02"]
    assert column(build(method="bullet", payments=1, day_count="act/360"), "interest") == ["2000.00"]


@pytest.mark.parametrize("method", ["annuity", "differentiated", "flat"])
def test_grace_is_of_interest_only(method: str) -> None:
    schedule = build(method=method, grace_principal=3, day_count="30/360")
    assert column(schedule, "principal")[:3] == ["0.00"] * 3
    assert column(schedule, "payment")[:3] == ["2000.00"] * 3
    assert all(row.principal > 0 for row in schedule.rows[3:])
    if method == "annuity":
        assert column(schedule, "payment")[3:11] == ["12251.54"] * 8


def test_fixed_instalment_leaves_the_rest_to_the_last() -> None:
    schedule = build(instalment="9000", day_count="30/360")
    assert column(schedule, "payment") == ["9000.00"] * 11 + ["15115.35"]


def test_instalment_in_whole_hundreds() -> None:
    schedule = build(instalment_multiple="100", day_count="30/360")
    assert column(schedule, "payment") == ["9500.00"] * 11 + ["8909.32"]
    flat = build(method="flat", instalment_multiple="50", day_count="30/360")
    assert column(flat, "payment")[:11] == ["10350.00"] * 11


def test_last_instalment_of_an_exact_annuity_is_near() -> None:
    nominal, exact = build(), build(annuity="exact")
    gaps = [abs(schedule.rows[-1].payment - schedule.rows[0].payment) for schedule in (nominal, exact)]
    assert gaps[1] < Decimal("0.12") < gaps[0]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"instalment": "1500"}, "instalment", "instalment_too_small"),
        ({"instalment": "1972.60"}, "instalment", "instalment_too_small"),
        ({"instalment_multiple": "50000"}, "instalment_multiple", "multiple_too_coarse"),
        ({"instalment_multiple": "50000", "method": "differentiated"}, "instalment_multiple", "multiple_too_coarse"),
    ],
)
def test_an_instalment_that_does_not_fit_is_refused(change: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(TermsError) as refusal:
        build(**change)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_refusals_name_the_figures() -> None:
    with pytest.raises(TermsError) as small:
        build(instalment="1500", day_count="30/360")
    assert str(small.value) == "instalment: an instalment of 1500 never repays the loan: interest comes to 2000.00"


def test_a_fixed_instalment_may_repay_sooner_and_says_so() -> None:
    """By hand at 2 % a month: 82,000, 63,640, 44,912.80, 25,811.06, 6,327.28 are left; the sixth is that and 126.55."""
    schedule = build(instalment="20000", day_count="30/360")
    assert column(schedule, "payment") == ["20000.00"] * 5 + ["6453.83"]
    assert column(schedule, "balance") == ["82000.00", "63640.00", "44912.80", "25811.06", "6327.28", "0.00"]
    assert [row.number for row in schedule.rows] == [1, 2, 3, 4, 5, 6]
    assert str(schedule.totals.payment) == "106453.83"
    assert [str(remark) for remark in schedule.remarks] == [
        "an instalment of 20000 repays the loan in 6 payments, not 12"
    ]
    assert schedule_as_dict(schedule)["remarks"] == [
        {"code": "repaid_sooner", "text": "an instalment of 20000 repays the loan in 6 payments, not 12"}
    ]
    assert schedule.psk.base_period == "1 month"


def test_a_fixed_instalment_after_a_grace_may_repay_sooner() -> None:
    schedule = build(instalment="60000", day_count="30/360", grace_principal=2, payments=9)
    assert column(schedule, "payment") == ["2000.00", "2000.00", "60000.00", "42840.00"]
    assert schedule.remarks[0].params == {"instalment": Decimal(60000), "repaid_in": 4, "payments": 9}


def test_a_fixed_instalment_that_fits_has_nothing_to_remark() -> None:
    assert build(instalment="9000").remarks == ()
    assert "remarks" not in schedule_as_dict(build(instalment="9000"))


def test_a_found_instalment_may_be_given_back_as_fixed() -> None:
    """The first period of 58 days costs 46.4 per cent, more than the instalment: its principal waits."""
    terms = {"amount": "10000", "annual_rate": None, "daily_rate": "0.8", "issued": "2026-01-01", "payments": 6}
    found = build(**terms, payment_day=28)
    assert column(found, "payment")[:5] == ["4640.00"] + ["3336.49"] * 4
    assert build(**terms, payment_day=28, instalment="3336.49").rows == found.rows
    lower = build(**terms, payment_day=28, instalment="3000")
    assert column(lower, "payment")[:5] == ["4640.00"] + ["3000.00"] * 4


def test_an_exact_annuity_is_level_though_the_first_interest_exceeds_it() -> None:
    """55 days to the first payment cost 13,200; the other eleven repay 30,000 at 0.8 % a day in equal parts."""
    schedule = build(
        amount="30000",
        annual_rate=None,
        daily_rate="0.8",
        issued="2026-12-04",
        payments=12,
        payment_day=28,
        annuity="exact",
    )
    payments = column(schedule, "payment")
    assert payments[:11] == ["13200.00"] + ["7985.54"] * 10
    assert abs(Decimal(payments[11]) - Decimal("7985.54")) < Decimal("0.50")


@pytest.mark.parametrize("step", ["-0.01", "0.01"])
def test_an_exact_annuity_is_as_level_as_kopecks_allow(step: str) -> None:
    """A kopeck more or less would make the last instalment differ more, also at a dear rate."""
    terms = {"amount": "17345.67", "annual_rate": None, "daily_rate": "0.8", "issued": "2026-10-25", "payments": 14}
    schedule = build(**terms, annuity="exact")
    level = schedule.rows[0].payment
    other = build(**terms, instalment=str(level + Decimal(step)))
    assert abs(schedule.rows[-1].payment - level) <= abs(other.rows[-1].payment - other.rows[0].payment)


def test_a_nominal_instalment_that_would_repay_too_soon_is_lowered() -> None:
    """Ten days instead of the first month at 290 % a year would end the loan three instalments early."""
    schedule = build(annual_rate="290", issued="2026-10-31", payment_day=10)
    assert len(schedule.rows) == 12
    assert all(row.principal > 0 for row in schedule.rows)
    assert abs(schedule.rows[-1].payment - schedule.rows[0].payment) < 1


def test_interest_above_the_instalment_is_paid_and_not_carried() -> None:
    schedule = build(annual_rate="600", payments=60, method="annuity")
    assert all(row.principal >= 0 for row in schedule.rows)
    assert schedule.rows[-1].balance == 0


def test_a_few_kopecks_over_many_payments() -> None:
    schedule = build(amount="0.08", annual_rate="0", payments=12)
    assert column(schedule, "principal") == ["0.00"] * 11 + ["0.08"]
    halves = build(amount="0.08", annual_rate="0", payments=12, method="differentiated")
    assert sum(row.principal for row in halves.rows) == Decimal("0.08")


def test_the_largest_loan() -> None:
    schedule = build(amount="1000000000000", annual_rate="10000", payments=1200, day_count="act/act")
    assert len(schedule.rows) == 1200
    assert schedule.rows[-1].balance == 0


def test_json_has_exactly_these_names() -> None:
    found: dict[str, Any] = schedule_as_dict(build(payments=1))
    assert list(found) == ["rows", "totals", "psk", "terms"]
    assert found["rows"] == [
        {
            "number": 1,
            "due": "2026-12-23",
            "days": 30,
            "payment": "101972.60",
            "principal": "100000.00",
            "interest": "1972.60",
            "balance": "0.00",
        }
    ]
    assert found["totals"] == {"payment": "101972.60", "principal": "100000.00", "interest": "1972.60"}
    assert found["psk"] == {"percent": "24.000", "roubles": "1972.60"}
