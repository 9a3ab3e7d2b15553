"""The borrower's loans: what is due and when, the schedule with its marks, operations, documents to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.kernel.ui.page import Page, show
from kabinet.lending.printouts.certificate import render_certificate
from kabinet.lending.printouts.schedule import render_schedule
from kabinet.lending.queries.loans import (
    LoanCard,
    LoanLine,
    ScheduleVersion,
    loan_card,
    loan_list,
    schedule_version,
)
from kabinet.organisation.queries.profile import profile


@dataclass(frozen=True)
class LoansPage(Page, template="cabinet/loans/list.html"):
    """All loans of the account."""

    lines: Sequence[LoanLine]


@dataclass(frozen=True)
class LoanPage(Page, template="cabinet/loans/card.html"):
    """One loan."""

    loan_card: LoanCard


@dataclass(frozen=True)
class VersionPage(Page, template="cabinet/loans/version.html"):
    """One published version of the schedule, as it was."""

    version: ScheduleVersion


@client_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All loans of the account, open ones first."""
    return show(request, LoansPage(loan_list(actor_of(request))))


@client_page
@require_safe
def card(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """One loan."""
    return show(request, LoanPage(loan_card(actor_of(request), loan_id)))


@client_page
@require_safe
def version(request: HttpRequest, loan_id: UUID, number: int) -> HttpResponse:
    """One published version of the schedule, as it was."""
    return show(request, VersionPage(schedule_version(actor_of(request), loan_id, number)))


@client_page
@require_safe
def schedule_pdf(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """The schedule in force, to print."""
    found = loan_card(actor_of(request), loan_id)
    if found.schedule is None:
        raise Http404
    printout = render_schedule(found.loan, found.schedule, found.state.rows, profile())
    return _pdf(printout, f"schedule-{found.schedule.number}.pdf")


@client_page
@require_safe
def version_pdf(request: HttpRequest, loan_id: UUID, number: int) -> HttpResponse:
    """An older version of the schedule, to print."""
    found = schedule_version(actor_of(request), loan_id, number)
    rows = tuple(row for row, _explanation in found.rows)
    printout = render_schedule(found.loan, found.schedule, rows, profile())
    return _pdf(printout, f"schedule-{number}.pdf")


@client_page
@require_safe
def certificate_pdf(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """What was paid and what is left, to print."""
    found = loan_card(actor_of(request), loan_id)
    if found.loan.disbursed_on is None:
        raise Http404
    return _pdf(render_certificate(found, profile()), "certificate.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
