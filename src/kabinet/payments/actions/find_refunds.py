"""Look for refunds that were made at the acquirers."""

from uuid import UUID

import structlog
from django.db.models import F

from kabinet.kernel import clock, jobs
from kabinet.payments.models import Payment
from kabinet.payments.providers import acquirer_of
from kabinet.payments.providers.base import AcquirerError
from kabinet.payments.rules import LOOK_BACK_FOR_REFUNDS, REFUNDS_WITHIN

log = structlog.get_logger(__name__)


def find_refunds() -> int:
    """Have payments asked about that gave money back lately, for the notification may have got lost.

    Every acquirer that took payments lately is asked, in use or not; one that does not answer is asked the next time.

    Returns:
        How many there are.
    """
    found = [payment_id for provider in _took_payments() for payment_id in _refunded_at(provider)]
    for payment_id in found:
        jobs.defer("payments.check", payment_id=str(payment_id))
    return len(found)


def _took_payments() -> list[str]:
    lately = Payment.objects.filter(created_at__gt=clock.now() - REFUNDS_WITHIN)
    return list(lately.order_by("provider").values_list("provider", flat=True).distinct())


def _refunded_at(provider: str) -> list[UUID]:
    """Payments that an acquirer gave money back of since we last could have heard; none while it does not answer."""
    since = clock.now() - LOOK_BACK_FOR_REFUNDS
    try:
        identifiers = {refund.provider_id for refund in acquirer_of(provider).refunds_since(since)}
    except AcquirerError as error:
        log.warning("payment.refunds_not_read", acquirer=provider, error=repr(error))
        return []
    payments = Payment.objects.filter(provider=provider, provider_id__in=identifiers, refunded_amount__lt=F("amount"))
    return list(payments.values_list("pk", flat=True))
