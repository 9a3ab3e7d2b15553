"""Where the payer goes to pay: the acquirer's page, this site until it is known, or nowhere any more."""

import pytest

from kabinet.kernel import clock
from kabinet.lending.models import Loan
from kabinet.payments.models import Payment, PaymentAttempt
from kabinet.payments.queries import where_to_pay
from tests.support.payments import Till, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(till: Till, loan: Loan) -> Payment:
    """It waits for the payer at the acquirer."""
    payment = pay(loan)
    assert payment.is_payable
    return payment


def attempt(payment: Payment, **changes: object) -> None:
    PaymentAttempt.objects.filter(payment=payment).update(**changes)


def test_the_acquirers_page_waits_for_the_payer(payment: Payment) -> None:
    assert where_to_pay(payment) == payment.confirmation_url != ""


def test_an_order_on_its_way_has_no_page_yet(payment: Payment) -> None:
    payment.status, payment.confirmation_url = Payment.Status.CREATED, ""
    attempt(payment, outcome=PaymentAttempt.Outcome.OPEN, sent_at=clock.now())
    assert where_to_pay(payment) == ""
    attempt(payment, sent_at=None)
    assert where_to_pay(payment) is None
    attempt(payment, outcome=PaymentAttempt.Outcome.REJECTED, sent_at=clock.now())
    assert where_to_pay(payment) is None


@pytest.mark.parametrize("status", [Payment.Status.CREATED, Payment.Status.PENDING])
def test_what_was_given_up_is_paid_nowhere(payment: Payment, status: str) -> None:
    attempt(payment, outcome=PaymentAttempt.Outcome.OPEN, sent_at=clock.now())
    payment.status, payment.given_up_at = status, clock.now()
    assert where_to_pay(payment) is None


@pytest.mark.parametrize("status", sorted({*Payment.Status} - {Payment.Status.CREATED, Payment.Status.PENDING}))
def test_what_is_held_or_settled_is_paid_nowhere(payment: Payment, status: str) -> None:
    payment.status = status
    assert where_to_pay(payment) is None


def test_without_a_page_of_the_acquirer_there_is_nowhere_to_go(payment: Payment) -> None:
    payment.confirmation_url = ""
    assert where_to_pay(payment) is None
