"""A payment that was begun counts as money under way until it is finished or given up."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import Http404

from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.errors import Denied, Refused
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import loan_state
from kabinet.payments.actions.abandon_payment import abandon_payment
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.actions.reconcile_payments import reconcile_payments
from kabinet.payments.models import Payment
from kabinet.payments.queries import under_way
from tests.support.identity import actor_for, make_user, staff_actor
from tests.support.payments import Till, credited, event_names, make_loan, pay
from tests.support.race import race

pytestmark = pytest.mark.django_db


def abandon(payment: Payment) -> Payment:
    return abandon_payment(actor=actor_for(payment.loan.account), payment_id=payment.pk)


def test_an_open_payment_leaves_only_the_rest_to_be_paid(till: Till, loan: Loan) -> None:
    due = loan_state(loan).due_now
    pay(loan, "5000.00")
    with pytest.raises(Refused, match=r"payment\.under_way") as refused:
        pay(loan, str(due - 4999))
    assert (refused.value.field, refused.value.params) == ("amount", {"most": due - 5000})
    with pytest.raises(Refused, match=r"payment\.under_way"):
        pay(loan, str(due), purpose="instalment")
    assert pay(loan, str(due - 5000), purpose="instalment").status == "pending"
    with pytest.raises(Refused, match=r"payment\.under_way"):
        pay(loan, "1.00")


@pytest.mark.django_db(transaction=True)
def test_payments_begun_at_once_never_come_to_more_than_is_due(till: Till) -> None:
    loan = make_loan()
    till.emulator.faults(yookassa={"delay": 0.2})
    outcomes = race(*[lambda sum_=sum_: pay(loan, sum_) for sum_ in ("4000.00", "4000.01", "4000.02", "4000.03")])
    begun = [outcome for outcome in outcomes if isinstance(outcome, Payment)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert (len(begun), len(refused)) == (2, 2)
    assert {outcome.code for outcome in refused} == {"payment.under_way"}
    for payment in begun:
        till.choose(payment)
        confirm_payment(payment_id=payment.pk)
    state = loan_state(loan)
    assert (state.repaid, state.overpaid) == (sum(payment.amount for payment in begun), 0)
    assert state.repaid <= state.rows[0].payment


def test_giving_up_frees_the_sum(till: Till, loan: Loan) -> None:
    payment = pay(loan, "5000.00")
    given_up = abandon(payment)
    assert (given_up.status, given_up.is_under_way) == ("pending", False)
    assert given_up.given_up_at is not None
    assert under_way(loan.pk) == []
    assert pay(loan, "5000.00").pk != payment.pk
    assert event_names() == ["payment.started", "payment.given_up", "payment.started"]


def test_giving_up_twice_says_it_once(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    first, second = abandon(payment), abandon(payment)
    assert first.given_up_at == second.given_up_at
    assert event_names().count("payment.given_up") == 1


def test_a_payment_that_was_made_after_all_is_credited_instead(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    assert abandon(payment).status == "succeeded"
    assert credited(loan) == [("repayment", Decimal("5000.00"))]
    assert "payment.given_up" not in event_names()


def test_one_paid_after_it_was_given_up_counts(till: Till, loan: Loan) -> None:
    payment = abandon(pay(loan))
    till.choose(payment)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert reconcile_payments() == 1
    assert credited(loan) == [("repayment", Decimal("5000.00"))]


def test_one_that_lapses_after_it_was_given_up_bothers_nobody(till: Till, loan: Loan) -> None:
    payment = abandon(pay(loan))
    till.choose(payment, "expire")
    assert confirm_payment(payment_id=payment.pk).status == "cancelled"
    assert event_names() == ["payment.started", "payment.given_up", "payment.lapsed"]


def test_while_the_acquirer_is_away_nothing_is_given_up(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    till.emulator.faults(yookassa={"fail_before": 9})
    with pytest.raises(Refused, match=r"payment\.acquirer_away"):
        abandon(payment)
    payment.refresh_from_db()
    assert payment.is_under_way


def test_one_the_acquirer_never_answered_can_be_given_up_and_is_not_opened_any_more(till: Till, loan: Loan) -> None:
    till.emulator.faults(yookassa={"fail_before": 1})
    payment = pay(loan)
    assert payment.status == "created"
    abandon(payment)
    confirm_payment(payment_id=payment.pk)
    assert len(till.requests("POST", "/payments")) == 1
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert confirm_payment(payment_id=payment.pk).status == "cancelled"


def test_only_its_payer_gives_a_payment_up(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    with pytest.raises(Http404):
        abandon_payment(actor=actor_for(make_user()), payment_id=payment.pk)
    with pytest.raises(Denied):
        abandon_payment(actor=staff_actor(Role.ACCOUNTANT), payment_id=payment.pk)
    payment.refresh_from_db()
    assert payment.is_under_way


def test_pages_that_may_still_be_paid_stay_few(till: Till, loan: Loan) -> None:
    for _ in range(3):
        abandon(pay(loan))
    with pytest.raises(Refused, match=r"payment\.too_many"):
        pay(loan)


@pytest.mark.django_db(transaction=True)
def test_paying_and_giving_up_at_once_end_in_one_of_the_two(till: Till) -> None:
    loan = make_loan()
    payment = pay(loan)
    till.choose(payment)
    race(lambda: abandon(payment), lambda: confirm_payment(payment_id=payment.pk), lambda: abandon(payment))
    payment.refresh_from_db()
    assert payment.status == "succeeded"
    assert credited(loan) == [("repayment", Decimal("5000.00"))]
