from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.models import Event
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import loan_state
from kabinet.payments import believing
from kabinet.payments.actions.abandon_payment import abandon_payment
from kabinet.payments.actions.check_payment_now import check_payment_now
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import Payment
from kabinet.payments.providers.base import UncertainError
from kabinet.payments.providers.yookassa.bodies import payment_body
from kabinet.payments.records import read_order
from tests.support.history import rewritten_history
from tests.support.identity import actor_for, staff_actor
from tests.support.payments import Till, credited, event_names, make_loan, pay
from tests.support.race import race

pytestmark = pytest.mark.django_db


def settle(payment: Payment) -> Payment:
    return confirm_payment(payment_id=payment.pk)


def test_a_paid_payment_is_credited_once(till: Till, loan: Loan) -> None:
    payment = pay(loan, "5000.00")
    till.choose(payment)
    assert [settle(payment).status for _ in range(3)] == ["succeeded"] * 3
    assert credited(loan) == [("repayment", Decimal("5000.00"))]
    assert event_names() == ["payment.started", "payment.succeeded"]
    payment.refresh_from_db()
    assert payment.credited_at is not None
    assert payment.credited_amount == Decimal("5000.00")
    operation = loan.operations.get(kind="repayment")
    assert (operation.source, operation.on) == (f"payment:{payment.pk}", clock.today())


def test_an_unpaid_payment_waits(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    assert settle(payment).status == "pending"
    assert credited(loan) == []
    assert event_names() == ["payment.started"]


@pytest.mark.parametrize("choice", ["insufficient_funds", "3d_secure_failed", "expire"])
def test_a_declined_payment_says_why_and_credits_nothing(till: Till, loan: Loan, choice: str) -> None:
    payment = pay(loan)
    till.choose(payment, choice)
    for _ in range(2):
        confirmed = settle(payment)
    assert confirmed.status == "cancelled"
    assert confirmed.failure_code == {"expire": "expired_on_confirmation"}.get(choice, choice)
    assert credited(loan) == []
    assert event_names() == ["payment.started", "payment.cancelled"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": {"value": "4999.99", "currency": "RUB"}}, "mismatch.amount"),
        ({"amount": {"value": "50000.00", "currency": "RUB"}}, "mismatch.amount"),
        ({"amount": {"value": "5000.00", "currency": "USD"}}, "mismatch.currency"),
        ({"recipient": {"account_id": "999999", "gateway_id": "1"}}, "mismatch.shop"),
        ({"metadata": {"payment_id": str(uuid4()), "loan_id": str(uuid4())}}, "mismatch.payment"),
        ({"metadata": {}}, "mismatch.payment"),
    ],
)
def test_what_does_not_match_is_disputed_and_credits_nothing(
    till: Till, loan: Loan, fields: dict[str, Any], code: str
) -> None:
    payment = pay(loan, "5000.00")
    till.choose(payment)
    till.tamper(payment, **fields)
    for _ in range(2):
        confirmed = settle(payment)
    assert (confirmed.status, confirmed.failure_code, confirmed.credited_at) == ("disputed", code, None)
    assert credited(loan) == []
    assert event_names() == ["payment.started", "payment.disputed"]
    assert Event.objects.get(name="payment.disputed").data["reason"] == code


def test_a_disputed_payment_is_credited_once_it_is_put_right(till: Till, loan: Loan) -> None:
    payment = pay(loan, "5000.00")
    till.choose(payment)
    till.tamper(payment, amount={"value": "1.00", "currency": "RUB"})
    assert settle(payment).status == "disputed"
    till.tamper(payment, amount={"value": "5000.00", "currency": "RUB"})
    confirmed = settle(payment)
    assert (confirmed.status, confirmed.failure_code) == ("succeeded", "")
    assert credited(loan) == [("repayment", Decimal("5000.00"))]


def test_a_silent_acquirer_changes_nothing(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    till.emulator.faults(yookassa={"fail_before": 1})
    with pytest.raises(UncertainError):
        settle(payment)
    payment.refresh_from_db()
    assert (payment.status, credited(loan)) == ("pending", [])
    assert settle(payment).status == "succeeded"


def test_an_answer_that_was_overtaken_changes_nothing(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    early = believing.ask(till.acquirer, str(payment.provider_id))
    till.choose(payment)
    assert settle(payment).status == "succeeded"
    checked_at = Payment.objects.get().checked_at
    assert believing.apply(payment.pk, early).status == "succeeded"
    assert Payment.objects.get().checked_at == checked_at
    assert credited(loan) == [("repayment", Decimal("5000.00"))]


def test_held_money_is_captured_then_credited(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    order = replace(read_order(payment.attempts.get().request, None), receipt=None)
    held = till.acquirer._client.post(
        "payments", json=payment_body(order) | {"capture": False}, headers={"Idempotence-Key": uuid4().hex}
    ).json()
    Payment.objects.filter(pk=payment.pk).update(provider_id=held["id"])
    till.emulator.choose(held["id"])
    assert settle(payment).status == "succeeded"
    assert credited(loan) == [("repayment", Decimal("5000.00"))]
    assert len(till.requests("POST", "/capture")) == 1


def test_refunds_are_taken_off_the_loan_as_they_grow(till: Till, loan: Loan) -> None:
    before = loan_state(loan).remaining
    payment = pay(loan, "5000.00")
    till.choose(payment)
    settle(payment)
    till.refund(payment, Decimal("2000.00"))
    for _ in range(2):
        partly = settle(payment)
    assert (partly.status, partly.refunded_amount, partly.credited_amount) == (
        "succeeded",
        Decimal("2000.00"),
        Decimal("3000.00"),
    )
    assert loan_state(loan).remaining == before - 3000
    till.refund(payment, Decimal("3000.00"))
    for _ in range(2):
        wholly = settle(payment)
    assert (wholly.status, wholly.refunded_amount) == ("refunded", Decimal("5000.00"))
    assert loan_state(loan).remaining == before
    assert credited(loan) == [
        ("repayment", Decimal("5000.00")),
        ("reversal", Decimal("2000.00")),
        ("reversal", Decimal("3000.00")),
    ]
    assert event_names() == ["payment.started", "payment.succeeded", "payment.refunded", "payment.refunded"]


def test_a_payment_that_was_refunded_before_anybody_asked_leaves_the_loan_as_it_was(till: Till, loan: Loan) -> None:
    before = loan_state(loan).remaining
    payment = pay(loan)
    till.choose(payment)
    till.refund(payment, Decimal("5000.00"))
    assert settle(payment).status == "refunded"
    assert loan_state(loan).remaining == before


def test_a_refund_opens_a_repaid_loan_again(till: Till) -> None:
    loan = make_loan(amount=Decimal("10000.00"), payments=1)
    payment = pay(loan, str(loan_state(loan).remaining))
    till.choose(payment)
    settle(payment)
    loan.refresh_from_db()
    assert loan.status == "repaid"
    till.refund(payment, Decimal("1.00"))
    settle(payment)
    loan.refresh_from_db()
    assert (loan.status, loan_state(loan).remaining) == ("issued", Decimal("1.00"))


def test_two_payments_of_the_whole_debt_are_both_credited_and_the_surplus_is_kept(till: Till) -> None:
    loan = make_loan(amount=Decimal("10000.00"), payments=1)
    debt = loan_state(loan).remaining
    first = pay(loan, str(debt))
    abandon_payment(actor=actor_for(loan.account), payment_id=first.pk)
    second = pay(loan, str(debt - 1))
    for payment in (first, second):
        till.choose(payment)
        assert settle(payment).status == "succeeded"
    assert loan_state(loan).overpaid == debt - 1


def test_money_the_loan_does_not_take_is_left_to_people(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    with rewritten_history():
        loan.operations.all().delete()
    Loan.objects.filter(pk=loan.pk).update(status="approved", disbursed_on=None, disbursement_document="")
    confirmed = settle(payment)
    assert (confirmed.status, confirmed.failure_code) == ("disputed", "not_credited.repayment.not_issued")
    assert credited(loan) == []


@pytest.mark.django_db(transaction=True)
def test_confirmations_at_the_same_moment_credit_once(till: Till) -> None:
    loan = make_loan()
    payment = pay(loan)
    till.choose(payment)
    outcomes = race(*[lambda: settle(payment).status] * 4)
    assert outcomes == ["succeeded"] * 4
    assert credited(loan) == [("repayment", Decimal("5000.00"))]
    assert event_names() == ["payment.started", "payment.succeeded"]


@pytest.mark.django_db(transaction=True)
def test_refunds_at_the_same_moment_are_taken_once(till: Till) -> None:
    loan = make_loan()
    payment = pay(loan)
    till.choose(payment)
    settle(payment)
    till.refund(payment, Decimal("1500.00"))
    race(*[lambda: settle(payment)] * 3)
    assert credited(loan) == [("repayment", Decimal("5000.00")), ("reversal", Decimal("1500.00"))]


@pytest.mark.django_db(transaction=True)
def test_paying_and_confirming_do_not_wait_for_each_other_for_ever(till: Till) -> None:
    loan = make_loan()
    payment = pay(loan)
    till.choose(payment)
    outcomes = race(lambda: settle(payment).status, lambda: pay(loan, "4000.00").status, lambda: settle(payment).status)
    assert outcomes == ["succeeded", "pending", "succeeded"]


def test_staff_with_the_right_ask_at_once(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    with pytest.raises(Denied):
        check_payment_now(actor=actor_for(loan.account), payment_id=payment.pk)
    accountant = staff_actor(Role.ACCOUNTANT)
    till.emulator.faults(yookassa={"fail_before": 1})
    with pytest.raises(Refused, match=r"payment\.acquirer_away"):
        check_payment_now(actor=accountant, payment_id=payment.pk)
    assert check_payment_now(actor=accountant, payment_id=payment.pk).status == "succeeded"
