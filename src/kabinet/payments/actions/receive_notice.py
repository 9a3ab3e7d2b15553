"""A notification of the acquirer arrives and, later, is followed up."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock, jobs
from kabinet.kernel.errors import Refused
from kabinet.payments.actions.confirm_payment import adopt_payment, confirm_payment
from kabinet.payments.models import AcquirerNotice, Payment
from kabinet.payments.providers import RejectedError
from kabinet.payments.rules import KEEP_NOTICES, OVERLAP

_EVENT = re.compile(r"[a-z_]+(\.[a-z_]+){1,3}")
_IDENTIFIER = re.compile(r"[0-9A-Za-z_-]{1,64}")
_FINAL = frozenset({Payment.Status.SUCCEEDED, Payment.Status.CANCELLED, Payment.Status.REFUNDED})
_DELETED_AT_ONCE = 10_000


def receive_notice(*, provider: str, body: object, ip: str) -> AcquirerNotice:
    """Store what a notification is about and queue the question to the acquirer; nothing in it is believed.

    The same whether the payment is known or not.

    Args:
        provider: Whose notification.
        body: Its JSON.
        ip: Where it came from; checked by the caller.

    Raises:
        Refused: `notice.malformed`; it has not the shape of a notification.
    """
    event, object_id = _read(body)
    with transaction.atomic():
        notice = AcquirerNotice.objects.create(provider=provider, event=event, object_id=object_id, source_ip=ip)
        jobs.defer("payments.follow_notice", notice_id=str(notice.pk))
    return notice


def follow_notice(*, notice_id: UUID) -> str:
    """Ask the acquirer about the payment of a notification, unless it was asked after the notification came.

    Returns:
        What came of it: `checked`, `known`, `adopted`, `unknown` or `foreign`.

    Raises:
        AcquirerError: It did not answer; the notification stays open and is tried again.
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
        return _look_for(notice.object_id)
    if _tells_nothing_new(notice, payment):
        return "known"
    confirm_payment(payment_id=payment.pk)
    return "checked"


def _look_for(object_id: str) -> str:
    try:
        return "adopted" if adopt_payment(provider_id=object_id) else "foreign"
    except RejectedError as rejected:
        if rejected.code != "not_found":
            raise
        return "unknown"


def _tells_nothing_new(notice: AcquirerNotice, payment: Payment) -> bool:
    """A final state that was read after the notification came already holds what it announces."""
    margin = OVERLAP if notice.event.startswith("refund.") else timedelta(0)
    asked = payment.checked_at
    return payment.status in _FINAL and asked is not None and asked > notice.created_at + margin


def _read(body: object) -> tuple[str, str]:
    if not isinstance(body, Mapping) or body.get("type") != "notification":
        raise _malformed()
    event, subject = body.get("event"), body.get("object")
    if not isinstance(event, str) or len(event) > 60 or not _EVENT.fullmatch(event) or not isinstance(subject, Mapping):
        raise _malformed()
    object_id: Any = subject.get("payment_id" if event.startswith("refund.") else "id")
    if not isinstance(object_id, str) or not _IDENTIFIER.fullmatch(object_id):
        raise _malformed()
    return event, object_id


def _malformed() -> Refused:
    return Refused("notice.malformed", _("This is not a notification."))
