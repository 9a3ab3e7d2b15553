"""Payments whose notifications are late or lost are asked about; refunds made at the acquirer's are found."""

import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import zip_longest

import structlog
from django.db.models import F, QuerySet

from kabinet.kernel import clock
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import UNSETTLED, Payment
from kabinet.payments.providers.base import AcquirerError, UncertainError
from kabinet.payments.rules import next_check_after

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 500
MOST_SECONDS = 50.0
AWAY_AFTER = 3
"""So many calls without an answer in one round: the acquirer is away, and its payments wait for the next."""


def reconcile_payments() -> int:
    """Ask about each unsettled payment whose turn it is, the longest unasked first; young ones more often.

    Each is asked about at the acquirer that took it. One that is away, or no longer set up, holds up its own payments
    alone. Also repeats openings without an answer, with their own key, and gives old ones up.

    Returns:
        How many payments were asked about.
    """
    asked, deadline = 0, time.monotonic() + MOST_SECONDS
    silent: Counter[str] = Counter()
    for payment in _due(clock.now()):
        if time.monotonic() > deadline:
            break
        if silent[payment.provider] >= AWAY_AFTER:
            continue
        asked += 1
        Payment.objects.filter(pk=payment.pk).update(check_requested_at=clock.now())
        silent[payment.provider] += not _answers(payment)
    return asked


def _due(now: datetime) -> list[Payment]:
    """Those whose turn it is, of each acquirer in turn, so that a slow one does not take the whole round."""
    unsettled = Payment.objects.filter(status__in=UNSETTLED)
    providers = unsettled.order_by("provider").values_list("provider", flat=True).distinct()
    queues = [_due_at(unsettled.filter(provider=provider), now) for provider in providers]
    return [payment for turn in zip_longest(*queues) for payment in turn if payment]


def _due_at(unsettled: QuerySet[Payment], now: datetime) -> list[Payment]:
    """Those of one acquirer; one that breaks the round comes last in the next."""
    unsettled = unsettled.order_by(F("check_requested_at").asc(nulls_first=True))
    return [payment for payment in unsettled[:MOST_AT_ONCE] if _last_asked(payment) <= now - _patience(payment, now)]


def _last_asked(payment: Payment) -> datetime:
    return max(moment for moment in (payment.checked_at, payment.check_requested_at, payment.created_at) if moment)


def _patience(payment: Payment, now: datetime) -> timedelta:
    return next_check_after(now - payment.created_at)


def _answers(payment: Payment) -> bool:
    """Ask about one payment; False when nothing was heard, and so it still has not been opened."""
    try:
        return confirm_payment(payment_id=payment.pk).status != Payment.Status.CREATED
    except AcquirerError as error:
        log.warning("payment.not_reconciled", payment=str(payment.pk), acquirer=payment.provider, error=repr(error))
        return not isinstance(error, UncertainError)
