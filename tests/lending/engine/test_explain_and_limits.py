from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from kabinet.lending.engine import (
    Breach,
    Cap,
    Caps,
    Psk,
    Schedule,
    Segment,
    build_schedule,
    check_caps,
    explain_row,
    full_cost_of_credit,
    parse_terms,
)

CAPS = Caps(
    daily_rate=Cap(Decimal("0.8"), "353-FZ art. 5 part 23"),
    psk=Cap(Decimal(292), "353-FZ art. 6 part 11"),
    overpayment_share=Cap(Decimal(100), "353-FZ art. 5 part 24"),
)


def build(**change: Any) -> Schedule:
    terms = {"amount": "30000", "issued": "2027-12-20", "payments": 1, "method": "single", "every": 30, "unit": "day"}
    return build_schedule(parse_terms({**terms, **change}))


def test_a_new_year_of_the_same_length_parts_nothing() -> None:
    (segment,) = explain_row(build(annual_rate="36.5", issued="2026-12-20"), 1).segments
    assert (segment.first, segment.last, segment.days, segment.base) == (date(2026, 12, 21), date(2027, 1, 19), 30, 365)
    assert segment.interest == Fraction(900)


def test_a_period_over_new_year_has_two_parts() -> None:
    found = explain_row(build(annual_rate="36.5"), 1)
    assert found.segments == (
        Segment(date(2027, 12, 21), date(2027, 12, 31), 11, 365, Decimal("30000.00"), Decimal("36.5"), Fraction(330)),
        Segment(
            date(2028, 1, 1), date(2028, 1, 19), 19, 366, Decimal("30000.00"), Decimal("36.5"), Fraction(34675, 61)
        ),
    )
    assert str(found.interest) == "898.44"
    assert (found.is_last, found.is_grace) == (True, False)
    assert (found.balance_before, found.balance) == (Decimal("30000.00"), Decimal("0.00"))


@pytest.mark.parametrize(
    ("change", "days", "base"),
    [
        ({"daily_rate": "0.8"}, 30, None),
        ({"annual_rate": "12", "day_count": "act/365"}, 30, 365),
        ({"annual_rate": "12", "day_count": "act/364"}, 30, 364),
        ({"annual_rate": "12", "day_count": "30/360", "unit": "month", "every": 1}, 30, 360),
    ],
)
def test_other_periods_have_one_part(change: dict[str, Any], days: int, base: int | None) -> None:
    (segment,) = explain_row(build(**change), 1).segments
    assert (segment.days, segment.base) == (days, base)


def test_flat_interest_is_explained_by_the_whole_amount() -> None:
    schedule = build(annual_rate="12", method="flat", payments=3, grace_principal=1)
    second, third = explain_row(schedule, 2), explain_row(schedule, 3)
    assert third.segments[0].balance == Decimal("30000.00")
    assert third.balance_before == second.balance == Decimal("15000.00")
    assert explain_row(schedule, 1).is_grace


@pytest.mark.parametrize("number", [0, 2, -1])
def test_there_is_no_such_instalment(number: int) -> None:
    with pytest.raises(IndexError):
        explain_row(build(daily_rate="0.8"), number)


def test_a_loan_exactly_at_the_caps_keeps_them() -> None:
    schedule = build(daily_rate="0.8")
    assert str(schedule.psk.percent) == "292.000"
    assert check_caps(schedule, CAPS) == ()


def test_each_breach_is_named_with_its_source() -> None:
    schedule = build(daily_rate="0.81", amount="600000", every=125)
    found = check_caps(schedule, CAPS)
    assert [str(breach.actual) for breach in found] == ["0.810000", "295.650", "101.250"]
    assert found == (
        Breach("daily_rate", Decimal("0.8"), Decimal("0.810000"), "353-FZ art. 5 part 23"),
        Breach("psk", Decimal(292), Decimal("295.650"), "353-FZ art. 6 part 11"),
        Breach("overpayment", Decimal(100), Decimal("101.250"), "353-FZ art. 5 part 24"),
    )


@pytest.mark.parametrize(
    ("schedule", "breach"),
    [
        # A hair above each cap, less than what is shown: a last digit more than the cap.
        ({"annual_rate": "292.00001"}, ("daily_rate", "0.800001")),
        ({"daily_rate": "0.8000005"}, ("daily_rate", "0.800001")),
        ({"daily_rate": "0.8000016"}, ("daily_rate", "0.800002")),
        # 125 days at 0.8 are the whole sum; a kopeck of fees beyond it is a thirty-thousandth of a per cent.
        ({"daily_rate": "0.8", "every": 125}, ("overpayment", "100.001")),
    ],
)
def test_what_exceeds_a_cap_by_a_hair_is_shown_above_it(schedule: dict[str, Any], breach: tuple[str, str]) -> None:
    found = check_caps(
        build(amount="300000", **schedule), CAPS, fees=Decimal("0.01"), psk=Psk(Decimal(292), "30 day", Decimal(0))
    )
    assert [(one.rule, str(one.actual)) for one in found] == [breach]


def test_without_caps_nothing_is_checked() -> None:
    assert check_caps(build(daily_rate="5"), Caps()) == ()


def test_fees_count() -> None:
    schedule = build(daily_rate="0.8", every=124)
    assert check_caps(schedule, CAPS) == ()
    fee = Decimal("500.00")
    psk = full_cost_of_credit([*schedule.flows, (schedule.terms.issued, fee)])
    assert [breach.rule for breach in check_caps(schedule, CAPS, fees=fee, psk=psk)] == ["psk", "overpayment"]


def test_overpayment_is_capped_for_loans_of_up_to_a_year() -> None:
    caps = Caps(overpayment_share=Cap(Decimal(10)))
    year = {"annual_rate": "24", "method": "bullet", "unit": "month", "every": 1}
    assert [breach.rule for breach in check_caps(build(**year, payments=12), caps)] == ["overpayment"]
    assert check_caps(build(**year, payments=13), caps) == ()


@pytest.mark.parametrize(
    ("day_count", "annual_rate", "breached"),
    [
        ("act/365", "292", False),
        ("act/act", "292", False),
        ("act/act", "292.001", True),
        ("act/360", "292", True),
        ("act/360", "288", False),
        ("act/364", "291.3", True),
        ("30/360", "288.01", True),
    ],
)
def test_an_annual_rate_is_capped_by_the_day(day_count: str, annual_rate: str, breached: bool) -> None:
    caps = Caps(daily_rate=Cap(Decimal("0.8")))
    found = check_caps(build(annual_rate=annual_rate, day_count=day_count), caps)
    assert [breach.rule for breach in found] == ["daily_rate"] * breached
    assert all(breach.actual > breach.limit for breach in found)
