"""Do what a kept notification hints at."""

from datetime import timedelta
from uuid import UUID

from kabinet.kernel import clock
from kabinet.payments.actions.adopt_payment import adopt_payment
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import AcquirerNotice, Payment
from kabinet.payments.providers.base import UnknownPaymentError
from kabinet.payments.rules import OVERLAP

_FINAL = frozenset({Payment.Status.SUCCEEDED, Payment.Status.CANCELLED, Payment.Status.REFUNDED})


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
