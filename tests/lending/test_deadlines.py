"""Article 193 of the Civil Code: what is due on a day off is in time on the next working day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.models import Event
from kabinet.lending.models import Loan, Schedule
from kabinet.lending.printouts import schedule as printed
from kabinet.lending.queries.loans import loan_card
from kabinet.lending.queries.office import LoanFilters, office_loans, overdue_loans
from kabinet.lending.queries.state import loan_state
from kabinet.organisation.queries.profile import profile
from tests.support.identity import browser_of, staff_actor
from tests.support.lending import make_application, make_issued_loan, make_product, make_schedule, repay
from tests.support.office import browser

pytestmark = pytest.mark.django_db
# Issued on 29 October, first due on 29 November 2026, a Sunday.
ISSUED, SUNDAY, MONDAY, TUESDAY = date(2026, 10, 29), date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 1)
MOVED = "рок перенесён на 30\u00a0ноября\u00a02026: день платежа — выходной"
MOVED_ROW = "до 30.11.2026"


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock.frozen(clock.midnight(day) + timedelta(hours=12)):
        yield


def lent(**product: bool) -> Loan:
    with on(ISSUED):
        return make_issued_loan(make_application(make_product(**product)))


def listed(day: date) -> list[str]:
    with on(day):
        manager = staff_actor(Role.MANAGER)
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
        for page in (borrower.get(f"/cabinet/loans/{loan.pk}/"), office.get(f"/office/loans/{loan.pk}/")):
            assertContains(page, MOVED, count=1)
            assertContains(page, MOVED_ROW, count=1)
        repay(loan, loan_card(staff_actor(), loan.pk).state.next_amount, on=MONDAY)
        for page in (borrower.get(f"/cabinet/loans/{loan.pk}/"), office.get(f"/office/loans/{loan.pk}/")):
            assertNotContains(page, MOVED)
            assertNotContains(page, MOVED_ROW)


PLACES = {
    **dict.fromkeys(("cabinet_home", "cabinet_loans", "cabinet_loan", "payment_new"), "до 30\xa0ноября\xa02026"),
    "office_loan": "до 30\u00a0ноября\u00a02026",
    "office_loans": ">30.11.2026<",
}


@pytest.mark.parametrize("name", PLACES)
def test_every_place_names_the_last_day_in_time(name: str) -> None:
    loan = lent()
    path = reverse(name, args=[] if name in {"cabinet_home", "cabinet_loans", "office_loans"} else [loan.pk])
    with on(SUNDAY):
        visitor = browser(Role.MANAGER) if name.startswith("office") else browser_of(loan.account)
        assertContains(visitor.get(path), PLACES[name])


def test_the_list_and_the_form_name_no_other_day() -> None:
    loan = lent()
    with on(SUNDAY):
        assertNotContains(browser(Role.MANAGER).get("/office/loans/"), "29.11.2026")
        form = browser_of(loan.account).get(reverse("payment_new", args=[loan.pk]))
    assertNotContains(form, "29\u00a0ноября")


@pytest.mark.parametrize(("extend", "due"), [(True, "2026-11-30"), (False, "2026-11-29")])
def test_the_event_of_a_payment_names_the_last_day_in_time(extend: bool, due: str) -> None:
    loan = lent(days_off_extend=extend)
    repay(loan, "100.00", on=SUNDAY)
    assert Event.objects.get(name="loan.repayment_recorded").data["due"] == due


@pytest.mark.parametrize("extend", [True, False])
def test_the_printed_schedule_names_both_days(extend: bool) -> None:
    loan = lent(days_off_extend=extend)
    with on(SUNDAY), translation.override("ru"):
        card = loan_card(staff_actor(), loan.pk)
        assert card.schedule is not None
        data = printed._data(card.loan, card.schedule, card.state.rows, profile())
    days = [row[1] for row in data["rows"]]
    second = "29.12.2026"
    assert days[:2] == ["29.11.2026\nдо 30.11.2026" if extend else "29.11.2026", second]
    assert ("статья 193" in data["note"]) == extend
    assert ("29\u00a0ноября\u00a02026" in data["note"]) == extend


@pytest.mark.parametrize("path", ["/cabinet/loans/{loan}/schedules/1/", "/office/loans/{loan}/schedule/1/"])
@pytest.mark.parametrize("extend", [True, False])
def test_a_version_of_the_schedule_names_both_days(path: str, extend: bool) -> None:
    loan = lent(days_off_extend=extend)
    with on(SUNDAY):
        visitor = browser(Role.MANAGER) if path.startswith("/office") else browser_of(loan.account)
        page = visitor.get(path.format(loan=loan.pk))
    assertContains(page, "29.11.2026")
    assertContains(page, "до 30.11.2026", count=1 if extend else 0)


@pytest.mark.parametrize("path", ["/cabinet/", "/cabinet/loans/"])
def test_a_loan_in_short_names_the_day_its_card_names(path: str) -> None:
    loan = lent()
    with on(SUNDAY):
        page = browser_of(loan.account).get(path)
    assertContains(page, "до 30\u00a0ноября\u00a02026")
    assertNotContains(page, "29\u00a0ноября\u00a02026")
