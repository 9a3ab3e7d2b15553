"""Article 193 of the Civil Code: what is due on a day off is in time on the next working day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from kabinet.kernel import clock
from kabinet.kernel.access import Role
from kabinet.lending.models import Loan, Schedule
from kabinet.lending.queries.loans import loan_card
from kabinet.lending.queries.office import LoanFilters, office_loans, overdue_loans
from kabinet.lending.queries.state import loan_state
from tests.support.identity import browser_of
from tests.support.lending import (
    make_application,
    make_issued_loan,
    make_manager,
    make_product,
    make_schedule,
    repay,
)
from tests.support.office import browser

pytestmark = pytest.mark.django_db
# Issued on 29 October, first due on 29 November 2026, a Sunday.
ISSUED, SUNDAY, MONDAY, TUESDAY = date(2026, 10, 29), date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 1)
MOVED = "рок перенесён на 30\u00a0ноября\u00a02026: день платежа — выходной"


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock.frozen(clock.midnight(day) + timedelta(hours=12)):
        yield


def lent(**product: bool) -> Loan:
    with on(ISSUED):
        return make_issued_loan(make_application(make_product(**product)))


def listed(day: date) -> list[str]:
    with on(day):
        manager = make_manager(Role.MANAGER)
        return [line.loan.contract_number for line in office_loans(manager, LoanFilters(status="overdue")).rows]


def test_monday_is_in_time_for_sunday() -> None:
    loan = lent()
    state = loan_state(loan, on=MONDAY)
    assert (state.overdue, state.overdue_days) == (Decimal("0.00"), 0)
    assert (state.next_due, state.next_deadline) == (SUNDAY, MONDAY)
    assert state.instalments[0].state == "due_next"
    assert state.due_now == state.next_amount > 0
    late = loan_state(loan, on=TUESDAY)
    assert (late.overdue_days, late.instalments[0].state) == (1, "overdue")


def test_the_office_counts_as_the_state_does() -> None:
    loan = lent()
    for day, expected in ((SUNDAY, []), (MONDAY, []), (TUESDAY, [loan.contract_number])):
        assert listed(day) == expected
        assert overdue_loans(Loan.objects.all(), day).count() == len(expected)
        assert bool(loan_state(loan, on=day).overdue) == bool(expected)


def test_a_product_may_say_otherwise() -> None:
    loan = lent(days_off_extend=False)
    assert listed(SUNDAY) == []
    assert listed(MONDAY) == [loan.contract_number]
    state = loan_state(loan, on=MONDAY)
    assert (state.overdue_days, state.instalments[0].deadline) == (1, SUNDAY)


def test_a_published_schedule_keeps_what_the_product_said() -> None:
    loan = lent()
    loan.product.days_off_extend = False
    loan.product.save(update_fields=["days_off_extend"])
    assert loan_state(loan, on=MONDAY).overdue == 0
    with on(MONDAY):
        second = make_schedule(loan)
    assert (second.number, second.days_off_extend) == (2, False)
    assert loan_state(loan, on=MONDAY).overdue > 0
    with on(MONDAY):
        assert make_schedule(loan) == second
    assert Schedule.objects.count() == 2


def test_a_repayment_of_monday_covers_the_current_instalment() -> None:
    loan = lent()
    with on(MONDAY):
        preview = loan_state(loan).preview(Decimal("100.00"))
        repay(loan, "100.00", on=MONDAY)
        [split] = loan_state(loan).books.splits.values()
    assert [part.bucket for part in preview] == [part.bucket for part in split.parts] == ["current_interest"]


def test_the_pages_say_until_when() -> None:
    loan = lent()
    borrower = browser_of(loan.account)
    office = browser(Role.MANAGER)
    with on(MONDAY):
        assertContains(borrower.get(f"/cabinet/loans/{loan.pk}/"), MOVED, count=2)
        assertContains(office.get(f"/office/loans/{loan.pk}/"), MOVED, count=2)
        repay(loan, loan_card(make_manager(), loan.pk).state.next_amount, on=MONDAY)
        assertNotContains(borrower.get(f"/cabinet/loans/{loan.pk}/"), MOVED)
        assertNotContains(office.get(f"/office/loans/{loan.pk}/"), MOVED)


@pytest.mark.parametrize("path", ["/cabinet/", "/cabinet/loans/"])
def test_a_loan_in_short_names_the_day_its_card_names(path: str) -> None:
    loan = lent()
    with on(SUNDAY):
        page = browser_of(loan.account).get(path)
    assertContains(page, "до 30\u00a0ноября\u00a02026")
    assertNotContains(page, "29\u00a0ноября\u00a02026")
