"""Hand a queued message to its operator, once."""

from uuid import UUID

import structlog
from django.db import transaction

from kabinet.kernel import clock, jobs
from kabinet.kernel.secrets import BrokenSealError
from kabinet.notifications import providers
from kabinet.notifications.actions.queue_message import URGENT
from kabinet.notifications.models import Message
from kabinet.notifications.providers.protocol import NotReachedError, RejectedError, Sent, UncertainError
from kabinet.notifications.rendering import as_html
from kabinet.notifications.sending import Parcel, finish, note_unknown, open_parcel, tries_of

log = structlog.get_logger(__name__)


def send_message(*, message_id: UUID) -> Message | None:
    """Send a message that is queued; one that is on its way or has gone out is left alone.

    Three steps, so that no outside call happens in a transaction and a worker that dies in between leaves
    a message `sending`, which `settle_messages` turns into `unknown` and never sends again blindly.

    Returns:
        The message after the attempt, None when there was nothing to do.
    """
    message = _begin(message_id)
    if message is None:
        return None
    try:
        parcel = open_parcel(message)
    except BrokenSealError:
        return finish(message.pk, Message.Status.FAILED, "secret.expired")
    try:
        sent = _hand_over(message, parcel)
    except RejectedError as error:
        return finish(message.pk, Message.Status.FAILED, error.code)
    except NotReachedError as error:
        return _try_later(message, error.code)
    except UncertainError as error:
        return note_unknown(message.pk, error.code)
    return finish(message.pk, Message.Status.SENT, "", sent)


@transaction.atomic
def _begin(message_id: UUID) -> Message | None:
    message = Message.objects.select_for_update().filter(pk=message_id, status=Message.Status.QUEUED).first()
    if message is None:
        return None
    message.status = Message.Status.SENDING
    message.attempts += 1
    message.changed_at = clock.now()
    message.save(update_fields=["status", "attempts", "changed_at"])
    return message


def _hand_over(message: Message, parcel: Parcel) -> Sent:
    if message.channel == Message.Channel.EMAIL:
        html = as_html(parcel.subject, parcel.body)
        server = providers.mail_server()
        _note_provider(message, server.name)
        return server.send(parcel.address, parcel.subject, parcel.body, html, message.own_id)
    return _hand_to_operator(message, parcel)


def _hand_to_operator(message: Message, parcel: Parcel) -> Sent:
    """The first operator that can be reached has it; each is noted before it is called."""
    try:
        operators = providers.sms_providers()
    except providers.SmsOffError as error:
        raise RejectedError("sms.off") from error
    for operator in operators[:-1]:
        _note_provider(message, operator.name)
        try:
            return operator.send(parcel.address, parcel.body, message.own_id)
        except NotReachedError as away:
            log.warning("operator.away", operator=operator.name, code=away.code)
    _note_provider(message, operators[-1].name)
    return operators[-1].send(parcel.address, parcel.body, message.own_id)


def _note_provider(message: Message, name: str) -> None:
    Message.objects.filter(pk=message.pk).update(provider=name)


@transaction.atomic
def _try_later(message: Message, error_code: str) -> Message:
    if message.attempts >= tries_of(message):
        return finish(message.pk, Message.Status.FAILED, error_code)
    row = Message.objects.select_for_update().get(pk=message.pk)
    row.status = Message.Status.QUEUED
    row.error_code = error_code[:60]
    row.changed_at = clock.now()
    row.save(update_fields=["status", "error_code", "changed_at"])
    jobs.defer(
        "messages.send",
        in_seconds=4 * 3 ** (row.attempts - 1),
        priority=URGENT if row.sealed_body else 0,
        message_id=str(row.pk),
    )
    return row
