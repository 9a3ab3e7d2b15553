"""The office's list of loans."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.lending.models import Instalment, Loan, Operation, Schedule
from kabinet.lending.queries.loans import LoanLine
from kabinet.lending.queries.state import loan_states
from kabinet.parties.searching import matches

PAGE = 30
_SUM = DecimalField(max_digits=14, decimal_places=2)
_NOTHING = Value(Decimal(0), output_field=_SUM)


@dataclass(frozen=True, slots=True)
class LoanFilters:
    """What the office looks for.

    Attributes:
        status: `approved`, `issued`, `repaid` or `overdue`; empty for all.
        product: Code of a service; empty for all.
        search: Part of a contract number, of the client's name, INN or phone.
        after: Cursor of the page, from `LoanPage`.
        newer: Read towards newer loans from the cursor.
    """

    status: str = ""
    product: str = ""
    search: str = ""
    after: str = ""
    newer: bool = False


@dataclass(frozen=True, slots=True)
class LoanPage:
    """One page of the list.

    Attributes:
        lines: Loans with their states, newest first.
        older: Cursor of the next page; empty at the end.
        newer: Cursor of the page before (read with `newer`); empty at the beginning.
    """

    lines: tuple[LoanLine, ...]
    older: str
    newer: str


def office_loans(actor: Actor, filters: LoanFilters, *, size: int = PAGE) -> LoanPage:
    """Loans by filters, newest first, a page at a time without counting. Five queries.

    Args:
        actor: Sees the loans of `access.visible`.
        filters: Values from the address; unknown ones find nothing, a broken cursor starts from the beginning.
        size: Loans on a page.
    """
    loans = _filtered(access.visible(Loan, actor), filters).select_related("product__service", "party")
    cursor = _cursor(filters.after)
    if cursor is not None:
        loans = loans.filter(_beyond(cursor, newer=filters.newer))
    backwards = cursor is not None and filters.newer
    ordering = ("created_at", "-id") if backwards else ("-created_at", "id")
    found = list(loans.order_by(*ordering)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    states = loan_states(found) if found else {}
    lines = tuple(LoanLine(loan, states[loan.pk]) for loan in found)
    has_older = more if not backwards else True
    has_newer = more if backwards else cursor is not None
    return LoanPage(
        lines,
        older=_token(found[-1]) if found and has_older else "",
        newer=_token(found[0]) if found and has_newer else "",
    )


def overdue_loans(loans: QuerySet[Loan], today: date) -> QuerySet[Loan]:
    """The loans among `loans` that are behind their schedule in force, found by the database itself.

    Repayments cover what is due first, so a loan is overdue exactly when less came in than fell due before today.
    """
    issued = loans.filter(status=Loan.Status.ISSUED)
    return issued.filter(GreaterThan(_fallen_due(today), _came_in()))


def _fallen_due(today: date) -> Coalesce:
    """Instalments of the schedule in force that fell due before today, roubles."""
    in_force = Schedule.objects.filter(loan=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    sums = (
        Instalment.objects.filter(schedule=Subquery(in_force), due__lt=today)
        .values("schedule")
        .annotate(sum=Sum("payment"))
        .values("sum")
    )
    return Coalesce(Subquery(sums, output_field=_SUM), _NOTHING)


def _came_in() -> Coalesce:
    """Repayments less their reversals, roubles."""
    sign = Case(
        When(kind=Operation.Kind.REPAYMENT, then=F("amount")),
        When(reverses__kind=Operation.Kind.REPAYMENT, then=-F("amount")),
        default=_NOTHING,
        output_field=_SUM,
    )
    sums = Operation.objects.filter(loan=OuterRef("pk")).values("loan").annotate(sum=Sum(sign)).values("sum")
    return Coalesce(Subquery(sums, output_field=_SUM), _NOTHING)


def _filtered(loans: QuerySet[Loan], filters: LoanFilters) -> QuerySet[Loan]:
    if filters.status == "overdue":
        loans = overdue_loans(loans, clock.today())
    elif filters.status:
        loans = loans.filter(status=filters.status)
    if filters.product:
        loans = loans.filter(product__service__code=filters.product)
    if filters.search.strip():
        typed = filters.search.replace("\x00", "").strip()[:100]
        client = matches(typed, "party__search_text")
        number = Q(contract_number__icontains=typed)
        loans = loans.filter(number | client if client else number)
    return loans


def _token(loan: Loan) -> str:
    return f"{loan.created_at.isoformat()}~{loan.pk}"


def _cursor(token: str) -> tuple[datetime, UUID] | None:
    moment, _, key = token.partition("~")
    try:
        at, pk = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return (at, pk) if at.tzinfo else None


def _beyond(cursor: tuple[datetime, UUID], *, newer: bool) -> Any:
    at, pk = cursor
    if newer:
        return Q(created_at__gt=at) | Q(created_at=at, pk__lt=pk)
    return Q(created_at__lt=at) | Q(created_at=at, pk__gt=pk)
