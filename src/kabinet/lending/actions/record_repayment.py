"""Credit a repayment to a loan."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kabinet.identity.rights import MANAGE_PAYMENTS
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.money import LARGEST, format_money
from kabinet.lending.events import REPAYMENT_RECORDED
from kabinet.lending.locks import lock_loan
from kabinet.lending.models import Allocation, Loan, Operation
from kabinet.lending.queries.state import LoanState, loan_state
from kabinet.lending.rules import require_past
from kabinet.lending.settlement import settle


def record_repayment(*, actor: Actor, loan_id: UUID, amount: Decimal, on: date, source: str) -> Operation:
    """Credit money to a loan, once per source, whatever the number of calls.

    Money that an acquirer confirmed (the actor is the system) is never refused for its sum: what exceeds the whole
    debt stays on the loan as overpaid. Staff are refused such a sum.

    Args:
        actor: The system, or staff with `MANAGE_PAYMENTS`.
        loan_id: An issued loan.
        amount: Roubles, greater than zero, at most two decimals.
        on: Day the money came in.
        source: What caused it, at most 100 characters: `payment:<id>`.

    Returns:
        The operation of that source, made now or before.

    Raises:
        Denied: The actor lacks the right.
        Http404: There is no such loan for them.
        Refused: `repayment.amount`, `repayment.not_issued`, `repayment.source`; and for staff
            `repayment.before_issue`, `repayment.no_schedule`, `repayment.more_than_debt` and `date.future`.
    """
    access.require(actor, MANAGE_PAYMENTS)
    _require_sum(amount)
    with transaction.atomic():
        loan = lock_loan(actor, loan_id)
        made = Operation.objects.filter(source=source).first()
        if made is not None:
            return _same(made, loan, amount)
        _require_open(loan, amount, on, actor)
        operation = _write(loan, amount, on, source, actor)
        state = loan_state(loan)
        _write_allocations(operation, state)
        settle(loan, state, actor)
        _record(loan, operation, state, actor)
        return operation


def _require_sum(amount: Decimal) -> None:
    if not amount.is_finite() or not 0 < amount <= LARGEST or amount != round(amount, 2):
        raise Refused("repayment.amount", _("Enter a sum greater than zero, with kopecks at most."), field="amount")


def _same(made: Operation, loan: Loan, amount: Decimal) -> Operation:
    if (made.loan_id, made.amount, made.kind) != (loan.pk, amount, Operation.Kind.REPAYMENT):
        raise _source_taken()
    return made


def _source_taken() -> Refused:
    return Refused("repayment.source", _("This money is already credited, in another sum or to another loan."))


def _require_open(loan: Loan, amount: Decimal, on: date, actor: Actor) -> None:
    if loan.disbursed_on is None:
        raise Refused("repayment.not_issued", _("The loan is not issued yet: there is nothing to repay."))
    if actor.kind == "system":
        return
    require_past(on, "on")
    if on < loan.disbursed_on:
        raise Refused("repayment.before_issue", _("The money cannot come back before the loan was issued."), field="on")
    state = loan_state(loan)
    if state.schedule is None:
        raise Refused("repayment.no_schedule", _("Publish the schedule first."))
    if amount > state.remaining:
        raise Refused(
            "repayment.more_than_debt",
            _("This is more than the whole debt. Enter at most %(most)s.") % {"most": format_money(state.remaining)},
            field="amount",
        )


def _write(loan: Loan, amount: Decimal, on: date, source: str, actor: Actor) -> Operation:
    try:
        with transaction.atomic():
            return Operation.objects.create(
                loan=loan,
                kind=Operation.Kind.REPAYMENT,
                on=on,
                amount=amount,
                source=source,
                recorded_by=actor.user_id,
            )
    except IntegrityError as error:
        raise _source_taken() from error


def _write_allocations(operation: Operation, state: LoanState) -> None:
    if state.schedule is None:
        return
    Allocation.objects.bulk_create(
        Allocation(
            operation=operation,
            schedule=state.schedule,
            instalment_number=part.number or 0,
            bucket=part.bucket,
            amount=part.amount,
        )
        for part in state.books.splits[operation.pk].parts
    )


def _record(loan: Loan, operation: Operation, state: LoanState, actor: Actor) -> None:
    data = {
        "contract_number": loan.contract_number,
        "amount": str(operation.amount),
        "on": operation.on.isoformat(),
        "source": operation.source,
        "remaining": str(state.remaining),
        "overpaid": str(state.overpaid),
    }
    if state.next_deadline is not None:
        data |= {"due": state.next_deadline.isoformat(), "due_amount": str(state.next_amount)}
    events.record(REPAYMENT_RECORDED, actor=actor, subject=loan, party_id=loan.party_id, data=data)
