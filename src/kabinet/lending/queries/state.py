"""The one place where the state of loans is worked out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kabinet.kernel import clock
from kabinet.kernel.money import ZERO
from kabinet.lending import books
from kabinet.lending.engine import InstalmentStatus, Paid, Row, ScheduleStatus, allocate, schedule_status
from kabinet.lending.engine.allocation import AllocationPart
from kabinet.lending.engine.calendar import deadline_of
from kabinet.lending.engine.status import UPCOMING
from kabinet.lending.models import Instalment, Loan, Operation, Schedule
from kabinet.lending.queries.regulations import Order, with_order

NO_ORDER: Final = Order((), "")
"""Of a loan without a schedule: there is nothing that a repayment could cover."""


@dataclass(frozen=True, slots=True)
class LoanState:
    """Where a loan stands on a day; sums are roubles.

    Attributes:
        on: The day.
        schedule: The schedule in force; None before the first is published.
        rows: Its rows.
        order: Order of allocation of the contract.
        order_source: Where the law sets it.
        books: All repayments over the schedule in force.
        status: Marks of the instalments and totals; None while nothing can be owed: the money has not gone out, or no
            schedule says how it comes back.
    """

    on: date
    schedule: Schedule | None
    rows: tuple[Row, ...]
    order: tuple[str, ...]
    order_source: str
    books: books.Books
    status: ScheduleStatus | None

    @property
    def instalments(self) -> tuple[InstalmentStatus, ...]:
        """Each instalment with its mark: paid, partly_paid, due_next, overdue or upcoming.

        Before the money goes out every one is upcoming.
        """
        return (
            self.status.instalments
            if self.status
            else tuple(planned(row, days_off_extend=self.days_off_extend) for row in self.rows)
        )

    @property
    def repaid(self) -> Decimal:
        """All money that came in and stayed."""
        return self.books.repaid

    @property
    def overpaid(self) -> Decimal:
        """What came in beyond the whole debt; nothing while no schedule says what the debt is."""
        return self.books.overpaid if self.status else ZERO

    @property
    def due_now(self) -> Decimal:
        """Overdue and the next instalment together."""
        return self.status.due_now if self.status else ZERO

    @property
    def overdue(self) -> Decimal:
        """Left of the overdue instalments."""
        return self.status.overdue if self.status else ZERO

    @property
    def overdue_days(self) -> int:
        """Days since the oldest overdue instalment."""
        return self.status.overdue_days if self.status else 0

    @property
    def next_due(self) -> date | None:
        """The next day of payment."""
        return self.status.next_due if self.status else None

    @property
    def next_deadline(self) -> date | None:
        """The last day on which the next payment is in time: later than its day when that is a day off."""
        return self.status.next_deadline if self.status else None

    @property
    def days_off_extend(self) -> bool:
        """Whether a payment due on a day off is in time on the next working day, as the schedule in force has it."""
        return self.schedule is None or self.schedule.days_off_extend

    @property
    def next_amount(self) -> Decimal:
        """What is left of the next instalment."""
        return self.status.next_amount if self.status else ZERO

    @property
    def remaining(self) -> Decimal:
        """The whole debt by the schedule."""
        return self.status.remaining if self.status else ZERO

    @property
    def remaining_principal(self) -> Decimal:
        """Left of the principal."""
        return self.status.remaining_principal if self.status else ZERO

    @property
    def is_repaid(self) -> bool:
        """There is a schedule and nothing of it is left to pay."""
        return self.status is not None and self.status.is_repaid

    def preview(self, amount: Decimal, *, after: Decimal = ZERO) -> list[AllocationPart]:
        """How a repayment of today would split, up to the whole debt.

        Args:
            amount: Roubles.
            after: Roubles that are expected to come in before it.
        """
        earlier = self._split(self.books.paid, min(after, self.remaining))
        return self._split(books.added(self.books.paid, earlier), min(amount, self.remaining - after))

    def _split(self, paid: Mapping[int, Paid], amount: Decimal) -> list[AllocationPart]:
        if amount <= 0:
            return []
        return allocate(self.rows, paid, amount, self.on, self.order, days_off_extend=self.days_off_extend)


def state_of(
    loan: Loan,
    schedule: Schedule | None,
    rows: Sequence[Row],
    operations: Iterable[Operation],
    *,
    on: date,
    order: Order = NO_ORDER,
) -> LoanState:
    """The state of a loan whose schedule and operations are at hand. What has not gone out is not owed."""
    extend = schedule is None or schedule.days_off_extend
    laid = books.lay(rows, books.net_repayments(operations), order.buckets, days_off_extend=extend)
    is_owed = schedule is not None and loan.disbursed_on is not None
    status = schedule_status(rows, laid.paid, on, days_off_extend=extend) if is_owed else None
    return LoanState(on, schedule, tuple(rows), order.buckets, order.source, laid, status)


def planned(row: Row, *, days_off_extend: bool = True) -> InstalmentStatus:
    """An instalment of a loan whose money has not gone out: nothing of it is due or paid yet."""
    return InstalmentStatus(
        number=row.number,
        due=row.due,
        deadline=deadline_of(row.due, days_off_extend=days_off_extend),
        state=UPCOMING,
        payment=row.payment,
        paid_interest=ZERO,
        paid_principal=ZERO,
        remaining=row.payment,
        overdue_days=0,
    )


def loan_state(loan: Loan, *, on: date | None = None) -> LoanState:
    """The state of one loan on a day (today by default). Three queries."""
    return loan_states([loan], on=on)[loan.pk]


def loan_states(loans: Sequence[Loan], *, on: date | None = None) -> dict[UUID, LoanState]:
    """States by loan. Three queries, whatever the number of loans."""
    day = on or clock.today()
    schedules = {schedule.loan_id: (schedule, order) for schedule, order in schedules_in_force(loans)}
    rows = rows_of([schedule.pk for schedule, _order in schedules.values()])
    operations: dict[UUID, list[Operation]] = {}
    for operation in Operation.objects.filter(loan__in=loans):
        operations.setdefault(operation.loan_id, []).append(operation)
    states = {}
    for loan in loans:
        schedule, order = schedules.get(loan.pk, (None, NO_ORDER))
        mine = rows.get(schedule.pk, ()) if schedule else ()
        states[loan.pk] = state_of(loan, schedule, mine, operations.get(loan.pk, ()), on=day, order=order)
    return states


def schedules_in_force(loans: Sequence[Loan]) -> list[tuple[Schedule, Order]]:
    """The newest schedule of each loan that has one, with the order of allocation of its contract. One query."""
    return with_order(Schedule.objects.filter(loan__in=loans).order_by("loan_id", "-number").distinct("loan_id"))


def rows_of(schedule_ids: Sequence[Any]) -> Mapping[UUID, tuple[Row, ...]]:
    """Rows of schedules, as the engine knows them. One query."""
    found: dict[UUID, list[Row]] = {}
    values = Instalment.objects.filter(schedule__in=schedule_ids).order_by("schedule_id", "number")
    for schedule_id, *row in values.values_list(
        "schedule_id", "number", "due", "days", "payment", "principal", "interest", "balance"
    ):
        found.setdefault(schedule_id, []).append(Row._make(row))
    return {key: tuple(items) for key, items in found.items()}
