"""The money goes out together with the schedule that says how it comes back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Event
from kabinet.lending.actions.issue_loan import issue_loan
from kabinet.lending.actions.refresh_standing import refresh_standing
from kabinet.lending.models import Loan, Operation, Schedule
from kabinet.lending.queries.loans import loan_card
from kabinet.lending.queries.office import LoanFilters, office_loans, unscheduled_loans
from kabinet.lending.queries.state import loan_state
from kabinet.organisation.actions.add_regulatory_value import add_regulatory_value
from tests.support.identity import staff_actor
from tests.support.lending import make_application, make_approved_loan, make_issued_loan, make_schedule, stopped_race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
TODAY = date(2026, 11, 21)


def issue(loan: Loan, on: date = TODAY) -> Loan:
    return issue_loan(actor=staff_actor(Role.MANAGER), loan_id=loan.pk, document="ПП-7", on=on)


def approved_before(days: int) -> Loan:
    with clock.frozen(clock.now() - timedelta(days=days)):
        return make_approved_loan(make_application(payments=6))


def test_what_has_not_gone_out_is_not_owed() -> None:
    loan = make_approved_loan()
    make_schedule(loan)
    for on in (TODAY, TODAY + timedelta(days=400)):
        state = loan_state(loan, on=on)
        sums = (state.due_now, state.overdue, state.next_amount, state.remaining, state.remaining_principal)
        assert sums == (0, 0, 0, 0, 0)
        assert (state.next_due, state.overdue_days, state.is_repaid) == (None, 0, False)
        assert state.preview(Decimal("100.00")) == []
    card = loan_card(staff_actor(), loan.pk)
    assert len(card.instalments) == 12
    assert {line.status.state for line in card.instalments} == {"upcoming"}


def test_the_disbursement_publishes_the_schedule_from_its_day() -> None:
    loan = approved_before(2)
    issue(loan)
    schedule = Schedule.objects.get()
    assert schedule.is_for(loan.amount, TODAY)
    assert schedule.terms["payments"] == 6
    event = Event.objects.get(name="schedule.published")
    assert (event.subject_id, event.data["schedule"]) == (loan.pk, 1)
    assert loan_state(loan).remaining == 0
    loan.refresh_from_db()
    assert loan_state(loan).remaining == schedule.total_payment


def test_a_schedule_of_another_day_is_published_anew_with_its_own_terms() -> None:
    loan = approved_before(2)
    with clock.frozen(clock.now() - timedelta(days=2)):
        make_schedule(loan, payments=18, amount=Decimal("90000.00"))
    issue(loan)
    newest = Schedule.objects.order_by("number").last()
    assert newest is not None
    assert (newest.number, newest.terms["payments"]) == (2, 18)
    assert newest.is_for(Decimal("90000.00"), TODAY)


def test_a_schedule_that_fits_stays_as_it_was_agreed() -> None:
    loan = make_approved_loan()
    agreed = make_schedule(loan, payments=3)
    issue(loan)
    assert Schedule.objects.get() == agreed
    issue(loan)
    assert Schedule.objects.get() == agreed


def test_a_loan_no_schedule_may_start_for_is_not_issued() -> None:
    loan = approved_before(0)
    product = loan.product
    product.min_payments = 12
    product.save()
    with pytest.raises(Refused, match=r"loan\.no_schedule") as refused:
        issue(loan)
    assert (refused.value.field, refused.value.params["reason"]) == ("on", "product.payments.too_few")
    assert "12" in str(refused.value.message)
    loan.refresh_from_db()
    assert (loan.status, loan.disbursed_on) == ("approved", None)
    assert Operation.objects.count() == Schedule.objects.count() == 0
    assert not Event.objects.filter(name__in=["loan.issued", "application.issued"]).exists()
    make_schedule(loan, payments=12)
    assert issue(loan).status == "issued"


def test_the_law_of_the_contract_day_holds_for_the_schedule_of_the_issue() -> None:
    loan = approved_before(2)
    add_regulatory_value(
        actor=SYSTEM,
        code="consumer.psk_cap",
        value=Decimal(20),
        valid_from=TODAY - timedelta(days=5),
        source="353-ФЗ, ст. 6",
    )
    with pytest.raises(Refused, match=r"loan\.no_schedule") as refused:
        issue(loan)
    assert "353-ФЗ, ст. 6" in str(refused.value.message)


@pytest.mark.django_db(transaction=True)
def test_issuing_twice_at_once_publishes_one_schedule() -> None:
    loan = make_approved_loan()
    outcomes = stopped_race(lambda: issue(loan), lambda: issue(loan), lambda: make_schedule(loan))
    assert [type(outcome).__name__ for outcome in outcomes[:2]] == ["Loan", "Loan"]
    assert Schedule.objects.count() == Operation.objects.count() == 1


def test_loans_left_without_a_fitting_schedule_wait_in_a_queue() -> None:
    manager = staff_actor()
    bare, fine, other_day = make_issued_loan(publish=False), make_issued_loan(), make_issued_loan(publish=False)
    with clock.frozen(clock.now() - timedelta(days=1)):
        approved = make_approved_loan()
    Loan.objects.filter(pk=other_day.pk).update(contract_date=TODAY - timedelta(days=1))
    other_day.refresh_from_db()
    make_schedule(other_day)
    Loan.objects.filter(pk=other_day.pk).update(disbursed_on=TODAY - timedelta(days=1))
    refresh_standing()
    waiting = {bare.contract_number, other_day.contract_number}
    page = office_loans(manager, LoanFilters(status="unscheduled"))
    assert {line.loan.contract_number for line in page.rows} == waiting
    assert unscheduled_loans(Loan.objects.all()).count() == 2
    assert {fine.contract_number, approved.contract_number}.isdisjoint(waiting)
