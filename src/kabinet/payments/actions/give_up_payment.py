"""Give up a payment that the acquirer never took."""

from uuid import UUID

from django.db import transaction

from kabinet.kernel import clock
from kabinet.payments.models import PaymentAttempt
from kabinet.payments.providers.base import (
    Reason,
)
from kabinet.payments.rules import GIVE_UP_AFTER
from kabinet.payments.states import cancel, locked


@transaction.atomic
def give_up_payment(*, payment_id: UUID) -> bool:
    """Cancel a payment that could not be opened for long; nobody was given its page.

    Should the acquirer ever say that it was paid after all, that counts.

    Returns:
        Whether it was given up.
    """
    payment = locked(payment_id)
    if not payment.is_being_opened or payment.created_at > clock.now() - GIVE_UP_AFTER:
        return False
    payment.attempts.filter(outcome=PaymentAttempt.Outcome.OPEN).update(
        outcome=PaymentAttempt.Outcome.REJECTED, error_code="given_up", sealed_customer=""
    )
    cancel(payment, Reason.NOT_OPENED)
    return True
