"""Take a repayment back."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from kabinet.identity.rights import MANAGE_PAYMENTS
from kabinet.kernel import access, clock, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.money import ZERO, format_money
from kabinet.lending.events import REPAYMENT_REVERSED
from kabinet.lending.locks import lock_loan
from kabinet.lending.models import Loan, Operation
from kabinet.lending.queries.state import LoanState, loan_state
from kabinet.lending.settlement import settle


def reverse_repayment(
    *,
    actor: Actor,
    loan_id: UUID,
    repayment: str,
    source: str,
    amount: Decimal | None = None,
    on: date | None = None,
) -> Operation:
    """Reverse a repayment or a part of it, once per source: the money went back to the payer.

    The books then look as if the reversed sum had never come; a loan that was repaid is open again when something is
    owed.

    Args:
        actor: The system, or staff with `MANAGE_PAYMENTS`.
        loan_id: The loan.
        repayment: Source of the repayment, `payment:<id>`.
        source: What caused the reversal, `refund:<id>`.
        amount: Roubles; all that is left of the repayment by default.
        on: Day the money went back, today by default.

    Returns:
        The reversal of that source, made now or before.

    Raises:
        Denied: The actor lacks the right.
        Http404: There is no such loan for them.
        Refused: `reversal.unknown`, `reversal.amount` or `reversal.source`.
    """
    access.require(actor, MANAGE_PAYMENTS)
    with transaction.atomic():
        loan = lock_loan(actor, loan_id)
        made = Operation.objects.filter(source=source).first()
        if made is not None:
            if (made.loan_id, made.kind) != (loan.pk, Operation.Kind.REVERSAL):
                raise Refused("reversal.source", _("This source already made another operation."))
            return made
        original = Operation.objects.filter(loan=loan, source=repayment, kind=Operation.Kind.REPAYMENT).first()
        if original is None:
            raise Refused("reversal.unknown", _("There is no such repayment on this loan."))
        operation = Operation.objects.create(
            loan=loan,
            kind=Operation.Kind.REVERSAL,
            on=on or clock.today(),
            amount=_taken(original, amount),
            source=source,
            reverses=original,
            recorded_by=actor.user_id,
        )
        state = loan_state(loan)
        settle(loan, state, actor)
        _record(actor, loan, operation, state)
        return operation


def _taken(original: Operation, amount: Decimal | None) -> Decimal:
    """The sum to reverse: what was asked for, or all that is left of the repayment."""
    left: Decimal = original.amount - (original.reversals.aggregate(sum=Sum("amount"))["sum"] or ZERO)
    taken = left if amount is None else amount
    if not taken.is_finite() or not 0 < taken <= left or taken != round(taken, 2):
        raise Refused(
            "reversal.amount",
            _("At most %(most)s of this repayment can be taken back.") % {"most": format_money(left)},
            field="amount",
        )
    return taken


def _record(actor: Actor, loan: Loan, operation: Operation, state: LoanState) -> None:
    events.record(
        REPAYMENT_REVERSED,
        actor=actor,
        subject=loan,
        party_id=loan.party_id,
        data={
            "contract_number": loan.contract_number,
            "amount": str(operation.amount),
            "source": operation.source,
            "remaining": str(state.remaining),
        },
    )
