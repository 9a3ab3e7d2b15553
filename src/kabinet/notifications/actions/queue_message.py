"""Write a message down and queue it."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from kabinet.identity.addresses import mask_address
from kabinet.identity.models import User
from kabinet.kernel import jobs
from kabinet.kernel.models import Event
from kabinet.kernel.secrets import seal
from kabinet.notifications import budget, providers
from kabinet.notifications.models import Message
from kabinet.notifications.rendering import render

SEAL = "notifications.secret"
DOTS = "••••••"
URGENT = 10
"""Somebody waits for a code in front of a page; it overtakes whatever else is queued."""


def queue_message(
    *,
    channel: str,
    address: str,
    template: str,
    context: Mapping[str, Any],
    event: Event | None = None,
    recipient: User | None = None,
    secret: str = "",
) -> Message:
    """Render a message and queue its sending in the caller's transaction. Nothing is sent here.

    Without an SMS operator an SMS is written down as failed (`sms.off`) and not queued.

    Args:
        channel: `sms` or `email`.
        address: E.164 phone or e-mail.
        template: Name of its texts under `templates/notifications/<channel>/`.
        context: What the texts speak of.
        event: The event that caused it: one message of a template per event, channel and recipient.
        recipient: Whose account it concerns.
        secret: The key of `context` that nobody may read in the table. Address and text are then sealed until the
            message has gone out; the table keeps a mask and dots.

    Raises:
        TransactionManagementError: There is no transaction.
        IntegrityError: The event's message has been written down already.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a message is queued in the transaction of its cause")
    text = render(channel, template, context)
    shown = render(channel, template, {**context, secret: DOTS}) if secret else text
    off = channel == Message.Channel.SMS and not providers.sms_is_on()
    message = Message.objects.create(
        channel=channel,
        template=template,
        recipient=recipient,
        address=mask_address(address) if secret else address,
        subject=shown.subject,
        body=shown.body,
        sealed_body=_sealed(address, text.subject, text.body) if secret and not off else "",
        own_id=_next_number(),
        event=event,
        status=Message.Status.FAILED if off else Message.Status.QUEUED,
        error_code="sms.off" if off else "",
        cost=budget.estimate(text.body) if channel == Message.Channel.SMS and not off else 0,
    )
    if not off:
        jobs.defer("messages.send", priority=URGENT if secret else 0, message_id=str(message.pk))
    return message


def _sealed(address: str, subject: str, body: str) -> str:
    return seal(json.dumps([address, subject, body], ensure_ascii=False), purpose=SEAL)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('message_own_id')")
        (number,) = cursor.fetchone()
    return int(number)
