"""Which payments an actor may know of."""

from django.db.models import QuerySet

from kabinet.identity.rights import SEE_PAYMENTS
from kabinet.kernel.access import Actor, scope
from kabinet.payments.models import Payment


@scope(Payment)
def visible_payments(actor: Actor) -> QuerySet[Payment]:
    """Staff with the right see all, clients those they made themselves, visitors none."""
    payments = Payment.objects.all()
    if actor.kind == "client":
        return payments.filter(payer_id=actor.user_id)
    return payments if actor.may(SEE_PAYMENTS) else payments.none()
