"""Money of payments on the books of loans: the only writing of lending that payments do."""

from datetime import date
from decimal import Decimal

from kabinet.kernel.access import SYSTEM
from kabinet.lending.actions.record_repayment import record_repayment
from kabinet.lending.actions.reverse_repayment import reverse_repayment
from kabinet.payments.models import Payment


def source_of(payment: Payment) -> str:
    """The name of a payment's repayment in the books; there can be only one."""
    return f"payment:{payment.pk}"


def credit(payment: Payment, *, on: date) -> None:
    """Record the repayment of a payment; a second time changes nothing."""
    record_repayment(actor=SYSTEM, loan_id=payment.loan_id, amount=payment.amount, on=on, source=source_of(payment))


def take_back(payment: Payment, amount: Decimal, *, on: date) -> None:
    """Reverse so much of a payment's repayment; the total given back names the reversal, so it counts once."""
    total = payment.refunded_amount + amount
    reverse_repayment(
        actor=SYSTEM,
        loan_id=payment.loan_id,
        repayment=source_of(payment),
        amount=amount,
        on=on,
        source=f"{source_of(payment)}:returned:{total:.2f}",
    )
