"""A payment that was written down is opened at the acquirer."""

from uuid import UUID

import structlog
from django.db import transaction

from kabinet.kernel import clock
from kabinet.kernel.secrets import BrokenSealError
from kabinet.payments.addressees import unseal_recipient
from kabinet.payments.models import PaymentAttempt
from kabinet.payments.providers import acquirer_of
from kabinet.payments.providers.base import (
    AcquirerPayment,
    NotSetUpError,
    Order,
    Reason,
    RejectedError,
    UncertainError,
)
from kabinet.payments.records import UnreadableOrderError, read_order
from kabinet.payments.rules import GIVE_UP_AFTER, SEND_AGAIN_AFTER
from kabinet.payments.states import attach, cancel, locked

log = structlog.get_logger(__name__)
_SEALED_SECONDS = 24 * 60 * 60
"""Acquirers remember a key no longer than that; a sealed recipient is of no use afterwards."""


def open_payment(*, payment_id: UUID) -> bool:
    """Send the open attempt of a payment, always with the same key and body, and write the answer down.

    One sender at a time: a request that is still under way is not sent a second time.

    Returns:
        False when the acquirer did not answer or is no longer set up, or the request cannot be repeated to the letter
        because the site's key was changed meanwhile; then the payment stays `created` until it is given up.
    """
    attempt = _claim(payment_id)
    if attempt is None:
        return True
    try:
        answer = _send(attempt)
    except (BrokenSealError, UnreadableOrderError):
        log.exception("payment.order_unreadable", payment=str(payment_id))
        _release(attempt)
        return False
    except RejectedError as rejected:
        _note_rejection(attempt, rejected)
        return True
    except (UncertainError, NotSetUpError) as error:
        log.warning("payment.opening_uncertain", payment=str(payment_id), error=repr(error))
        _release(attempt)
        return False
    _note_acceptance(attempt, answer)
    return True


@transaction.atomic
def _claim(payment_id: UUID) -> PaymentAttempt | None:
    """Take the open attempt for sending; None when there is none or somebody else is just sending it."""
    payment = locked(payment_id)
    attempt = payment.attempts.filter(outcome=PaymentAttempt.Outcome.OPEN).first()
    now = clock.now()
    if not payment.is_being_opened or payment.given_up_at or attempt is None:
        return None
    if payment.created_at <= now - GIVE_UP_AFTER:
        return None
    if attempt.sent_at is not None and attempt.sent_at > now - SEND_AGAIN_AFTER:
        return None
    attempt.sent_at = payment.checked_at = now
    attempt.sends += 1
    attempt.save(update_fields=["sent_at", "sends"])
    payment.save(update_fields=["checked_at"])
    return attempt


def _send(attempt: PaymentAttempt) -> AcquirerPayment:
    return acquirer_of(attempt.payment.provider).open_payment(_order(attempt), key=attempt.idempotence_key)


def _order(attempt: PaymentAttempt) -> Order:
    sealed = attempt.sealed_customer
    return read_order(attempt.request, unseal_recipient(sealed, max_age=_SEALED_SECONDS) if sealed else None)


def _release(attempt: PaymentAttempt) -> None:
    """Let the next one send it at once: this request is no longer under way."""
    PaymentAttempt.objects.filter(pk=attempt.pk, sends=attempt.sends).update(sent_at=None)


@transaction.atomic
def _note_rejection(attempt: PaymentAttempt, rejected: RejectedError) -> None:
    payment = locked(attempt.payment_id)
    log.warning("payment.rejected", payment=str(payment.pk), code=rejected.code, parameter=rejected.parameter)
    _close(attempt, PaymentAttempt.Outcome.REJECTED, rejected.code)
    if payment.is_being_opened:
        cancel(payment, Reason.NOT_ACCEPTED)


@transaction.atomic
def _note_acceptance(attempt: PaymentAttempt, answer: AcquirerPayment) -> None:
    payment = locked(attempt.payment_id)
    _close(attempt, PaymentAttempt.Outcome.ACCEPTED, "")
    if payment.provider_id is None:
        attach(payment, answer)


def _close(attempt: PaymentAttempt, outcome: PaymentAttempt.Outcome, code: str) -> None:
    attempt.outcome, attempt.error_code, attempt.sealed_customer = outcome, code, ""
    attempt.save(update_fields=["outcome", "error_code", "sealed_customer"])
