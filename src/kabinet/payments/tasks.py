"""Jobs of payments."""

from uuid import UUID

from kabinet.kernel import jobs
from kabinet.payments.actions import confirm_payment as confirming
from kabinet.payments.actions import receive_notice as noticing
from kabinet.payments.actions import reconcile_payments as reconciling

__all__ = ["check_payment", "find_refunds", "follow_notice", "forget_notices", "reconcile_payments"]


@jobs.job(queue="payments", attempts=7)
def follow_notice(notice_id: str) -> None:
    """Ask the acquirer about the payment of a notification."""
    noticing.follow_notice(notice_id=UUID(notice_id))


@jobs.job(queue="payments")
def check_payment(payment_id: str) -> None:
    """Ask the acquirer about a payment somebody waits for; not repeated, reconciliation follows anyway."""
    confirming.confirm_payment(payment_id=UUID(payment_id))


@jobs.every("* * * * *", queue="payments")
def reconcile_payments() -> None:
    """Ask about payments that nothing was heard of."""
    reconciling.reconcile_payments()


@jobs.every("23 * * * *", queue="payments")
def find_refunds() -> None:
    """Look for refunds made at the acquirer's."""
    reconciling.find_refunds()


@jobs.every("41 3 * * *")
def forget_notices() -> None:
    """Drop old notifications."""
    noticing.forget_notices()
