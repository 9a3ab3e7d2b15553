"""Events on their way to their subscribers, for the office."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kabinet.identity.rights import SEE_DELIVERIES
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.models import Delivery
from kabinet.kernel.paging import Page, page
from kabinet.notifications import presentation


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery as the office shows it.

    Attributes:
        id: Its number.
        at: When the event happened.
        event: The event's title.
        subscriber: Who is to get it, in words where there are any.
        status: A value of `Delivery.Status`.
        status_name: The same in words.
        attempts: How often it was tried.
        error: The kind of fault of the last try.
    """

    id: UUID
    at: datetime
    event: str
    subscriber: str
    status: str
    status_name: str
    attempts: int
    error: str


def failed_deliveries(actor: Actor, *, limit: int = 100) -> list[DeliveryLine]:
    """Deliveries that were given up, newest first. One query.

    Raises:
        Denied: The actor lacks `SEE_DELIVERIES`.
    """
    access.require(actor, SEE_DELIVERIES)
    failed = Delivery.objects.filter(status=Delivery.Status.FAILED).select_related("event")
    return [_delivery_line(delivery) for delivery in failed.order_by("-created_at")[:limit]]


def other_deliveries(actor: Actor, *, cursor: str = "") -> Page[DeliveryLine]:
    """Deliveries that wait or are done, newest first. One query.

    Raises:
        Denied: The actor lacks `SEE_DELIVERIES`.
    """
    access.require(actor, SEE_DELIVERIES)
    rows = Delivery.objects.exclude(status=Delivery.Status.FAILED).select_related("event")
    found = page(rows, by="created_at", cursor=cursor)
    return Page([_delivery_line(delivery) for delivery in found.rows], found.newer, found.older)


def _delivery_line(delivery: Delivery) -> DeliveryLine:
    return DeliveryLine(
        id=delivery.pk,
        at=delivery.event.happened_at,
        event=str(events.type_of(delivery.event.name).title),
        subscriber=str(presentation.SUBSCRIBERS.get(delivery.subscriber, delivery.subscriber)),
        status=delivery.status,
        status_name=delivery.get_status_display(),
        attempts=delivery.attempts,
        error=delivery.error,
    )
