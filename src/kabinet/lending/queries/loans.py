"""Loans as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.money import ZERO
from kabinet.lending.books import Split
from kabinet.lending.engine import InstalmentStatus, Row
from kabinet.lending.models import Allocation, Loan, Operation, Schedule
from kabinet.lending.queries.explanations import InstalmentExplanation, explanations
from kabinet.lending.queries.regulations import with_order
from kabinet.lending.queries.state import NO_ORDER, LoanState, loan_states, rows_of, state_of
from kabinet.lending.standing import needs_schedule

MOST_SHOWN: Final = 100
"""Loans of one client in a list without pages."""

_OWN: Final = tuple(column.name for column in Loan._meta.concrete_fields)
_OF_LINE: Final = ("product__service", "party")
_LINE: Final = (*_OWN, "product__service__title", "product__default_payments", "party__display_name")
_OF_CARD: Final = (*_OF_LINE, "application")
_CARD: Final = (*_LINE, "application__number", "application__payments")
"""What pages of loans show: of product, client and application no more than their names and numbers. Reading all of
them, the answers of the application too, takes as long as everything else of a loan."""


@dataclass(frozen=True, slots=True)
class LoanLine:
    """A loan in a list, with its state."""

    loan: Loan
    state: LoanState


@dataclass(frozen=True, slots=True)
class Share:
    """What one repayment paid of one instalment, roubles."""

    operation_id: UUID
    on: date
    interest: Decimal
    principal: Decimal

    @property
    def total(self) -> Decimal:
        """Both together."""
        return self.interest + self.principal


@dataclass(frozen=True, slots=True)
class InstalmentLine:
    """One row of a schedule with its mark, its reasons and the repayments that paid it."""

    row: Row
    status: InstalmentStatus
    explanation: InstalmentExplanation | None
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One operation.

    Attributes:
        operation: The fact.
        reversed: What was taken back of it, roubles.
        split: How it lies over the schedule in force; None for what is no repayment or was taken back whole.
        credited: How it was split when it was credited; empty unless that was over an earlier schedule.
        credited_by: That schedule's number.
    """

    operation: Operation
    reversed: Decimal
    split: Split | None
    credited: tuple[Allocation, ...]
    credited_by: int | None


@dataclass(frozen=True, slots=True)
class LoanCard:
    """All about one loan.

    Attributes:
        loan: With its product, application and client at hand.
        state: Where it stands today.
        versions: Published schedules, newest first.
        instalments: The schedule in force with marks.
        operations: Newest first.
        needs_new_schedule: The schedule in force starts on another day than the money went out, or for another sum;
            never of a repaid loan, whose schedule does not change any more.
    """

    loan: Loan
    state: LoanState
    versions: tuple[Schedule, ...]
    instalments: tuple[InstalmentLine, ...]
    operations: tuple[OperationLine, ...]
    needs_new_schedule: bool

    @property
    def schedule(self) -> Schedule | None:
        """The schedule in force."""
        return self.versions[0] if self.versions else None


def loan_list(actor: Actor) -> list[LoanLine]:
    """The loans of a client with their states: open ones first, then the newest. Four queries."""
    loans = list(_with_names(actor).filter(account_id=actor.user_id).order_by("-created_at", "id")[:MOST_SHOWN])
    lines = _lines(loans)
    return sorted(lines, key=lambda line: line.loan.is_repaid)


def home_loans(actor: Actor) -> list[LoanLine]:
    """The client's loans that are not repaid, the most urgent first. Four queries; one when there are none."""
    open_loans = _with_names(actor).filter(account_id=actor.user_id).exclude(status=Loan.Status.REPAID)
    return sorted(_lines(list(open_loans.order_by("-created_at")[:MOST_SHOWN])), key=_urgency)


def loans_of_party(actor: Actor, party_id: UUID) -> list[LoanLine]:
    """Loans of a client of the register, newest first, for the card in the office. Four queries."""
    return _lines(list(_with_names(actor).filter(party_id=party_id).order_by("-created_at", "id")[:MOST_SHOWN]))


def loan_of_application(actor: Actor, application_id: UUID) -> Loan | None:
    """The loan an application became, if it did and the actor may know of it. One query."""
    return _with_names(actor).filter(application_id=application_id).first()


def loan_card(actor: Actor, loan_id: Any) -> LoanCard:
    """One loan with everything a card shows. At most five queries.

    Raises:
        Http404: There is no such loan for them.
    """
    loan = access.get(Loan, actor, loan_id, related=_OF_CARD, only=_CARD)
    found = with_order(Schedule.objects.filter(loan=loan).order_by("-number"))
    versions = tuple(version for version, _order in found)
    schedule, order = found[0] if found else (None, NO_ORDER)
    rows = rows_of([schedule.pk]).get(schedule.pk, ()) if schedule else ()
    operations = list(Operation.objects.filter(loan=loan).order_by("-on", "-id"))
    state = state_of(loan, schedule, rows, operations, on=clock.today(), order=order)
    return LoanCard(
        loan=loan,
        state=state,
        versions=versions,
        instalments=_instalments(state, operations),
        operations=_operations(state, versions, operations),
        needs_new_schedule=schedule is not None and needs_schedule(loan, schedule),
    )


class ExplainedRow(NamedTuple):
    """A row of a schedule with its reasons; None where there are none to give."""

    row: Row
    explanation: InstalmentExplanation | None


@dataclass(frozen=True, slots=True)
class ScheduleVersion:
    """A published schedule as it was, with its reasons.

    Attributes:
        loan: Its loan.
        schedule: The version.
        rows: Its rows, each with its explanation.
        is_in_force: No newer one is published.
    """

    loan: Loan
    schedule: Schedule
    rows: tuple[ExplainedRow, ...]
    is_in_force: bool


def schedule_version(actor: Actor, loan_id: Any, number: int) -> ScheduleVersion:
    """One version of a loan's schedule. Three queries.

    Raises:
        Http404: There is no such loan for them, or no such version.
    """
    loan = access.get(Loan, actor, loan_id, related=_OF_CARD, only=_CARD)
    versions = list(Schedule.objects.filter(loan=loan).order_by("-number"))
    schedule = next((version for version in versions if version.number == number), None)
    if schedule is None:
        raise Http404
    rows = rows_of([schedule.pk]).get(schedule.pk, ())
    reasons = explanations(schedule, rows)
    explained = tuple(ExplainedRow(row, reasons.get(row.number)) for row in rows)
    return ScheduleVersion(loan, schedule, explained, schedule == versions[0])


def _with_names(actor: Actor) -> QuerySet[Loan]:
    return access.visible(Loan, actor).select_related(*_OF_LINE).only(*_LINE)


def _lines(loans: Sequence[Loan]) -> list[LoanLine]:
    states = loan_states(loans) if loans else {}
    return [LoanLine(loan, states[loan.pk]) for loan in loans]


def _urgency(line: LoanLine) -> tuple[bool, date]:
    return not line.state.overdue, line.state.next_deadline or date.max


def _instalments(state: LoanState, operations: Sequence[Operation]) -> tuple[InstalmentLine, ...]:
    if state.schedule is None:
        return ()
    reasons = explanations(state.schedule, state.rows)
    shares = _shares(state, {operation.pk: operation.on for operation in operations})
    return tuple(
        InstalmentLine(row, status, reasons.get(row.number), tuple(shares.get(row.number, ())))
        for row, status in zip(state.rows, state.instalments, strict=True)
    )


def _shares(state: LoanState, days: dict[UUID, date]) -> dict[int, list[Share]]:
    shares: dict[int, list[Share]] = {}
    for operation_id, split in state.books.splits.items():
        sums: dict[int, dict[str, Decimal]] = {}
        for part in split.parts:
            if part.number is not None:
                of_one = sums.setdefault(part.number, {"interest": ZERO, "principal": ZERO})
                of_one[part.kind] += part.amount
        for number, of_one in sums.items():
            share = Share(operation_id, days[operation_id], of_one["interest"], of_one["principal"])
            shares.setdefault(number, []).append(share)
    return shares


def _operations(
    state: LoanState, versions: Sequence[Schedule], operations: Sequence[Operation]
) -> tuple[OperationLine, ...]:
    taken: dict[UUID, Decimal] = {}
    for operation in operations:
        if operation.reverses_id:
            taken[operation.reverses_id] = taken.get(operation.reverses_id, ZERO) + operation.amount
    numbers = {version.pk: version.number for version in versions}
    credited: dict[UUID, list[Allocation]] = {}
    if len(versions) > 1:
        earlier = Allocation.objects.filter(operation__in=operations).exclude(schedule=versions[0])
        for allocation in earlier:
            credited.setdefault(allocation.operation_id, []).append(allocation)
    return tuple(
        OperationLine(
            operation,
            taken.get(operation.pk, ZERO),
            state.books.splits.get(operation.pk),
            tuple(parts := credited.get(operation.pk, [])),
            numbers.get(parts[0].schedule_id) if parts else None,
        )
        for operation in operations
    )
