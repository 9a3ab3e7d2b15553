"""Jobs of payments."""

from uuid import UUID

from kabinet.kernel import jobs
from kabinet.payments.actions import confirm_payment as confirming
from kabinet.payments.actions import find_refunds as searching
from kabinet.payments.actions import follow_notice as following
from kabinet.payments.actions import forget_notices as forgetting
from kabinet.payments.actions import reconcile_payments as reconciling


@jobs.job("payments.follow_notice", queue="payments", attempts=7)
def follow_notice(notice_id: str) -> None:
    """Ask the acquirer about the payment of a notification."""
    following.follow_notice(notice_id=UUID(notice_id))


@jobs.job("payments.check", queue="payments")
def check_payment(payment_id: str) -> None:
    """Ask the acquirer about a payment somebody waits for; not repeated, reconciliation follows anyway."""
    confirming.confirm_payment(payment_id=UUID(payment_id))


@jobs.routine("payments.reconcile", queue="payments")
def reconcile_payments() -> None:
    """Ask about payments that nothing was heard of."""
    reconciling.reconcile_payments()


@jobs.routine("payments.find_refunds", queue="payments")
def find_refunds() -> None:
    """Look for refunds made at the acquirer's."""
    searching.find_refunds()


@jobs.routine("payments.forget_notices")
def forget_notices() -> None:
    """Drop old notifications."""
    forgetting.forget_notices()
