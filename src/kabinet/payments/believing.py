"""What an acquirer answers about a payment, and acting on it; nothing else is believed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import structlog
from django.db import transaction

from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Refused
from kabinet.payments import crediting, events
from kabinet.payments.models import Payment
from kabinet.payments.providers.base import Acquirer, AcquirerPayment, Reason
from kabinet.payments.states import cancel, dispute, locked, mismatch

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the acquirer said, and when it was asked."""

    remote: AcquirerPayment
    asked_at: datetime


def ask(acquirer: Acquirer, provider_id: str) -> Answer:
    """What the acquirer says now.

    Raises:
        AcquirerError: It does not answer, or knows no such payment.
    """
    asked_at = clock.now()
    return Answer(acquirer.get_payment(provider_id), asked_at)


@transaction.atomic
def apply(payment_id: UUID, answer: Answer) -> Payment:
    """Bring a payment to where its acquirer says it stands, unless sum, currency or shop do not match."""
    payment, remote = locked(payment_id), answer.remote
    if payment.checked_at is None or payment.checked_at < answer.asked_at:
        payment.checked_at = answer.asked_at
        payment.save(update_fields=["checked_at"])
    if fault := mismatch(payment, remote):
        _distrust(payment, f"mismatch.{fault}")
        return payment
    match remote.state:
        case "pending":
            _await(payment, Payment.Status.PENDING)
        case "waiting":
            _await(payment, Payment.Status.WAITING)
        case "cancelled":
            _fail(payment, remote)
        case "succeeded":
            _credit(payment, remote)
            _take_refund_back(payment, remote)
    return payment


def _distrust(payment: Payment, code: str) -> None:
    if payment.credited_at is None:
        dispute(payment, code)
    else:
        log.error("payment.differs_after_credit", payment=str(payment.pk), fault=code)


_EARLIER = {
    Payment.Status.PENDING: {Payment.Status.CREATED, Payment.Status.DISPUTED},
    Payment.Status.WAITING: {Payment.Status.CREATED, Payment.Status.PENDING, Payment.Status.DISPUTED},
}


def _await(payment: Payment, status: Payment.Status) -> None:
    """Nothing decided yet; an answer that was overtaken by a later one changes nothing."""
    if payment.status in _EARLIER[status]:
        payment.status, payment.failure_code = status, ""
        payment.save(update_fields=["status", "failure_code"])


def _fail(payment: Payment, remote: AcquirerPayment) -> None:
    if payment.credited_at is None and payment.status != Payment.Status.CANCELLED:
        cancel(payment, remote.reason or Reason.DECLINED)


def _credit(payment: Payment, remote: AcquirerPayment) -> None:
    """Put the money on the loan, once; a payment given up earlier counts too, for the money did come."""
    if payment.credited_at is not None:
        return
    moment = remote.captured_at or clock.now()
    try:
        with transaction.atomic():
            crediting.credit(payment, on=clock.local_date(moment))
    except Refused as refused:
        dispute(payment, f"not_credited.{refused.code}"[:60])
        return
    payment.status, payment.failure_code = Payment.Status.SUCCEEDED, ""
    payment.credited_at = clock.now()
    payment.save(update_fields=["status", "failure_code", "credited_at"])
    events.record(events.SUCCEEDED, payment, actor=SYSTEM)


def _take_refund_back(payment: Payment, remote: AcquirerPayment) -> None:
    """Take off the loan what the acquirer has given back since; the sum it tells only ever grows."""
    back = min(remote.refunded, payment.amount) - payment.refunded_amount
    if payment.credited_at is None or back <= Decimal("0.00"):
        return
    crediting.take_back(payment, back, on=clock.today())
    payment.refunded_amount += back
    if payment.refunded_amount == payment.amount:
        payment.status = Payment.Status.REFUNDED
    payment.save(update_fields=["refunded_amount", "status"])
    events.record(events.REFUNDED, payment, actor=SYSTEM, refunded=f"{back:.2f}")
