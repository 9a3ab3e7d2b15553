"""The office's list of loans."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from kabinet.applications.queries.office import Numbered, numbered
from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.paging import Page, page
from kabinet.lending.engine.calendar import latest_due_before
from kabinet.lending.models import Loan
from kabinet.lending.numbers import contract_key
from kabinet.lending.queries.loans import LoanLine
from kabinet.lending.queries.state import loan_states
from kabinet.parties.searching import of_clients

PAGE = 30
SHORTEST_PART: Final = 3
"""Characters of a contract's number that a search in other lists must have: what trigrams are made of."""
MOST_CONTRACTS: Final = 200
_SHOWN: Final = (
    "status",
    "regime",
    "contract_number",
    "contract_date",
    "disbursed_on",
    "amount",
    "created_at",
    "product__service__title",
    "party__display_name",
)
"""What a line shows of a loan, and what its state is worked out from."""


@dataclass(frozen=True, slots=True)
class LoanFilters:
    """What the office looks for.

    Attributes:
        status: `approved`, `issued`, `repaid`, `overdue` or `unscheduled`; empty for all.
        product: Code of a service; empty for all.
        search: Part of a contract number, of the client's name, INN or phone; the number of the application.
    """

    status: str = ""
    product: str = ""
    search: str = ""


def office_loans(actor: Actor, filters: LoanFilters, *, cursor: str = "", size: int = PAGE) -> Page[LoanLine]:
    """Loans by filters with their states, newest first. Five queries, and two or three for a search.

    Args:
        actor: Sees the loans of `access.visible`.
        filters: Values from the address; unknown ones find nothing.
        cursor: Where the page begins.
        size: Loans on a page.
    """
    loans = (
        _filtered(access.visible(Loan, actor), filters, actor).select_related("product__service", "party").only(*_SHOWN)
    )
    found = page(loans, by="created_at", cursor=cursor, size=size)
    states = loan_states(found.rows) if found.rows else {}
    return Page([LoanLine(loan, states[loan.pk]) for loan in found.rows], found.newer, found.older)


def overdue_loans(loans: QuerySet[Loan], today: date) -> QuerySet[Loan]:
    """The loans among `loans` that are behind their schedule in force, by what they keep (see `lending.standing`)."""
    late = Q(days_off_extend=False) | Q(unpaid_due__lte=latest_due_before(today))
    return loans.filter(late, unpaid_due__lt=today)


def unscheduled_loans(loans: QuerySet[Loan]) -> QuerySet[Loan]:
    """The issued loans among `loans` without a schedule from the day of their money for their sum."""
    return loans.filter(needs_schedule=True)


def _filtered(loans: QuerySet[Loan], filters: LoanFilters, actor: Actor) -> QuerySet[Loan]:
    if filters.status == "overdue":
        loans = overdue_loans(loans, clock.today())
    elif filters.status == "unscheduled":
        loans = unscheduled_loans(loans)
    elif filters.status:
        loans = loans.filter(status=filters.status)
    if filters.product:
        loans = loans.filter(product__service__code=filters.product)
    typed = filters.search.replace("\x00", "")[:100]
    key = contract_key(typed)
    other = Q(contract_key__contains=key) if key else Q()
    applied = [each.application_id for each in numbered(actor, typed)]
    if applied:
        other |= Q(application_id__in=applied)
    return of_clients(loans, typed, also=other or None)


def contracts_like(actor: Actor, search: str) -> list[Numbered]:
    """Applications and clients of contracts whose number has this part. One query, none when it looks like no number.

    Without a digit and three characters nothing is looked for: it is a name, and the index could not help.
    """
    key = contract_key(search.replace("\x00", "")[:100])
    if len(key) < SHORTEST_PART or not any(map(str.isdigit, key)):
        return []
    loans = access.visible(Loan, actor).filter(contract_key__contains=key).order_by("-created_at")
    return [Numbered(*row) for row in loans.values_list("application_id", "party_id")[:MOST_CONTRACTS]]
