"""The office's list of loans."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, DateField, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThan

from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.paging import Page, page
from kabinet.lending.engine.calendar import latest_due_before
from kabinet.lending.models import Instalment, Loan, Operation, Schedule
from kabinet.lending.numbers import contract_key
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
        status: `approved`, `issued`, `repaid`, `overdue` or `unscheduled`; empty for all.
        product: Code of a service; empty for all.
        search: Part of a contract number, of the client's name, INN or phone.
    """

    status: str = ""
    product: str = ""
    search: str = ""


def office_loans(actor: Actor, filters: LoanFilters, *, cursor: str = "", size: int = PAGE) -> Page[LoanLine]:
    """Loans by filters with their states, newest first. Five queries.

    Args:
        actor: Sees the loans of `access.visible`.
        filters: Values from the address; unknown ones find nothing.
        cursor: Where the page begins.
        size: Loans on a page.
    """
    loans = _filtered(access.visible(Loan, actor), filters).select_related("product__service", "party")
    found = page(loans, by="created_at", cursor=cursor, size=size)
    states = loan_states(found.rows) if found.rows else {}
    return Page([LoanLine(loan, states[loan.pk]) for loan in found.rows], found.newer, found.older)


def overdue_loans(loans: QuerySet[Loan], today: date) -> QuerySet[Loan]:
    """The loans among `loans` that are behind their schedule in force, found by the database itself.

    Repayments cover what is due first, so a loan is overdue exactly when less came in than had to be in before today.
    """
    issued = loans.filter(status=Loan.Status.ISSUED)
    return issued.filter(GreaterThan(_fallen_due(today), _came_in()))


def unscheduled_loans(loans: QuerySet[Loan]) -> QuerySet[Loan]:
    """The issued loans among `loans` without a schedule from the day of their money for their sum.

    The disbursement publishes one; these are left from before it did, or their day was corrected afterwards.
    """
    newest = Schedule.objects.filter(loan=OuterRef("pk")).order_by("-number")
    day = newest.annotate(day=Cast(KT("terms__issued"), DateField())).values("day")[:1]
    amount = newest.annotate(sum=Cast(KT("terms__amount"), _SUM)).values("sum")[:1]
    issued = loans.filter(status=Loan.Status.ISSUED).annotate(planned_from=Subquery(day), planned_sum=Subquery(amount))
    return issued.filter(
        Q(planned_from=None) | ~Q(planned_from=F("disbursed_on")) | ~Q(planned_sum=F("amount")),
    )


def _fallen_due(today: date) -> Coalesce:
    """Instalments of the schedule in force whose last day in time was before today, roubles."""
    in_force = Schedule.objects.filter(loan=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    late = Q(schedule__days_off_extend=False, due__lt=today) | Q(
        schedule__days_off_extend=True, due__lte=latest_due_before(today)
    )
    sums = (
        Instalment.objects.filter(late, schedule=Subquery(in_force))
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
    elif filters.status == "unscheduled":
        loans = unscheduled_loans(loans)
    elif filters.status:
        loans = loans.filter(status=filters.status)
    if filters.product:
        loans = loans.filter(product__service__code=filters.product)
    if filters.search.strip():
        loans = loans.filter(_search(filters.search.replace("\x00", "")[:100]))
    return loans


def _search(typed: str) -> Q:
    """A part of a contract's number, however it is written, or of what a client is found by."""
    client, key = matches(typed, "party__search_text"), contract_key(typed)
    return (Q(contract_key__contains=key) if key else Q()) | (client or Q())
