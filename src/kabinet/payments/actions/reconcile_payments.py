"""Payments whose notifications are late or lost are asked about; refunds made at the acquirer's are found."""

import time
from datetime import datetime, timedelta

import structlog
from django.db.models import F

from kabinet.kernel import clock, jobs
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import UNSETTLED, Payment
from kabinet.payments.providers import AcquirerError, UncertainError, acquirer
from kabinet.payments.rules import LOOK_BACK_FOR_REFUNDS, next_check_after

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 500
MOST_SECONDS = 50.0
AWAY_AFTER = 3
"""So many calls in a row without an answer end a round: the acquirer is away."""


def reconcile_payments() -> int:
    """Ask about each unsettled payment whose turn it is, the longest unasked first; young ones more often.

    Also repeats openings without an answer, with their own key, and gives old ones up.

    Returns:
        How many payments were asked about.
    """
    asked, silent, deadline = 0, 0, time.monotonic() + MOST_SECONDS
    for payment in _due(clock.now()):
        if silent >= AWAY_AFTER or time.monotonic() > deadline:
            break
        asked += 1
        Payment.objects.filter(pk=payment.pk).update(check_requested_at=clock.now())
        try:
            silent = silent if _settle(payment) else silent + 1
        except AcquirerError as error:
            log.warning("payment.not_reconciled", payment=str(payment.pk), error=str(error))
            silent = silent + 1 if isinstance(error, UncertainError) else silent
    return asked


def find_refunds() -> int:
    """Have payments asked about that gave money back lately, for the notification may have got lost.

    Returns:
        How many there are.
    """
    provider = acquirer()
    identifiers = set(provider.refunded_since(clock.now() - LOOK_BACK_FOR_REFUNDS))
    payments = Payment.objects.filter(
        provider=provider.name, provider_id__in=identifiers, refunded_amount__lt=F("amount")
    )
    found = list(payments.values_list("pk", flat=True))
    for payment_id in found:
        jobs.defer("payments.check", payment_id=str(payment_id))
    return len(found)


def _due(now: datetime) -> list[Payment]:
    """Those whose turn it is; one that breaks the round comes last in the next."""
    unsettled = Payment.objects.filter(status__in=UNSETTLED).order_by(F("check_requested_at").asc(nulls_first=True))
    return [payment for payment in unsettled[:MOST_AT_ONCE] if _last_asked(payment) <= now - _patience(payment, now)]


def _last_asked(payment: Payment) -> datetime:
    return max(moment for moment in (payment.checked_at, payment.check_requested_at, payment.created_at) if moment)


def _patience(payment: Payment, now: datetime) -> timedelta:
    return next_check_after(now - payment.created_at)


def _settle(payment: Payment) -> bool:
    """Ask about one payment; False when it still has not been opened."""
    return confirm_payment(payment_id=payment.pk).status != Payment.Status.CREATED
