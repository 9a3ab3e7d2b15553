"""What sending a message and asking after it share: its parcel, its tries, and how it ended."""

import json
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import structlog
from django.db import transaction

from kabinet.kernel import clock, jobs
from kabinet.kernel.secrets import unseal
from kabinet.notifications.actions.queue_message import SEAL
from kabinet.notifications.models import Message
from kabinet.notifications.providers.protocol import Sent

log = structlog.get_logger(__name__)

TRIES = 9
"""Over about four hours."""
SECRET_TRIES = 5
"""Over less than three minutes: a later code is of no use."""
SECRET_LIFETIME = timedelta(minutes=10)
"""A code older than this is not sent any more: it would be refused."""
ASK_AFTER = 30
"""Seconds before an operator whose answer was lost is asked; the lost request may still be on its way."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over: the readable parts of a message."""

    address: str
    subject: str
    body: str


def open_parcel(message: Message) -> Parcel:
    """The readable parts of a message.

    Raises:
        BrokenSealError: They were secret and are too old, or wiped.
    """
    if not message.sealed_body and "•" not in message.address:
        return Parcel(message.address, message.subject, message.body)
    sealed = unseal(message.sealed_body, purpose=SEAL, max_age=int(SECRET_LIFETIME.total_seconds()))
    address, subject, body = json.loads(sealed)
    return Parcel(address, subject, body)


def tries_of(message: Message) -> int:
    """How often a message is handed over at most."""
    return SECRET_TRIES if message.sealed_body else TRIES


@transaction.atomic
def finish(message_id: UUID, status: str, error_code: str, sent: Sent | None = None) -> Message:
    """Note the end of a message and wipe what was sealed in it."""
    message = Message.objects.select_for_update().get(pk=message_id)
    if status == Message.Status.FAILED and message.status in {Message.Status.QUEUED, Message.Status.SENDING}:
        message.cost = Decimal(0)
    message.status = status
    message.error_code = error_code[:60]
    message.changed_at = clock.now()
    message.sealed_body = ""
    if sent is not None:
        message.provider_id = sent.provider_id
        message.sent_at = clock.now()
        message.cost = message.cost if sent.cost is None else sent.cost
    message.save(update_fields=["status", "error_code", "changed_at", "sealed_body", "provider_id", "sent_at", "cost"])
    if status == Message.Status.FAILED:
        log.warning("message.failed", message=str(message.pk), template=message.template, error=message.error_code)
    return message


@transaction.atomic
def note_unknown(message_id: UUID, error_code: str) -> Message:
    """Note that nobody knows whether the message went out, and have the operator asked."""
    row = Message.objects.select_for_update().get(pk=message_id)
    row.status = Message.Status.UNKNOWN
    row.error_code = error_code[:60]
    row.changed_at = clock.now()
    row.save(update_fields=["status", "error_code", "changed_at"])
    log.warning("message.unknown", message=str(row.pk), template=row.template, error=row.error_code)
    if row.channel == Message.Channel.SMS:
        jobs.defer("messages.check", in_seconds=ASK_AFTER, message_id=str(row.pk), asked=1)
    return row
