"""The books of one loan: all its repayments laid over the schedule in force. Pure.

A loan's state is never stored. It is what comes out when every repayment, in the order of days, is allocated anew over
the newest schedule. So a new version of the schedule distributes what was already paid, a repayment that comes late
to the books takes its place by its day, and a reversed one leaves no trace. What was true when a repayment was
credited is kept beside it as `Allocation` rows, for the explanation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from kabinet.kernel.money import ZERO
from kabinet.lending.engine import AllocationPart, Paid, Row, allocate, paid_from


@dataclass(frozen=True, slots=True)
class Repayment:
    """Money that came in and stayed.

    Attributes:
        operation_id: The operation of the repayment.
        on: Its day.
        amount: Roubles, less what was reversed of it; greater than zero.
    """

    operation_id: UUID
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Split:
    """How one repayment lies over the schedule in force.

    Attributes:
        parts: What it pays, in the order of payment.
        surplus: What is left of it when nothing more is owed, roubles.
    """

    parts: tuple[AllocationPart, ...]
    surplus: Decimal


@dataclass(frozen=True, slots=True)
class Books:
    """What repayments come to over a schedule.

    Attributes:
        paid: What is paid on each instalment, by its number.
        splits: How each repayment lies, by its operation.
        repaid: All money that came in and stayed, roubles.
        overpaid: What is left of it when nothing more is owed, roubles.
    """

    paid: dict[int, Paid] = field(default_factory=dict)
    splits: dict[UUID, Split] = field(default_factory=dict)
    repaid: Decimal = ZERO
    overpaid: Decimal = ZERO


def net_repayments(operations: Iterable[Any]) -> list[Repayment]:
    """Repayments less their reversals, in the order of their days and then of their recording.

    Args:
        operations: `Operation` rows of one loan, in any order.
    """
    rows = list(operations)
    reversed_sums: dict[UUID, Decimal] = {}
    for row in rows:
        if row.kind == "reversal":
            reversed_sums[row.reverses_id] = reversed_sums.get(row.reverses_id, ZERO) + row.amount
    kept = [
        Repayment(row.pk, row.on, row.amount - reversed_sums.get(row.pk, ZERO))
        for row in rows
        if row.kind == "repayment"
    ]
    return sorted((item for item in kept if item.amount > 0), key=lambda item: (item.on, item.operation_id))


def added(paid: Mapping[int, Paid], parts: Iterable[AllocationPart]) -> dict[int, Paid]:
    """What is paid on each instalment, by its number, once a further repayment is counted."""
    together = dict(paid)
    for number, more in paid_from(parts).items():
        before = together.get(number, Paid())
        together[number] = Paid(before.interest + more.interest, before.principal + more.principal)
    return together


def lay(
    rows: Sequence[Row], repayments: Sequence[Repayment], order: Sequence[str], *, days_off_extend: bool = True
) -> Books:
    """Lay repayments over a schedule.

    Args:
        rows: The schedule in force; empty when none is published yet.
        repayments: What `net_repayments` gave.
        order: The order of allocation of the loan's contract.
        days_off_extend: A payment due on a day off is in time on the next working day.

    Returns:
        The books; what exceeds the debt is surplus and is never lost.
    """
    left = sum((row.payment for row in rows), ZERO)
    paid: dict[int, Paid] = {}
    splits: dict[UUID, Split] = {}
    for item in repayments:
        fitting = min(item.amount, left)
        split = allocate(rows, paid, fitting, item.on, order, days_off_extend=days_off_extend) if fitting else []
        parts = tuple(split)
        paid = added(paid, parts)
        left -= fitting
        splits[item.operation_id] = Split(parts, item.amount - fitting)
    repaid = sum((item.amount for item in repayments), ZERO)
    return Books(paid, splits, repaid, sum((split.surplus for split in splits.values()), ZERO))
