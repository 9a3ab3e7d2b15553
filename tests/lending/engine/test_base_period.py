"""The base period: the interval between payments that the full cost of credit is counted by."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kabinet.lending.engine import build_schedule, full_cost_of_credit, parse_terms
from kabinet.lending.engine.base_period import MONTH, BasePeriod, every_month, find_base_period

ISSUE = date(2026, 11, 23)


def base(*days: str) -> str:
    return find_base_period([date.fromisoformat(day) for day in days]).name


def test_a_fee_in_the_middle_keeps_the_month() -> None:
    terms = {"amount": "50000", "annual_rate": "30", "issued": "2026-11-23", "payments": 12}
    flows = build_schedule(parse_terms(terms)).flows
    assert full_cost_of_credit([*flows, (date(2027, 2, 1), Decimal(100))]).base_period == "1 month"


@pytest.mark.parametrize(
    ("days", "name"),
    [
        # Not sticky at the end of a month, and rolled to the first.
        (("2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"), "1 month"),
        (("2026-12-31", "2027-01-31", "2027-03-01", "2027-03-31", "2027-05-01", "2027-05-31"), "1 month"),
        # Moved by days off: 5 December is a Saturday, 1 to 10 January and 8 May are off.
        (("2026-11-05", "2026-12-07", "2027-01-11", "2027-02-05", "2027-03-05", "2027-04-05"), "1 month"),
        # The first period is longer than the others.
        (("2026-11-23", "2027-01-07", "2027-02-07", "2027-03-07"), "1 month"),
        (("2026-01-15", "2026-04-15", "2026-07-15"), "3 month"),
        (("2026-01-15", "2027-01-15", "2028-01-15"), "1 year"),
        # Days stay days, even of thirty.
        (("2026-11-23", "2026-12-23", "2027-01-22", "2027-02-21"), "30 day"),
        (("2026-11-02", "2026-12-03", "2027-01-03", "2027-02-03", "2027-03-06"), "31 day"),
        (("2027-02-01", "2027-03-01", "2027-03-29", "2027-04-26"), "28 day"),
        (("2026-11-23", "2026-11-30", "2026-12-07"), "7 day"),
        # July and August have 31 days each, yet it is by months.
        (("2027-07-15", "2027-08-15", "2027-09-15"), "1 month"),
        # Equally often: the shortest.
        (("2026-01-01", "2026-01-11", "2026-01-21", "2026-02-10", "2026-03-02"), "10 day"),
        # Nothing repeats: the mean.
        (("2026-01-01", "2026-01-11", "2026-02-15"), "23 day"),
        (("2026-01-01", "2026-01-11", "2029-02-15"), "1 year"),
        # One payment: its length, or a year when longer.
        (("2026-01-01", "2026-12-31"), "364 day"),
        (("2026-01-01", "2027-01-01"), "365 day"),
        (("2026-01-01", "2027-01-02"), "1 year"),
        (("2026-01-01", "2028-01-02", "2030-01-03"), "1 year"),
        # 364 and 366 days: 365 on average; 365 and 367: more than a year. Half a day counts as one.
        (("2026-01-01", "2026-12-31", "2028-01-01"), "365 day"),
        (("2026-01-02", "2027-01-02", "2028-01-04"), "1 year"),
        (("2026-01-01", "2026-01-11", "2026-01-22"), "11 day"),
        # Ten days, then thirteen months twice, which no base period has: (10 + 396 + 394) / 3.
        (("2026-01-01", "2026-01-11", "2027-02-11", "2028-03-11"), "267 day"),
        (("2026-01-01", "2026-01-11", "2027-01-11", "2028-01-11"), "1 year"),
        # Rolled from the 29th and the 30th to the first of March.
        (("2026-12-29", "2027-01-29", "2027-03-01", "2027-03-29"), "1 month"),
        (("2026-12-20", "2027-01-30", "2027-03-01", "2027-03-30"), "1 month"),
        # From the 29th, but on the first of March of a leap year: 41, 32 and 28 days.
        (("2027-12-19", "2028-01-29", "2028-03-01", "2028-03-29"), "34 day"),
        # From the 31st over the 1st of March, 30 days twice: by months, and the day of issue tells so.
        (("2028-01-31", "2028-03-01", "2028-03-31"), "1 month"),
        # A month twice and thirty days twice: a month is longer by five twelfths of a day.
        (("2027-01-15", "2027-02-15", "2027-03-15", "2027-07-01", "2027-07-31", "2027-08-30"), "30 day"),
        # Two months equally often as one: the shorter.
        (("2026-01-15", "2026-02-15", "2026-03-15", "2026-05-15", "2026-07-15"), "1 month"),
        (("2026-01-15", "2026-03-15", "2026-05-15", "2026-06-15", "2026-07-15"), "1 month"),
    ],
)
def test_base_period(days: tuple[str, ...], name: str) -> None:
    assert base(*days) == name


def test_a_schedule_moved_by_days_off_counts_by_months_throughout() -> None:
    for offset in range(366):
        terms = {
            "amount": "100000",
            "annual_rate": "36",
            "issued": (ISSUE + timedelta(days=offset)).isoformat(),
            "payments": 12,
            "calendar": "ru",
        }
        assert build_schedule(parse_terms(terms)).psk.base_period == "1 month"


@pytest.mark.parametrize(
    ("days", "name"),
    [
        # Thirty days three times; the last payment fell on Saturday 10 January and moved.
        (("2025-10-12", "2025-11-11", "2025-12-11", "2026-01-12"), "30 day"),
        # 5 December 2026 is a Saturday, the first days of January are off: no interval repeats, all stand on the 5th.
        (("2026-11-05", "2026-12-07", "2027-01-11", "2027-02-05"), "1 month"),
        # The same payments after an issue of the 9th: the day of issue is never moved, two months are left, or one.
        (("2026-11-09", "2026-12-07", "2027-01-11", "2027-02-05"), "1 month"),
        (("2026-11-09", "2026-12-07", "2027-01-11"), "32 day"),
        # 8 and 12 December are working days: nothing moved there from the 7th.
        (("2026-11-07", "2026-12-08", "2027-01-11"), "33 day"),
        # Back to the last working day of the month: 31 October 2026 is a Saturday, 28 February 2027 a Sunday.
        (("2026-09-30", "2026-10-30", "2026-11-30", "2026-12-30"), "1 month"),
        (("2027-01-31", "2027-02-26", "2027-03-31", "2027-04-30"), "1 month"),
    ],
)
def test_base_period_of_bare_flows_that_days_off_moved(days: tuple[str, ...], name: str) -> None:
    assert base(*days) == name


def test_a_schedule_is_counted_by_the_days_of_its_contract() -> None:
    """Every thirty days from 12 October 2025: 11 November, 11 December, Saturday 10 January that moves to the 12th."""
    terms = {"amount": "30000", "daily_rate": "0.8", "issued": "2025-10-12", "payments": 3, "every": 30, "unit": "day"}
    assert build_schedule(parse_terms({**terms, "calendar": "ru"})).psk.base_period == "30 day"
    single = build_schedule(parse_terms({**terms, "payments": 1, "every": 90, "calendar": "ru"}))
    assert (single.rows[0].due, single.psk.base_period) == (date(2026, 1, 12), "90 day")


def test_an_interval_of_days_is_never_counted_by_months() -> None:
    """15 July, 15 August, 15 September 2027 are 31 days apart each; by months the loan would come to 297.6 per cent."""
    terms = {"amount": "10000", "daily_rate": "0.8", "issued": "2027-07-15", "payments": 2}
    by_days = build_schedule(parse_terms({**terms, "every": 31, "unit": "day"})).psk
    assert (str(by_days.percent), by_days.base_period) == ("292.000", "31 day")
    by_months = build_schedule(parse_terms(terms)).psk
    assert (str(by_months.percent), by_months.base_period) == ("297.600", "1 month")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        # The first interval is of 30 days, the others of a month, of which one has 30 days too: months are met twice.
        ({"issued": "2023-02-04", "payment_day": 6, "payments": 3}, "1 month"),
        # Only one of a month: 30 and 31 days, 30.5 on average.
        ({"issued": "2023-02-04", "payment_day": 6, "payments": 2}, "31 day"),
        # From the 31st to the 28th is a month: both are.
        ({"issued": "2023-01-31", "payment_day": 28, "payments": 2}, "1 month"),
        ({"issued": "2023-01-31", "payments": 1}, "28 day"),
        ({"issued": "2022-12-31", "payments": 2, "every": 2, "month_end": "roll"}, "2 month"),
        ({"payments": 3, "every": 12}, "1 year"),
        ({"payments": 3, "every": 13}, "1 year"),
        ({"payments": 2, "every": 52, "unit": "week"}, "364 day"),
        ({"payments": 2, "every": 53, "unit": "week"}, "1 year"),
        ({"payments": 3, "every": 365, "unit": "day"}, "365 day"),
        # Nothing is paid for two months: one interval of three months and three of one.
        ({"annual_rate": "0", "method": "differentiated", "grace_principal": 2, "payments": 6}, "1 month"),
        ({"annual_rate": "0", "method": "bullet", "payments": 6}, "181 day"),
    ],
)
def test_base_period_of_a_contract(change: dict[str, Any], name: str) -> None:
    terms = {"amount": "90000", "annual_rate": "36", "issued": "2026-11-23", "payments": 12, **change}
    assert build_schedule(parse_terms(terms)).psk.base_period == name


def test_the_contract_is_not_guessed_when_it_is_known() -> None:
    """Days of a month apart by chance, and days of thirty apart that days off moved."""
    flows = [(date(2026, 1, 15), Decimal(-1000)), (date(2026, 2, 15), Decimal(520)), (date(2026, 3, 15), Decimal(520))]
    assert full_cost_of_credit(flows).base_period == "1 month"
    assert full_cost_of_credit(flows, BasePeriod(30, "day")).base_period == "30 day"
    assert full_cost_of_credit(flows, MONTH) == full_cost_of_credit(flows)


def test_every_month() -> None:
    """Three days at least, so that there are two intervals to compare."""
    assert every_month(month_days(1, 2, 3))
    assert every_month(month_days(*range(1, 38)))
    assert every_month([date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)])
    assert not every_month(month_days(1, 2))
    assert not every_month(month_days(1))
    assert not every_month([])
    assert not every_month(month_days(1, 2, 4))
    assert not every_month(month_days(1, 3, 5))
    assert not every_month([*month_days(1, 2), date(2026, 3, 16)])


def month_days(*months: int) -> list[date]:
    return [date(2026 + (month - 1) // 12, (month - 1) % 12 + 1, 15) for month in months]
