from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kabinet.lending.engine import PskError, build_schedule, full_cost_of_credit, parse_flows, parse_terms, psk
from kabinet.lending.engine.base_period import MONTH, BasePeriod
from kabinet.lending.engine.calendar import FIRST_DATE, LAST_DATE
from kabinet.lending.engine.roots import Estimate

ISSUE = date(2026, 11, 23)


def figure(*flows: tuple[str, str]) -> tuple[str, str, str]:
    found = full_cost_of_credit([(date.fromisoformat(day), Decimal(amount)) for day, amount in flows])
    return str(found.percent), found.base_period, str(found.roubles)


def test_without_cost_there_is_no_root() -> None:
    assert figure(("2026-11-23", "-1000"), ("2026-12-23", "1000")) == ("0.000", "30 day", "0.00")
    assert figure(("2026-11-23", "-1000"), ("2026-12-23", "900")) == ("0.000", "30 day", "-100.00")
    assert figure(("2026-11-23", "-1000"), ("2026-12-23", "500"), ("2027-01-23", "500"))[0] == "0.000"


def test_next_to_nothing_paid_back_costs_nothing() -> None:
    assert figure(("2026-11-23", "-1000"), ("2026-12-23", "1E-400"))[0] == "0.000"


def test_a_later_advance_without_a_root_costs_nothing() -> None:
    assert figure(("2026-01-15", "-1000"), ("2026-02-15", "900"), ("2026-03-15", "-10")) == (
        "0.000",
        "1 month",
        "-110.00",
    )


def test_only_flows_of_several_advances_are_searched_for_the_first_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the search is long."""
    monkeypatch.delattr(psk.roots, "_first_crossing")
    flows = ("2026-01-15", "-1000"), ("2026-02-15", "550"), ("2026-03-15", "605"), ("2026-04-15", "0")
    assert figure(*flows)[0] == figure(*flows[:3])[0] == "120.000"
    with pytest.raises(NameError):
        figure(*flows, ("2026-05-15", "-1"))


def test_what_is_paid_at_issue_or_before_lowers_the_disbursal() -> None:
    expected = figure(("2026-11-23", "-29500"), ("2026-12-23", "37200"))
    assert expected == ("317.571", "30 day", "7700.00")
    assert figure(("2026-12-23", "37200"), ("2026-11-23", "500"), ("2026-11-23", "-30000")) == expected
    assert figure(("2026-11-01", "500"), ("2026-11-23", "-30000"), ("2026-12-23", "37200")) == expected


def test_payments_of_one_day_are_one() -> None:
    assert figure(("2026-11-23", "-30000"), ("2026-12-23", "30000"), ("2026-12-23", "7200"))[:2] == (
        "292.000",
        "30 day",
    )


def test_a_figure_a_hair_below_prints_as_the_cap() -> None:
    """Six payments of 7,132.20 and 7,132.21 come to 291.99999… per cent."""
    terms = {"amount": "30000", "daily_rate": "0.8", "issued": "2026-11-23", "payments": 6, "every": 14, "unit": "day"}
    assert str(build_schedule(parse_terms(terms)).psk.percent) == "292.000"


@pytest.mark.parametrize(
    ("days_between", "percent"),
    [
        # 1000 → 1000 · (1 + i): with 365 days i × 100 is the figure, so ties of the fourth decimal are exact.
        (("2026-01-01", "2027-01-01", "1123.455"), "12.346"),
        (("2026-01-01", "2027-01-01", "1000.005"), "0.001"),
        (("2026-01-01", "2027-01-01", "1000.004999999999999999"), "0.000"),
        (("2026-01-01", "2027-01-01", "1123.454999999999999999"), "12.345"),
        (("2026-01-01", "2027-01-01", "1123.455000000000000001"), "12.346"),
    ],
)
def test_rounding_is_half_up_and_exact(days_between: tuple[str, str, str], percent: str) -> None:
    start, end, amount = days_between
    assert figure((start, "-1000"), (end, amount))[0] == percent


def test_absurd_but_true() -> None:
    assert figure(("2026-11-23", "-0.01"), ("2026-11-24", "1000000000000"))[:2] == ("3649999999999963500.000", "1 day")
    assert figure(("2000-01-01", "-1000"), ("2020-01-01", "2000"))[:2] == ("3.526", "1 year")
    assert figure(("2026-11-23", "-1000"), ("2026-11-24", "1000.01"))[:2] == ("0.365", "1 day")


def test_a_disbursal_too_small_for_a_rate() -> None:
    for disbursal in ("-1E-30", "-1E-400"):
        with pytest.raises(PskError, match=r"^the flows have no full cost of credit"):
            figure(("2026-01-01", disbursal), ("2026-01-02", "1E20"), ("2027-01-01", "0.01"))


def test_a_rising_tie_is_one_too() -> None:
    """−1000 + 1000 (a + b) / (1 + i) − 1000 ab / (1 + i)² rises through zero where 1 + i = a, and falls at b."""
    first, second = Decimal("1.123455"), Decimal("1.3")
    flows = [Decimal(-1000), 1000 * (first + second), -1000 * first * second]
    days = [date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)]
    assert str(full_cost_of_credit(zip(days, flows, strict=True)).percent) == "12.346"
    first -= Decimal("1E-15")
    flows = [Decimal(-1000), 1000 * (first + second), -1000 * first * second]
    assert str(full_cost_of_credit(zip(days, flows, strict=True)).percent) == "12.345"


def test_of_several_roots_the_smallest() -> None:
    """−1000, +2300, −1320 a year apart each: 10 and 20 per cent both fit."""
    assert figure(("2025-01-01", "-1000"), ("2026-01-01", "2300"), ("2027-01-01", "-1320"))[:2] == ("10.000", "1 year")


def test_a_small_later_advance_is_one_too() -> None:
    """The same in half roubles, where the borrower pays less back than he got and yet at a price."""
    assert figure(("2025-01-01", "-0.50"), ("2026-01-01", "1.15"), ("2027-01-01", "-0.66"))[:2] == ("10.000", "1 year")


def test_second_tranche() -> None:
    found = figure(("2026-01-15", "-1000"), ("2026-02-15", "-1000"), ("2026-03-15", "1010"), ("2026-04-15", "1060"))
    assert found == ("20.693", "1 month", "70.00")


def test_caller_may_give_flows_in_any_order_and_as_an_iterator() -> None:
    flows = build_schedule(
        parse_terms({"amount": "5000", "annual_rate": "30", "issued": "2026-11-23", "payments": 5})
    ).flows
    assert full_cost_of_credit(reversed(flows)) == full_cost_of_credit(iter(flows))


@pytest.mark.parametrize("fee", ["0", "0.01", "3000"])
def test_equal_and_summed_payments_agree(fee: str) -> None:
    """The formula of the annuity and the sum over flows give one figure."""
    terms = {"amount": "100000", "annual_rate": "24", "issued": "2026-11-23", "payments": 12}
    flows = build_schedule(parse_terms(terms)).flows
    level = [(flows[0][0], flows[0][1] + Decimal(fee)), *flows[1:]]
    halves = [(day, amount / 2) for day, amount in level[1:]]
    assert full_cost_of_credit(level) == full_cost_of_credit([level[0], *halves, *halves])


def test_of_bare_flows_an_interval_that_fits_counts_before_one_that_moved() -> None:
    """30 and 28 days: neither repeats, so their mean, although 9 November 2024 is a Saturday moved to the 11th."""
    assert figure(("2024-10-12", "-76000"), ("2024-11-11", "40000"), ("2024-12-09", "39000"))[:2] == (
        "32.723",
        "29 day",
    )


@pytest.mark.parametrize(
    ("amounts", "percent"),
    [
        # By hand: 1,000 for 550 and 605 is 10 % a month, for 100, 100 and 1,100 too.
        (["-1000", "550", "605"], "120.000"),
        (["-1000", "100", "100", "1100"], "120.000"),
        (["-1000", "1100", "0"], "120.000"),
        (["-0.01", "0.01", "0.01"], "741.641"),
        (["-100000000000000000000", "100000000000000000000", "100000000000000000000"], "741.641"),
    ],
)
def test_equal_payments_have_a_formula(amounts: list[str], percent: str) -> None:
    """The last is 12 times the golden ratio less one."""
    found = psk._of_level([Decimal(amount) for amount in amounts])
    assert found is not None
    assert str(found.percent) == percent


@pytest.mark.parametrize(
    "amounts",
    [
        ["-1000", "550", "560", "605"],
        ["-1000", "-550", "605"],
        ["1000", "550", "605"],
        ["-1000", "550", "-605"],
        ["-1000", "500", "500"],
        ["-0.001", "550", "500"],
        ["-1000", "100000000000000000001", "500"],
        ["-1000", "500", "100000000000000000001"],
        ["-100000000000000000001", "100000000000000000000", "1000000000000000000"],
        ["-1000", "0", "1200"],
        ["NaN", "500", "600"],
        ["-1000", "sNaN", "600"],
    ],
)
def test_other_flows_have_no_formula(amounts: list[str]) -> None:
    assert psk._of_level([Decimal(amount) for amount in amounts]) is None


def test_flows_in_order_need_no_tidying() -> None:
    assert psk._in_order([FIRST_DATE, LAST_DATE], [-1.0, 2.0])
    day = timedelta(days=1)
    assert not psk._in_order([FIRST_DATE - day, LAST_DATE], [-1.0, 2.0])
    assert not psk._in_order([FIRST_DATE, LAST_DATE + day], [-1.0, 2.0])
    assert not psk._in_order([FIRST_DATE, FIRST_DATE], [-1.0, 2.0])
    assert not psk._in_order([FIRST_DATE, LAST_DATE], [-1.0, 0.0])
    assert not psk._in_order([FIRST_DATE, LAST_DATE], [0.0, 2.0])
    assert not psk._in_order([FIRST_DATE], [-1.0])
    assert not psk._in_order([], [])


def test_what_floats_leave_open() -> None:
    """120,000 thousandths of a per cent at 10 % a month, give or take; 29.2 a day of 365 in a year."""
    assert psk._figures(Estimate(0.1, 1e-9, falls=True), MONTH) == (120_000, 120_000)
    assert psk._figures(Estimate(0.1, 1e-6, falls=True), MONTH) == (119_999, 120_001)
    assert psk._figures(Estimate(0.1 + 0.5 / 1_200_000, 1e-12, falls=True), MONTH) == (120_000, 120_001)
    assert psk._figures(Estimate(0.008, 1e-12, falls=True), BasePeriod(1, "day")) == (292_000, 292_000)
    assert psk._figures(Estimate(1e-9, 1e-6, falls=True), MONTH) == (0, 1)


@pytest.mark.parametrize(
    ("flows", "code"),
    [
        ([], "no_disbursal"),
        ([("2026-11-23", "100")], "no_disbursal"),
        ([("2026-11-23", "-100")], "no_payments"),
        ([("2026-11-23", "-100"), ("2026-11-01", "10")], "no_payments"),
        ([("2026-11-23", "-100"), ("2026-12-23", "0")], "no_payments"),
        ([("2026-11-23", "-100"), ("2026-11-23", "100"), ("2026-12-23", "5")], "nothing_disbursed"),
        ([("2026-11-23", "-100"), ("2026-11-23", "150"), ("2026-12-23", "5")], "nothing_disbursed"),
    ],
)
def test_flows_without_a_figure(flows: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(PskError) as refusal:
        figure(*flows)
    assert refusal.value.code == code
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+400", "1E+21"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_amounts_that_are_none(amount: str, place: int) -> None:
    flows = [(date(2026, 11, 23), Decimal(-100)), (date(2026, 12, 23), Decimal(60)), (date(2027, 1, 23), Decimal(60))]
    flows[place] = (flows[place][0], Decimal(amount))
    with pytest.raises(PskError) as refusal:
        full_cost_of_credit(flows)
    assert (refusal.value.code, refusal.value.params["number"]) == ("bad_amount", place + 1)


def test_dates_out_of_the_known_years() -> None:
    with pytest.raises(PskError, match=r"^flow 2: the date must be like 2026-11-23, from 1990-01-01 to 2200-12-31$"):
        figure(("2026-11-23", "-100"), ("2201-01-01", "110"))
    with pytest.raises(PskError, match=r"^flow 1: "):
        figure(("1980-11-23", "-100"), ("1980-12-23", "60"), ("1981-01-23", "60"))


def test_too_many_flows() -> None:
    many = [(ISSUE, Decimal(-100)), *((ISSUE + timedelta(days=1 + n), Decimal(1)) for n in range(20_000))]
    with pytest.raises(PskError, match=r"^at most 20000 flows are read$"):
        full_cost_of_credit(many)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({}, "the flows must be a list of pairs: date and amount"),
        (None, "the flows must be a list of pairs: date and amount"),
        ([1], "flow 1 must be a pair: date and amount"),
        ([["2026-11-23"]], "flow 1 must be a pair: date and amount"),
        (["ab"], "flow 1 must be a pair: date and amount"),
        ([["2026-13-01", "1"]], "flow 1: the date must be like 2026-11-23, from 1990-01-01 to 2200-12-31"),
        ([["2026-11-23", True]], "flow 1: the amount must be a number of at most 100000000000000000000 either way"),
        ([["2026-11-23", "ten"]], "flow 1: the amount must be a number of at most 100000000000000000000 either way"),
        (
            [["2026-11-23", "100000000000000000001"]],
            "flow 1: the amount must be a number of at most 100000000000000000000 either way",
        ),
        ([[]] * 20_001, "at most 20000 flows are read"),
        ([["1989-12-31", "1"]], "flow 1: the date must be like 2026-11-23, from 1990-01-01 to 2200-12-31"),
        (
            [["1990-01-01", "1"], ["2201-01-01", "1"]],
            "flow 2: the date must be like 2026-11-23, from 1990-01-01 to 2200-12-31",
        ),
    ],
)
def test_flows_that_cannot_be_read(source: Any, message: str) -> None:
    with pytest.raises(PskError) as refusal:
        parse_flows(source)
    assert str(refusal.value) == message


def test_flows_at_the_limits_are_read() -> None:
    most = 10**20
    assert parse_flows([["1990-01-01", -most], ("2200-12-31", str(most))]) == [
        (FIRST_DATE, Decimal(-most)),
        (LAST_DATE, Decimal(most)),
    ]
    assert len(parse_flows([["1990-01-01", 1]] * 20_000)) == 20_000
    many = [(ISSUE, Decimal(-100)), *((ISSUE + timedelta(days=1 + n), Decimal("0.01")) for n in range(19_999))]
    assert full_cost_of_credit(many).base_period == "1 day"
