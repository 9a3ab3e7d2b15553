"""Steps that several actions take with a payment they have locked; each belongs into the caller's transaction."""

from uuid import UUID

from kabinet.kernel.access import SYSTEM
from kabinet.lending.locks import lock_loan
from kabinet.payments import events
from kabinet.payments.models import Payment
from kabinet.payments.providers.base import AcquirerPayment


def locked(payment_id: UUID) -> Payment:
    """The payment and its loan, both locked, the loan first: the order in which every action takes them."""
    loan = lock_loan(SYSTEM, Payment.objects.values_list("loan_id", flat=True).get(pk=payment_id))
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    payment.loan = loan
    return payment


def mismatch(payment: Payment, remote: AcquirerPayment) -> str:
    """The first thing in which the acquirer's payment differs from ours.

    Returns:
        `id`, `shop`, `currency`, `amount`, `payment` or `loan`; empty when all agree.
    """
    pairs = {
        "id": (payment.provider_id, remote.id),
        "shop": (payment.shop_id, remote.shop_id),
        "currency": (payment.currency, remote.currency),
        "amount": (payment.amount, remote.amount),
        "payment": (str(payment.pk), remote.payment_id),
        "loan": (str(payment.loan_id), str(payment.loan_id) if remote.loan_id is None else remote.loan_id),
    }
    return next((name for name, (ours, theirs) in pairs.items() if ours != theirs), "")


def attach(payment: Payment, remote: AcquirerPayment) -> None:
    """Tie a payment to the acquirer's: its identifier, its page, its deadline.

    What it says of the state is left to `confirm_payment`, which asks for itself.
    """
    payment.provider_id = remote.id
    payment.confirmation_url = remote.confirmation_url
    payment.expires_at = remote.expires_at
    payment.status = Payment.Status.PENDING
    payment.failure_code = ""
    payment.save(update_fields=["provider_id", "confirmation_url", "expires_at", "status", "failure_code"])
    if fault := mismatch(payment, remote):
        dispute(payment, f"mismatch.{fault}")


def cancel(payment: Payment, code: str) -> None:
    """No money came and none will. Who gave the payment up himself need not be told that it did not go through."""
    payment.status, payment.failure_code = Payment.Status.CANCELLED, code
    payment.save(update_fields=["status", "failure_code"])
    name = events.LAPSED if payment.given_up_at else events.CANCELLED
    events.record(name, payment, actor=SYSTEM, reason=code)


def dispute(payment: Payment, code: str) -> None:
    """Leave a payment to people: what the acquirer says does not fit, so nothing is credited."""
    if (payment.status, payment.failure_code) == (Payment.Status.DISPUTED, code):
        return
    payment.status, payment.failure_code = Payment.Status.DISPUTED, code
    payment.save(update_fields=["status", "failure_code"])
    events.record(events.DISPUTED, payment, actor=SYSTEM, reason=code)
