"""Messages that went out, for the office."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kabinet.identity.addresses import mask_address
from kabinet.identity.rights import SEE_DELIVERIES
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.kernel.paging import Page, page
from kabinet.notifications import presentation
from kabinet.notifications.models import Message


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message as the office shows it: the address masked, the text without its secret.

    Attributes:
        id: Its number.
        at: When it was written.
        channel_name: How it goes, and through whom, in words.
        about: What it says, in a few words.
        address: Masked.
        status: A value of `Message.Status`.
        status_name: The same in words.
        error_code: Why it failed, or who refused before it was sent; or an empty text.
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
        channel_name=presentation.way(message),
        about=str(presentation.MESSAGES.get(message.template, message.template)),
        address=masked,
        status=message.status,
        status_name=message.get_status_display(),
        error_code=message.error_code,
        attempts=message.attempts,
    )
