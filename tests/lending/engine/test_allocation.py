from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kabinet.lending.engine import (
    BUSINESS_ORDER,
    CONSUMER_ORDER,
    AllocationError,
    AllocationPart,
    Paid,
    Row,
    allocate,
    check_order,
    paid_from,
    schedule_status,
)

ZERO = Decimal("0.00")


def row(number: int, due: str, principal: str, interest: str) -> Row:
    parts = Decimal(principal), Decimal(interest)
    return Row(number, date.fromisoformat(due), 30, sum(parts, ZERO), *parts, ZERO)


ROWS = (
    row(1, "2026-09-10", "100.00", "30.00"),
    row(2, "2026-10-10", "110.00", "20.00"),
    row(3, "2026-11-10", "120.00", "10.00"),
    row(4, "2026-12-10", "125.00", "5.00"),
)


def split(
    amount: str, on: str, order: tuple[str, ...] = CONSUMER_ORDER, paid: dict[int, Paid] | None = None, **owed: str
) -> list[tuple[int | None, str, str]]:
    extra = {name: Decimal(value) for name, value in owed.items()}
    parts = allocate(ROWS, paid or {}, Decimal(amount), date.fromisoformat(on), order, **extra)
    return [(part.number, part.bucket, str(part.amount)) for part in parts]


def test_consumer_order() -> None:
    assert split("500.00", "2026-11-01", penalty="7.00", costs="3.00") == [
        (1, "overdue_interest", "30.00"),
        (2, "overdue_interest", "20.00"),
        (1, "overdue_principal", "100.00"),
        (2, "overdue_principal", "110.00"),
        (None, "penalty", "7.00"),
        (3, "current_interest", "10.00"),
        (3, "current_principal", "120.00"),
        (None, "costs", "3.00"),
        (4, "future_interest", "5.00"),
        (4, "future_principal", "95.00"),
    ]


def test_business_order() -> None:
    assert split("400.00", "2026-11-01", BUSINESS_ORDER, penalty="7.00", costs="3.00") == [
        (None, "costs", "3.00"),
        (1, "overdue_interest", "30.00"),
        (2, "overdue_interest", "20.00"),
        (1, "overdue_principal", "100.00"),
        (2, "overdue_principal", "110.00"),
        (3, "current_interest", "10.00"),
        (3, "current_principal", "120.00"),
        (None, "penalty", "7.00"),
    ]


def test_on_the_due_date_an_instalment_is_current_and_the_day_after_overdue() -> None:
    assert split("1.00", "2026-09-10") == [(1, "current_interest", "1.00")]
    assert split("1.00", "2026-09-11") == [(1, "overdue_interest", "1.00")]


def test_only_what_is_left_is_asked() -> None:
    paid = {1: Paid(Decimal("30.00"), Decimal("99.99"))}
    assert split("20.02", "2026-09-20", paid=paid) == [
        (1, "overdue_principal", "0.01"),
        (2, "current_interest", "20.00"),
        (2, "current_principal", "0.01"),
    ]


def test_an_advance_goes_on_instalment_by_instalment() -> None:
    assert split("265.00", "2026-09-01") == [
        (1, "current_interest", "30.00"),
        (1, "current_principal", "100.00"),
        (2, "future_interest", "20.00"),
        (2, "future_principal", "110.00"),
        (3, "future_interest", "5.00"),
    ]


def test_after_the_last_due_date_everything_is_overdue() -> None:
    parts = split("520.00", "2027-01-01")
    assert {bucket for _, bucket, _ in parts} == {"overdue_interest", "overdue_principal"}
    assert sum(Decimal(amount) for *_, amount in parts) == Decimal("520.00")


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0", "not_positive"),
        ("-1", "not_positive"),
        ("0.001", "not_kopecks"),
        ("NaN", "not_kopecks"),
        ("Infinity", "not_kopecks"),
        ("520.01", "more_than_debt"),
        ("1e30", "more_than_debt"),
    ],
)
def test_sums_that_are_refused(amount: str, code: str) -> None:
    with pytest.raises(AllocationError) as refusal:
        split(amount, "2026-09-01")
    assert refusal.value.code == code


def test_the_refusal_names_the_debt() -> None:
    with pytest.raises(AllocationError, match=r"^the sum 600\.00 is more than the whole debt of 527\.50$"):
        split("600.00", "2026-09-01", penalty="7.50")


@pytest.mark.parametrize(
    "order",
    [
        (),
        CONSUMER_ORDER[1:],
        (*CONSUMER_ORDER, "penalty"),
        ("gift", *CONSUMER_ORDER[1:]),
        (CONSUMER_ORDER[-1], *CONSUMER_ORDER[:-1]),
    ],
)
def test_an_order_must_be_whole(order: tuple[str, ...]) -> None:
    with pytest.raises(AllocationError) as refusal:
        check_order(order)
    assert refusal.value.code == "bad_order"


@pytest.mark.parametrize(
    "paid",
    [
        {9: Paid()},
        {1: Paid(Decimal("30.01"))},
        {1: Paid(ZERO, Decimal("100.01"))},
        {1: Paid(ZERO, Decimal("-1.00"))},
        {1: Paid(ZERO, Decimal("-0.01"))},
        {1: Paid(Decimal("-0.01"))},
    ],
)
def test_what_was_paid_must_fit_the_schedule(paid: dict[int, Paid]) -> None:
    with pytest.raises(AllocationError) as refusal:
        split("1.00", "2026-09-01", paid=paid)
    assert refusal.value.code == "bad_paid"


def test_sums_by_instalment() -> None:
    parts = [
        AllocationPart(1, "overdue_interest", Decimal("1.00")),
        AllocationPart(1, "current_interest", Decimal("2.00")),
        AllocationPart(1, "future_principal", Decimal("4.00")),
        AllocationPart(None, "penalty", Decimal("8.00")),
    ]
    assert paid_from(parts) == {1: Paid(Decimal("3.00"), Decimal("4.00"))}
    assert [part.kind for part in parts] == ["interest", "interest", "principal", "penalty"]


def test_status_before_anything_is_due() -> None:
    status = schedule_status(ROWS, {}, date(2026, 9, 10))
    assert [item.state for item in status.instalments] == ["due_next", "upcoming", "upcoming", "upcoming"]
    assert (status.next_number, status.next_due, status.next_amount) == (1, date(2026, 9, 10), Decimal("130.00"))
    assert status.due_now == Decimal("130.00")
    assert (status.overdue, status.overdue_days, status.overdue_since) == (ZERO, 0, None)
    assert status.remaining == Decimal("520.00")
    assert not status.is_repaid


def test_status_with_overdue_and_partly_paid() -> None:
    paid = {
        1: Paid(Decimal("30.00"), Decimal("100.00")),
        2: Paid(Decimal("20.00"), Decimal("10.00")),
        3: Paid(Decimal("4.00")),
    }
    owed = {"penalty": Decimal("7.00"), "costs": Decimal("1.00")}
    status = schedule_status(ROWS, paid, date(2026, 11, 1), **owed, days_off_extend=False)
    assert [item.state for item in status.instalments] == ["paid", "overdue", "partly_paid", "upcoming"]
    assert (status.overdue, status.overdue_days, status.overdue_since) == (Decimal("100.00"), 22, date(2026, 10, 10))
    assert [item.overdue_days for item in status.instalments] == [0, 22, 0, 0]
    assert (status.next_number, status.next_amount) == (3, Decimal("126.00"))
    assert status.due_now == Decimal("234.00")
    assert (status.paid_interest, status.paid_principal) == (Decimal("54.00"), Decimal("110.00"))
    assert (status.remaining_interest, status.remaining_principal) == (Decimal("11.00"), Decimal("345.00"))
    assert status.remaining == Decimal("364.00")
    assert status.instalments[1].paid == Decimal("30.00")
    assert status.instalments[1].remaining == Decimal("100.00")


def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    """10 October 2026 is a Saturday: Monday the 12th is in time, on Tuesday the 13th one day is overdue."""
    paid = {1: Paid(Decimal("30.00"), Decimal("100.00"))}
    monday, tuesday = (schedule_status(ROWS, paid, date(2026, 10, day)) for day in (12, 13))
    assert [item.state for item in monday.instalments] == ["paid", "due_next", "upcoming", "upcoming"]
    assert (monday.overdue, monday.overdue_days, monday.next_number) == (ZERO, 0, 2)
    assert (monday.next_due, monday.next_deadline) == (date(2026, 10, 10), date(2026, 10, 12))
    assert monday.due_now == monday.next_amount == Decimal("130.00")
    assert (monday.instalments[1].deadline, monday.instalments[1].is_extended) == (date(2026, 10, 12), True)
    assert not monday.instalments[2].is_extended
    assert [item.state for item in tuesday.instalments] == ["paid", "overdue", "due_next", "upcoming"]
    assert (tuesday.overdue, tuesday.overdue_days, tuesday.overdue_since) == (
        Decimal("130.00"),
        1,
        date(2026, 10, 12),
    )
    assert tuesday.instalments[1].overdue_days == 1


def test_without_that_rule_the_day_off_is_the_last() -> None:
    status = schedule_status(ROWS, {}, date(2026, 10, 11), days_off_extend=False)
    assert [item.overdue_days for item in status.instalments] == [31, 1, 0, 0]
    assert (status.instalments[1].deadline, status.next_deadline) == (date(2026, 10, 10), date(2026, 11, 10))


def test_repayments_follow_the_same_deadline() -> None:
    paid = {1: Paid(Decimal("30.00"), Decimal("100.00"))}
    monday = date(2026, 10, 12)
    [part] = allocate(ROWS, paid, Decimal("1.00"), monday, CONSUMER_ORDER)
    assert (part.number, part.bucket) == (2, "current_interest")
    [part] = allocate(ROWS, paid, Decimal("1.00"), monday, CONSUMER_ORDER, days_off_extend=False)
    assert (part.number, part.bucket) == (2, "overdue_interest")
    assert split("1.00", "2026-10-13", paid=paid) == [(2, "overdue_interest", "1.00")]


def test_all_that_fell_due_in_the_holidays_is_due_on_the_first_working_day() -> None:
    """Weekly payments of 1 and 8 January 2027 are in time on Monday the 11th, together."""
    rows = (
        row(1, "2027-01-01", "10.00", "1.00"),
        row(2, "2027-01-08", "10.00", "0.50"),
        row(3, "2027-01-15", "10.00", "0.25"),
    )
    on = date(2027, 1, 11)
    status = schedule_status(rows, {}, on)
    assert [item.state for item in status.instalments] == ["due_next", "upcoming", "upcoming"]
    assert (status.overdue, status.due_now, status.next_amount) == (ZERO, Decimal("21.50"), Decimal("11.00"))
    parts = allocate(rows, {}, Decimal("22.00"), on, CONSUMER_ORDER)
    assert [(part.number, part.bucket, str(part.amount)) for part in parts] == [
        (1, "current_interest", "1.00"),
        (2, "current_interest", "0.50"),
        (1, "current_principal", "10.00"),
        (2, "current_principal", "10.00"),
        (3, "future_interest", "0.25"),
        (3, "future_principal", "0.25"),
    ]


def test_an_instalment_paid_in_advance_is_not_next() -> None:
    status = schedule_status(ROWS, {1: Paid(Decimal("30.00"), Decimal("100.00"))}, date(2026, 9, 1))
    assert [item.state for item in status.instalments] == ["paid", "due_next", "upcoming", "upcoming"]
    assert status.next_number == 2


def test_status_when_all_is_paid() -> None:
    paid = {item.number: Paid(item.interest, item.principal) for item in ROWS}
    status = schedule_status(ROWS, paid, date(2026, 11, 1))
    assert (status.next_number, status.next_due, status.next_amount) == (None, None, ZERO)
    assert status.is_repaid
    assert not schedule_status(ROWS, paid, date(2026, 11, 1), penalty=Decimal("0.01")).is_repaid
