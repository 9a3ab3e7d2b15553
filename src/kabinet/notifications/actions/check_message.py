"""Ask the operator that was handed a message what became of it."""

from uuid import UUID

from django.db import transaction

from kabinet.kernel import clock, jobs
from kabinet.kernel.secrets import BrokenSealError
from kabinet.notifications import providers
from kabinet.notifications.actions.queue_message import URGENT
from kabinet.notifications.models import Message
from kabinet.notifications.providers.protocol import CannotAskError, NotFoundError, NotReachedError, RejectedError
from kabinet.notifications.sending import finish, open_parcel, tries_of

ASKED_AT_MOST = 6
STATUS_OF = {
    "waiting": Message.Status.SENT,
    "sent": Message.Status.SENT,
    "delivered": Message.Status.DELIVERED,
    "failed": Message.Status.FAILED,
}
"""One that waits at the operator has been taken: that is all we asked."""


def check_message(*, message_id: UUID, asked: int) -> Message | None:
    """Ask about an SMS whose sending broke off; send it again only when the operator surely never took it.

    Args:
        message_id: Which message.
        asked: How often it has been asked about, this time included.

    Returns:
        The message afterwards, None when its state is no longer `unknown`.
    """
    message = Message.objects.filter(pk=message_id, status=Message.Status.UNKNOWN, channel=Message.Channel.SMS).first()
    if message is None:
        return None
    try:
        operator = providers.sms_provider_named(message.provider)
        answer = operator.status(open_parcel(message).address, message.own_id, message.provider_id)
    except NotFoundError:
        return _send_again(message)
    except NotReachedError:
        return _ask_later(message, asked)
    except BrokenSealError:
        return _leave_unknown(message.pk, "secret.expired")
    except (CannotAskError, RejectedError, providers.SmsOffError):
        return _leave_unknown(message.pk, message.error_code)
    return finish(message.pk, STATUS_OF[answer.state], answer.code if answer.state == "failed" else "")


@transaction.atomic
def _send_again(message: Message) -> Message:
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.status != Message.Status.UNKNOWN:
        return row
    if row.attempts >= tries_of(row):
        return finish(row.pk, Message.Status.FAILED, row.error_code)
    row.status = Message.Status.QUEUED
    row.changed_at = clock.now()
    row.save(update_fields=["status", "changed_at"])
    jobs.defer("messages.send", priority=URGENT if row.sealed_body else 0, message_id=str(row.pk))
    return row


@transaction.atomic
def _ask_later(message: Message, asked: int) -> Message:
    if asked >= ASKED_AT_MOST:
        return _leave_unknown(message.pk, message.error_code)
    jobs.defer("messages.check", in_seconds=30 * 2**asked, message_id=str(message.pk), asked=asked + 1)
    return message


@transaction.atomic
def _leave_unknown(message_id: UUID, error_code: str) -> Message:
    """Nobody will ever know; the secret in it is wiped, its reader has asked for a new code long since."""
    return finish(message_id, Message.Status.UNKNOWN, error_code)
