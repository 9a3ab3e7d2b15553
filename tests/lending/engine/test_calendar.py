from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from typing import Any

import pytest

from kabinet.lending.engine.calendar import (
    DatesError,
    add_months,
    contract_dates,
    is_working_day,
    last_day_in_time,
    latest_due_before,
    moved_to_working_days,
    to_working_day,
    whole_months,
)
from kabinet.lending.engine.daycount import YEAR_UNITS, days_30_360, year_shares
from tests.lending.engine.decrees import working_days


def d(text: str) -> date:
    return date.fromisoformat(text)


def days(*texts: str) -> tuple[date, ...]:
    return tuple(map(d, texts))


def due_dates(issued: date, *interval: Any, roll: bool = False, working_days: bool = False) -> tuple[date, ...]:
    contract = contract_dates(issued, *interval, roll=roll)
    return moved_to_working_days(contract, issued) if working_days else contract


def test_a_day_that_a_month_lacks_is_its_last_and_does_not_stick() -> None:
    assert due_dates(d("2027-01-31"), 4, 1, "month") == days("2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31")
    assert due_dates(d("2028-01-30"), 2, 1, "month") == days("2028-02-29", "2028-03-30")


def test_roll_goes_to_the_first_of_the_next_month() -> None:
    assert due_dates(d("2027-01-31"), 4, 1, "month", roll=True) == days(
        "2027-03-01", "2027-03-31", "2027-05-01", "2027-05-31"
    )


def test_payment_day_counts_from_the_month_after_issue() -> None:
    assert due_dates(d("2026-10-25"), 2, 1, "month", 10) == days("2026-11-10", "2026-12-10")
    assert due_dates(d("2026-10-05"), 2, 1, "month", 25) == days("2026-11-25", "2026-12-25")
    assert due_dates(d("2026-10-31"), 1, 1, "month", 1) == days("2026-11-01")
    assert due_dates(d("2026-10-05"), 2, 3, "month", 31) == days("2027-01-31", "2027-04-30")


def test_days_and_weeks() -> None:
    assert due_dates(d("2026-11-23"), 3, 14, "day") == days("2026-12-07", "2026-12-21", "2027-01-04")
    assert due_dates(d("2026-11-23"), 3, 2, "week") == days("2026-12-07", "2026-12-21", "2027-01-04")


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2027-02-20", True),  # a working Saturday by decree
        ("2027-02-22", False),  # the Monday given for it
        ("2027-02-23", False),
        ("2026-12-31", False),  # given by decree
        ("2026-11-04", False),
        ("2026-11-21", False),  # Saturday
        ("2026-11-23", True),
        ("2024-12-28", True),  # a working Saturday
        ("2028-11-06", False),  # no decree yet: the holiday of Saturday 4 November gives Monday
        ("2028-11-07", True),
        ("2014-03-10", False),  # for Saturday 8 March; the holidays package does not know it
        ("2014-02-24", True),  # moved to 3 November
        ("2012-03-11", True),  # a working Sunday
        ("2034-05-10", True),
        ("2150-05-09", False),  # beyond the package: the statutory holidays
        ("1990-01-01", False),
    ],
)
def test_russian_working_days(day: str, working: bool) -> None:
    assert is_working_day(d(day)) is working


@pytest.mark.parametrize("year", [*range(2012, 2029), 2033, 2150, 2200])
def test_every_day_of_the_decreed_years_and_of_some_without_a_decree(year: int) -> None:
    expected = working_days(year)
    days_of_year = [date(year, 1, 1) + timedelta(days=number) for number in range(365 + isleap(year))]
    assert [day for day in days_of_year if is_working_day(day) != (day in expected)] == []


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-21", "2026-11-23"),
        ("2027-01-01", "2027-01-11"),
        ("2026-10-31", "2026-10-30"),  # Monday would be November
        ("2027-02-28", "2027-02-26"),
        ("2026-12-31", "2026-12-30"),
    ],
)
def test_a_day_off_moves_within_its_month(day: str, moved: str) -> None:
    assert to_working_day(d(day)) == d(moved)


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("2026-11-27", "2026-11-27"),  # Friday
        ("2026-11-29", "2026-11-30"),  # Sunday
        ("2026-10-31", "2026-11-02"),  # Saturday: the next working day is in the next month
        ("2026-12-31", "2027-01-11"),  # a day off by decree, then the holidays
        ("2027-02-20", "2027-02-20"),  # a working Saturday
    ],
)
def test_a_term_ends_on_a_working_day(due: str, last: str) -> None:
    assert last_day_in_time(d(due)) == d(last)


@pytest.mark.parametrize("day", ["2026-11-27", "2026-11-30", "2026-12-01", "2027-01-11", "2027-01-12", "2027-02-22"])
def test_what_is_late_on_a_day(day: str) -> None:
    """The day that the database compares with is where the deadline of one due date passes and of the next does not."""
    latest = latest_due_before(d(day))
    assert last_day_in_time(latest) < d(day) <= last_day_in_time(latest + timedelta(days=1))


def test_instalments_never_meet_on_one_day() -> None:
    weekly = due_dates(d("2026-12-25"), 4, 1, "week", working_days=True)
    assert weekly == days("2027-01-11", "2027-01-12", "2027-01-15", "2027-01-22")
    assert due_dates(d("2026-10-30"), 3, 1, "day", working_days=True) == days("2026-11-02", "2026-11-03", "2026-11-05")


def test_the_last_day_of_the_known_years() -> None:
    """31 December 2200 is a Wednesday; instalments of the weekend before it push those after them on."""
    assert due_dates(d("2200-12-26"), 3, 1, "day", working_days=True) == days("2200-12-29", "2200-12-30", "2200-12-31")
    assert due_dates(d("2200-12-26"), 5, 1, "day")[-1] == d("2200-12-31")
    assert due_dates(d("2200-12-17"), 2, 1, "week")[-1] == d("2200-12-31")
    assert due_dates(d("2200-10-31"), 2, 1, "month")[-1] == d("2200-12-31")
    assert due_dates(d("2200-10-31"), 1, 1, "month", roll=True) == days("2200-12-01")
    for issued, payments, unit, working in (
        ("2200-12-26", 4, "day", True),
        ("2200-12-26", 6, "day", False),
        ("2200-12-17", 3, "week", False),
        ("2200-10-31", 3, "month", False),
    ):
        with pytest.raises(DatesError):
            due_dates(d(issued), payments, 1, unit, working_days=working)


def test_whole_months() -> None:
    assert whole_months(d("2027-01-31"), d("2027-02-28")) == 1
    assert whole_months(d("2027-02-28"), d("2027-03-31")) == 1
    assert whole_months(d("2027-01-15"), d("2028-01-15")) == 12
    assert whole_months(d("2027-01-15"), d("2027-02-14")) is None
    assert whole_months(d("2027-01-30"), d("2027-02-27")) is None
    assert add_months(d("2027-01-31"), 13) == d("2028-02-29")
    assert add_months(d("2200-12-31"), 12) == d("2201-12-31")


def test_the_last_day_of_each_month() -> None:
    ends = [day.day for day in due_dates(d("2026-12-31"), 14, 1, "month")]
    assert ends == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29]
    assert [day.day for day in due_dates(d("2026-12-30"), 2, 1, "month")] == [30, 28]
    rolled = due_dates(d("2026-12-29"), 14, 1, "month", roll=True)
    assert [str(day)[5:] for day in (rolled[1], rolled[3], rolled[13])] == ["03-01", "04-29", "02-29"]


def test_days_of_thirty_day_months() -> None:
    assert days_30_360(d("2027-01-31"), d("2027-02-28")) == 30
    assert days_30_360(d("2027-02-28"), d("2027-03-31")) == 30
    assert days_30_360(d("2027-01-15"), d("2027-03-20")) == 65
    assert days_30_360(d("2027-01-31"), d("2027-02-10")) == 10
    assert days_30_360(d("2027-02-28"), d("2027-03-01")) == 3


def test_each_day_counts_by_its_own_year() -> None:
    dates = days("2027-12-30", "2028-01-02")
    shares, units = year_shares("act/act", dates, [day.toordinal() for day in dates])
    assert units == YEAR_UNITS == 365 * 366
    # 31 December 2027 is a 365th, 1 and 2 January 2028 a 366th each.
    assert shares == [366 + 2 * 365]
