"""A page that waits for a payment has the acquirer asked, in the background and not too often."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kabinet.kernel import access, clock, jobs
from kabinet.kernel.access import Actor
from kabinet.payments.models import UNSETTLED, Payment
from kabinet.payments.rules import ASK_AGAIN_AFTER


@transaction.atomic
def ask_for_state(*, actor: Actor, payment_id: UUID) -> Payment:
    """Queue a question to the acquirer if the payment is unsettled and none was queued a moment ago.

    Raises:
        Http404: The payment is not theirs to see.
    """
    payment = access.get(Payment, actor, payment_id, related=("loan",))
    now = clock.now()
    turn = Q(check_requested_at=None) | Q(check_requested_at__lt=now - ASK_AGAIN_AFTER)
    if Payment.objects.filter(turn, pk=payment.pk, status__in=UNSETTLED).update(check_requested_at=now):
        jobs.defer("payments.check", payment_id=str(payment.pk))
    return payment
