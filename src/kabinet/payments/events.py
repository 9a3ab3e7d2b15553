"""Events of payments. Their data hold the sum and the number of the contract, nothing of the person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events
from kabinet.kernel.access import Actor
from kabinet.kernel.events import EventType
from kabinet.payments.models import Payment

STARTED = "payment.started"
SUCCEEDED = "payment.succeeded"
CANCELLED = "payment.cancelled"
REFUNDED = "payment.refunded"
DISPUTED = "payment.disputed"
GIVEN_UP = "payment.given_up"
LAPSED = "payment.lapsed"

events.declare(
    EventType(STARTED, _("Payment started"), _("You started a payment")),
    EventType(SUCCEEDED, _("Payment received"), _("Your payment was received")),
    EventType(CANCELLED, _("Payment did not go through"), _("The payment did not go through")),
    EventType(REFUNDED, _("Payment returned"), _("Money was returned to you")),
    EventType(GIVEN_UP, _("The payer gave the payment up"), _("You gave the payment up")),
    EventType(LAPSED, _("The acquirer closed a payment that was given up")),
    EventType(DISPUTED, _("Payment does not match what the acquirer says")),
)


def record(name: str, payment: Payment, *, actor: Actor, **data: Any) -> None:
    """Write a line about a payment, in the current transaction; `payment.loan` is read along."""
    loan = payment.loan
    facts = {"amount": f"{payment.amount:.2f}", "contract_number": loan.contract_number, "loan_id": str(loan.pk)}
    events.record(name, actor=actor, subject=payment, party_id=loan.party_id, data=facts | data)
