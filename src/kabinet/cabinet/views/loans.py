"""The borrower's loans: what is due and when, the schedule with its marks, operations, documents to print."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kabinet.kernel import site
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.lending.printouts.certificate import render_certificate
from kabinet.lending.printouts.schedule import render_schedule
from kabinet.lending.queries.loans import loan_card, loan_list, schedule_version


@client_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All loans of the account, open ones first."""
    return render(request, "cabinet/loans/list.html", {"lines": loan_list(actor_of(request))})


@client_page
@require_safe
def show(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """One loan."""
    card = loan_card(actor_of(request), loan_id)
    return render(request, "cabinet/loans/card.html", {"card": card, "loan": card.loan, "state": card.state})


@client_page
@require_safe
def version(request: HttpRequest, loan_id: UUID, number: int) -> HttpResponse:
    """One published version of the schedule, as it was."""
    found = schedule_version(actor_of(request), loan_id, number)
    return render(request, "cabinet/loans/version.html", {"version": found, "loan": found.loan})


@client_page
@require_safe
def schedule_pdf(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """The schedule in force, to print."""
    card = loan_card(actor_of(request), loan_id)
    if card.schedule is None:
        raise Http404
    printout = render_schedule(card.loan, card.schedule, card.state.rows, site.profile())
    return _pdf(printout, f"schedule-{card.schedule.number}.pdf")


@client_page
@require_safe
def version_pdf(request: HttpRequest, loan_id: UUID, number: int) -> HttpResponse:
    """An older version of the schedule, to print."""
    found = schedule_version(actor_of(request), loan_id, number)
    rows = tuple(row for row, _explanation in found.rows)
    printout = render_schedule(found.loan, found.schedule, rows, site.profile())
    return _pdf(printout, f"schedule-{number}.pdf")


@client_page
@require_safe
def certificate_pdf(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """What was paid and what is left, to print."""
    card = loan_card(actor_of(request), loan_id)
    if card.loan.disbursed_on is None:
        raise Http404
    return _pdf(render_certificate(card, site.profile()), "certificate.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
