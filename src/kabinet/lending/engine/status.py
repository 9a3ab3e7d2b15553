"""Where a loan stands on a given day: what is paid, what is due, what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kabinet.lending.engine.allocation import Owed, Paid, count_due, count_overdue, owed_on
from kabinet.lending.engine.rounding import to_kopecks, to_roubles
from kabinet.lending.engine.schedule import Row

PAID = "paid"
PARTLY_PAID = "partly_paid"
DUE_NEXT = "due_next"
OVERDUE = "overdue"
UPCOMING = "upcoming"


@dataclass(frozen=True, slots=True)
class InstalmentStatus:
    """Where one instalment stands; sums are roubles.

    Attributes:
        number: Number of the instalment.
        due: Its due date.
        deadline: Last day on which it is in time: the due date, or the working day that a day off extends it to.
        state: `paid`; `overdue` when not paid in full by its deadline, even if in part; `partly_paid`;
            `due_next` for the nearest one to pay; `upcoming`.
        payment: What it asks.
        paid_interest: Paid of its interest.
        paid_principal: Paid of its principal.
        remaining: What is left of it.
        overdue_days: Days since the deadline of an overdue one, else 0.
    """

    number: int
    due: date
    deadline: date
    state: str
    payment: Decimal
    paid_interest: Decimal
    paid_principal: Decimal
    remaining: Decimal
    overdue_days: int

    @property
    def paid(self) -> Decimal:
        """Everything paid of it."""
        return self.paid_interest + self.paid_principal

    @property
    def is_extended(self) -> bool:
        """Its due date is a day off, and the term ends later."""
        return self.deadline != self.due


@dataclass(frozen=True, slots=True)
class ScheduleStatus:
    """Where a loan stands; sums are roubles.

    Attributes:
        on: The day.
        instalments: One per row of the schedule.
        due_now: All that is due: overdue, what fell due and is still in time or else the next instalment, penalty and
            costs.
        overdue: Left of the overdue instalments.
        overdue_days: Days since the deadline of the oldest overdue instalment, or 0.
        overdue_since: That deadline.
        next_number: The nearest instalment that is not overdue and not paid in full.
        next_due: Its due date.
        next_deadline: Last day on which it is in time.
        next_amount: What is left of it; 0.00 when there is none.
        penalty: Penalty owed.
        costs: Costs and other payments owed.
        paid_interest: Paid so far.
        paid_principal: Paid so far.
        remaining_interest: Left by the schedule.
        remaining_principal: Left of the principal.
        remaining: The whole debt by the schedule, with penalty and costs.
    """

    on: date
    instalments: tuple[InstalmentStatus, ...]
    due_now: Decimal
    overdue: Decimal
    overdue_days: int
    overdue_since: date | None
    next_number: int | None
    next_due: date | None
    next_deadline: date | None
    next_amount: Decimal
    penalty: Decimal
    costs: Decimal
    paid_interest: Decimal
    paid_principal: Decimal
    remaining_interest: Decimal
    remaining_principal: Decimal
    remaining: Decimal

    @property
    def is_repaid(self) -> bool:
        """Nothing is left to pay."""
        return not self.remaining


def _state(item: Owed, row: Row, on: date, next_number: int | None) -> str:
    if not item.left:
        return PAID
    if item.deadline < on:
        return OVERDUE
    if item.left < to_kopecks(row.payment):
        return PARTLY_PAID
    return DUE_NEXT if item.number == next_number else UPCOMING


def _instalment(item: Owed, row: Row, on: date, next_number: int | None) -> InstalmentStatus:
    state = _state(item, row, on, next_number)
    return InstalmentStatus(
        number=row.number,
        due=row.due,
        deadline=item.deadline,
        state=state,
        payment=row.payment,
        paid_interest=row.interest - to_roubles(item.interest),
        paid_principal=row.principal - to_roubles(item.principal),
        remaining=to_roubles(item.left),
        overdue_days=(on - item.deadline).days if state == OVERDUE else 0,
    )


def schedule_status(
    rows: Sequence[Row],
    paid: Mapping[int, Paid],
    on: date,
    *,
    penalty: Decimal = Decimal("0.00"),
    costs: Decimal = Decimal("0.00"),
    days_off_extend: bool = True,
) -> ScheduleStatus:
    """Tell where a loan stands on a day.

    Args:
        rows: The schedule in force.
        paid: What was paid by instalment number; see `allocation.paid_from`.
        on: The day.
        penalty: Penalty owed on that day, roubles.
        costs: Costs and other payments owed, roubles.
        days_off_extend: A payment due on a day off is in time on the next working day (Civil Code article 193).

    Raises:
        AllocationError: `paid` does not fit the schedule.
    """
    owed = owed_on(rows, paid, days_off_extend=days_off_extend)
    first_in_time = count_overdue(owed, on)
    late = [item for item in owed[:first_in_time] if item.left]
    following = next((item for item in owed[first_in_time:] if item.left), None)
    pending = sum(item.left for item in owed[first_in_time : count_due(owed, on)])
    number = following.number if following else None
    overdue = to_roubles(sum(item.left for item in late))
    next_amount = to_roubles(following.left if following else 0)
    interest = sum(item.interest for item in owed)
    principal = sum(item.principal for item in owed)
    return ScheduleStatus(
        on=on,
        instalments=tuple(_instalment(item, row, on, number) for item, row in zip(owed, rows, strict=True)),
        due_now=overdue + (to_roubles(pending) if pending else next_amount) + penalty + costs,
        overdue=overdue,
        overdue_days=(on - late[0].deadline).days if late else 0,
        overdue_since=late[0].deadline if late else None,
        next_number=number,
        next_due=following.due if following else None,
        next_deadline=following.deadline if following else None,
        next_amount=next_amount,
        penalty=penalty,
        costs=costs,
        paid_interest=sum((row.interest for row in rows), Decimal("0.00")) - to_roubles(interest),
        paid_principal=sum((row.principal for row in rows), Decimal("0.00")) - to_roubles(principal),
        remaining_interest=to_roubles(interest),
        remaining_principal=to_roubles(principal),
        remaining=to_roubles(interest + principal) + penalty + costs,
    )
