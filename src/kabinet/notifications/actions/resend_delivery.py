"""Send a failed delivery again."""

from uuid import UUID

from django.http import Http404

from kabinet.identity.rights import MANAGE_DELIVERIES
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.models import Delivery


def resend_delivery(*, actor: Actor, delivery_id: UUID) -> bool:
    """Queue a failed delivery of an event again.

    Args:
        actor: Needs `MANAGE_DELIVERIES`.
        delivery_id: Which one.

    Returns:
        False when it is not failed (any more).

    Raises:
        Denied: The actor lacks the right.
        Http404: There is no such delivery.
    """
    access.require(actor, MANAGE_DELIVERIES)
    try:
        return events.resend(delivery_id)
    except Delivery.DoesNotExist as error:
        raise Http404 from error
