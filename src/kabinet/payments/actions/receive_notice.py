"""A notification of the acquirer arrives and, later, is followed up."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock, jobs
from kabinet.kernel.errors import Refused
from kabinet.payments.actions.confirm_payment import adopt_payment, confirm_payment
from kabinet.payments.models import AcquirerNotice, Payment
from kabinet.payments.providers import acquirer_of
from kabinet.payments.providers.base import NotANotice, UnknownPaymentError
from kabinet.payments.rules import KEEP_NOTICES, OVERLAP

_FINAL = frozenset({Payment.Status.SUCCEEDED, Payment.Status.CANCELLED, Payment.Status.REFUNDED})
_DELETED_AT_ONCE = 10_000


def receive_notice(*, provider: str, body: bytes, ip: str) -> AcquirerNotice:
    """Store what a notification is about and queue the question to the acquirer; nothing in it is believed.

    The same whether the payment is known or not.

    Args:
        provider: The acquirer's name.
        body: As it arrived.
        ip: Where it came from; checked by the caller.

    Raises:
        Refused: `notice.malformed`; it has not the shape of the acquirer's notifications.
        NotSetUpError: There is no such acquirer here.
    """
    try:
        read = acquirer_of(provider).read_notice(body)
    except NotANotice as error:
        raise Refused("notice.malformed", _("This is not a notification.")) from error
    with transaction.atomic():
        notice = AcquirerNotice.objects.create(
            provider=provider, event=read.event, object_id=read.provider_id, source_ip=ip
        )
        jobs.defer("payments.follow_notice", notice_id=str(notice.pk))
    return notice


def follow_notice(*, notice_id: UUID) -> str:
    """Ask the acquirer about the payment of a notification, unless it was asked after the notification came.

    Returns:
        What came of it: `checked`, `known`, `adopted`, `unknown` or `foreign`.

    Raises:
        AcquirerError: It did not answer, or is no longer set up; the notification stays open and is tried again.
    """
    notice = AcquirerNotice.objects.get(pk=notice_id)
    if notice.handled_at is None:
        notice.outcome = _follow(notice)
        notice.handled_at = clock.now()
        notice.save(update_fields=["outcome", "handled_at"])
    return notice.outcome


def forget_notices() -> int:
    """Drop notifications of a quarter ago; returns how many."""
    old = AcquirerNotice.objects.filter(created_at__lt=clock.now() - KEEP_NOTICES)
    return AcquirerNotice.objects.filter(pk__in=old.values("pk")[:_DELETED_AT_ONCE]).delete()[0]


def _follow(notice: AcquirerNotice) -> str:
    payment = Payment.objects.filter(provider=notice.provider, provider_id=notice.object_id).first()
    if payment is None:
        return _look_for(notice)
    if _tells_nothing_new(notice, payment):
        return "known"
    confirm_payment(payment_id=payment.pk)
    return "checked"


def _look_for(notice: AcquirerNotice) -> str:
    try:
        adopted = adopt_payment(provider=notice.provider, provider_id=notice.object_id)
    except UnknownPaymentError:
        return "unknown"
    return "adopted" if adopted else "foreign"


def _tells_nothing_new(notice: AcquirerNotice, payment: Payment) -> bool:
    """A final state that was read after the notification came already holds what it announces."""
    margin = OVERLAP if notice.event == "refund.succeeded" else timedelta(0)
    asked = payment.checked_at
    return payment.status in _FINAL and asked is not None and asked > notice.created_at + margin
