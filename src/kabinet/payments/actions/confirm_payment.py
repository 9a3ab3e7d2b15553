"""The acquirer is asked where a payment stands, and what it says takes effect."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kabinet.identity.rights import MANAGE_PAYMENTS
from kabinet.kernel import access, clock
from kabinet.kernel.access import SYSTEM, Actor, require
from kabinet.kernel.errors import Refused
from kabinet.payments import crediting, events, presentation
from kabinet.payments.actions.open_payment import give_up_payment, open_payment
from kabinet.payments.models import Payment
from kabinet.payments.providers import acquirer_of
from kabinet.payments.providers.base import Acquirer, AcquirerError, AcquirerPayment, NotSetUpError, Reason
from kabinet.payments.states import attach, cancel, dispute, locked, mismatch

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the acquirer said, and when it was asked."""

    remote: AcquirerPayment
    asked_at: datetime


def confirm_payment(*, payment_id: UUID) -> Payment:
    """Ask the acquirer that took a payment about it and do what follows: credit it, cancel it, take a refund back.

    Safe to run any number of times, at once, and with answers that overtake each other: money counts once, and a state
    never goes back. The acquirer is asked outside the transaction; a payment without its answer yet is opened again.

    Args:
        payment_id: Ours.

    Raises:
        Payment.DoesNotExist: There is none.
        AcquirerError: It did not answer, refused to, or is no longer set up; nothing was changed.
    """
    payment = Payment.objects.get(pk=payment_id)
    if payment.provider_id is None:
        if not give_up_payment(payment_id=payment_id):
            open_payment(payment_id=payment_id)
        return Payment.objects.get(pk=payment_id)
    acquirer = acquirer_of(payment.provider)
    answer = _ask(acquirer, payment.provider_id)
    payment = _apply(payment_id, answer)
    if payment.status == Payment.Status.WAITING:
        acquirer.capture_payment(answer.remote.id, key=f"capture-{payment.pk}")
        payment = _apply(payment_id, _ask(acquirer, answer.remote.id))
    return payment


def adopt_payment(*, provider: str, provider_id: str) -> Payment | None:
    """Find the payment that an unknown identifier belongs to: its opening was carried out, but the answer got lost.

    Args:
        provider: The acquirer's name.
        provider_id: Its identifier of the payment.

    Returns:
        None when the acquirer's payment is none of ours.

    Raises:
        UnknownPaymentError: The acquirer knows no such payment.
        AcquirerError: It did not answer, or is not set up.
    """
    answer = _ask(acquirer_of(provider), provider_id)
    try:
        payment_id = UUID(answer.remote.payment_id)
    except ValueError:
        return None
    if not Payment.objects.filter(pk=payment_id, provider=provider, provider_id=None).exists():
        return None
    with transaction.atomic():
        payment = locked(payment_id)
        if payment.provider_id is None:
            payment.attempts.filter(outcome="open").update(outcome="accepted", sealed_customer="")
            attach(payment, answer.remote)
    return _apply(payment_id, answer)


def check_payment_now(*, actor: Actor, payment_id: UUID) -> Payment:
    """A member of staff asks for the state of a payment.

    Raises:
        Denied: They may not reconcile payments.
        Refused: `payment.acquirer_away`, or `payment.acquirer_gone`: it is no longer set up.
    """
    require(actor, MANAGE_PAYMENTS)
    payment = access.get(Payment, actor, payment_id)
    try:
        return confirm_payment(payment_id=payment.pk)
    except AcquirerError as error:
        raise _unanswered(payment, error) from error


def _unanswered(payment: Payment, error: AcquirerError) -> Refused:
    if isinstance(error, NotSetUpError):
        return Refused("payment.acquirer_gone", presentation.out_of_reach(payment))
    sentence = _(
        "%(acquirer)s does not answer now. Try again in a few minutes; the payment is also asked about by itself."
    )
    return Refused("payment.acquirer_away", sentence % {"acquirer": presentation.acquirer(payment)})


def _ask(acquirer: Acquirer, provider_id: str) -> _Answer:
    asked_at = clock.now()
    return _Answer(acquirer.get_payment(provider_id), asked_at)


@transaction.atomic
def _apply(payment_id: UUID, answer: _Answer) -> Payment:
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
