"""Hand a queued message to its operator, once."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.kernel import clock, jobs
from kabinet.kernel.connections.actions.note_refusal import note_refusal
from kabinet.kernel.secrets import BrokenSealError
from kabinet.notifications import providers
from kabinet.notifications.actions.queue_message import URGENT
from kabinet.notifications.models import Message
from kabinet.notifications.providers.asking import EMAIL, SMS
from kabinet.notifications.providers.protocol import (
    AccountRefusedError,
    NotReachedError,
    RejectedError,
    Sent,
    UncertainError,
)
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
    refusals: list[str] = []
    try:
        sent = _hand_over(message, parcel, refusals)
    except RejectedError as error:
        return finish(message.pk, Message.Status.FAILED, _codes(refusals, error))
    except NotReachedError as error:
        return _try_later(message, _codes(refusals, error))
    except UncertainError as error:
        return note_unknown(message.pk, _codes(refusals, error))
    return finish(message.pk, Message.Status.SENT, " ".join(refusals), sent)


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


def _hand_over(message: Message, parcel: Parcel, refusals: list[str]) -> Sent:
    """The first operator or server that can take the message has it; each is noted before it is called.

    Args:
        message: What is sent.
        parcel: Its readable parts.
        refusals: Grows by the code of each that refused our account: nothing went out there.
    """
    away: NotReachedError | None = None
    for name, hand_over in _ways(message, parcel):
        _note_provider(message, name)
        try:
            return hand_over()
        except AccountRefusedError as refused:
            _note_refusal(message, name, refused)
            refusals.append(refused.code)
        except NotReachedError as error:
            log.warning("operator.away", operator=name, code=error.code)
            away = error
    raise away or RejectedError(refusals.pop())


def _ways(message: Message, parcel: Parcel) -> list[tuple[str, Callable[[], Sent]]]:
    """Who may take a message, in order, and how it is handed over."""
    if message.channel == Message.Channel.EMAIL:
        server = providers.mail_server()
        html = as_html(parcel.subject, parcel.body)
        email = (parcel.address, parcel.subject, parcel.body, html, message.own_id)
        return [(server.name, partial(server.send, *email))]
    try:
        operators = providers.sms_providers()
    except providers.SmsOffError as error:
        raise RejectedError("sms.off") from error
    sms = (parcel.address, parcel.body, message.own_id)
    return [(operator.name, partial(operator.send, *sms)) for operator in operators]


def _note_refusal(message: Message, name: str, refused: AccountRefusedError) -> None:
    kind = EMAIL if message.channel == Message.Channel.EMAIL else SMS
    said = _("A message was to be sent: the service refuses our account (%(code)s).") % {"code": refused.code}
    note_refusal(kind=kind, provider=name, said=said)


def _codes(refusals: list[str], error: RejectedError | NotReachedError | UncertainError) -> str:
    """What each operator answered, in turn."""
    return " ".join([*refusals, error.code])


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
