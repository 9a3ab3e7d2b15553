"""What pages read of notices, messages and deliveries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kabinet.identity.addresses import mask_address
from kabinet.identity.rights import SEE_DELIVERIES
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.models import Delivery
from kabinet.kernel.paging import Page, page
from kabinet.notifications import presentation
from kabinet.notifications.models import Message, Notice


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as a page shows it.

    Attributes:
        id: Its number.
        at: When it happened.
        title: A few words.
        sentence: What it means.
        path: Where it leads.
        is_read: Whether its reader opened it.
    """

    id: UUID
    at: datetime
    title: str
    sentence: str
    path: str
    is_read: bool


def notices(actor: Actor, cursor: str = "") -> Page[NoticeLine]:
    """The actor's notices, newest first. One query."""
    found = page(access.visible(Notice, actor), by="created_at", cursor=cursor)
    return Page([_line(notice) for notice in found.rows], found.newer, found.older)


def unread_count(actor: Actor) -> int:
    """How many notices of the actor's are unread, 100 at most. One query."""
    unread = access.visible(Notice, actor).filter(read_at=None)
    return len(unread.values_list("pk", flat=True)[:100])


def _line(notice: Notice) -> NoticeLine:
    said = presentation.say(notice.code, notice.params)
    return NoticeLine(notice.pk, notice.created_at, said.title, said.sentence, notice.path, notice.read_at is not None)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message as the office shows it: the address masked, the text without its secret.

    Attributes:
        id: Its number.
        at: When it was written.
        channel_name: How it goes, in words.
        about: What it says, in a few words.
        address: Masked.
        status: A value of `Message.Status`.
        status_name: The same in words.
        error_code: Why it failed, or an empty text.
        attempts: How often it was handed over.
    """

    id: UUID
    at: datetime
    channel_name: str
    about: str
    address: str
    status: str
    status_name: str
    error_code: str
    attempts: int


def messages(actor: Actor, *, status: str = "", channel: str = "", cursor: str = "") -> Page[MessageLine]:
    """Messages, newest first, by status and channel. One query.

    Raises:
        Denied: The actor lacks `SEE_DELIVERIES`.
    """
    access.require(actor, SEE_DELIVERIES)
    rows = access.visible(Message, actor).defer("body", "sealed_body")
    if status in Message.Status.values:
        rows = rows.filter(status=status)
    if channel in Message.Channel.values:
        rows = rows.filter(channel=channel)
    found = page(rows, by="created_at", cursor=cursor)
    return Page([_message_line(message) for message in found.rows], found.newer, found.older)


def _message_line(message: Message) -> MessageLine:
    masked = message.address if "•" in message.address else mask_address(message.address)
    return MessageLine(
        id=message.pk,
        at=message.created_at,
        channel_name=message.get_channel_display(),
        about=str(presentation.MESSAGES.get(message.template, message.template)),
        address=masked,
        status=message.status,
        status_name=message.get_status_display(),
        error_code=message.error_code,
        attempts=message.attempts,
    )


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
