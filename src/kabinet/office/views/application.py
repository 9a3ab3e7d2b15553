"""The card of an application and the orders given on it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.applications.actions.take_application import take_application
from kabinet.applications.models import Application
from kabinet.applications.presentation import words_for_staff
from kabinet.applications.queries.office import OfficeCard, application_card
from kabinet.identity.rights import MANAGE_APPLICATIONS, MANAGE_LOANS, SEE_APPLICATIONS
from kabinet.kernel import looks
from kabinet.kernel.access import Actor, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import attempt
from kabinet.kernel.web.revisions import revision_in
from kabinet.lending.models import Loan
from kabinet.lending.queries.loans import loan_of_application
from kabinet.lending.queries.products import all_products
from kabinet.lending.queries.versions import VersionLine, versions_of
from kabinet.office.forms.applications import OrderForm
from kabinet.office.forms.loans import ScheduleForm
from kabinet.office.orders import (
    APPROVE,
    ASSIGN,
    DECLINE,
    ISSUE,
    AskedOrder,
    Decisions,
    Order,
    Subject,
    decisions,
    subject_of,
)
from kabinet.office.story import TWINS, Line, overtaken, tell


@dataclass(frozen=True)
class ApplicationPage(Page, template="office/applications/card.html"):
    """Everything about one application.

    Attributes:
        decisions: What the reader can decide now.
        loan: What it became.
        versions: Published schedules of the loan, newest first.
        schedule_form: Where the reader may publish one.
        answers: Answers to look over, each group with its title.
        story: What happened, newest first.
    """

    found: OfficeCard
    decisions: Decisions
    loan: Loan | None
    versions: list[VersionLine]
    schedule_form: ScheduleForm | None
    answers: list[tuple[str, list[dict[str, Any]]]]
    story: list[Line]


@staff_page(SEE_APPLICATIONS)
@require_safe
def card(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Everything about one application, with what can be done next."""
    actor = actor_of(request)
    loan = loan_of_application(actor, application_id)
    found = application_card(actor, application_id, also=[loan] if loan else [])
    looks.record(actor, found.application, party_id=found.application.party_id)
    versions = versions_of(loan) if loan else []
    page = ApplicationPage(
        found=found,
        decisions=decisions(actor, Subject(found.application, loan)),
        loan=loan,
        versions=versions,
        schedule_form=_schedule_form(actor, found.application, loan, versions),
        answers=_answers(found),
        story=tell(found.moments, without=TWINS),
    )
    return show(request, page)


def _answers(found: OfficeCard) -> list[tuple[str, list[dict[str, Any]]]]:
    """Answers by step, as rows to look over; those of repeated groups say which item they belong to."""
    return [
        (
            step.step.title,
            [
                {"label": row.label, "value": row.value or "—", "url": "", "missing": False}
                for row in step.rows
                if row.field.type != "file"
            ],
        )
        for step in found.answers
        if step.rows
    ]


def _schedule_form(
    actor: Actor, application: Application, loan: Loan | None, versions: list[VersionLine]
) -> ScheduleForm | None:
    if loan is None or loan.is_repaid or not actor.may(MANAGE_LOANS):
        return None
    loan.application = application
    newest = versions[0].schedule if versions else None
    return ScheduleForm(loan=loan, products=list(all_products()), newest=newest)


@dataclass(frozen=True)
class OrderPage(Page, template="office/applications/order.html"):
    """One order, as a page of its own.

    Attributes:
        change: What overtook the page.
    """

    asked: AskedOrder
    subject: Subject
    change: Line | None


def _give(request: HttpRequest, application_id: UUID, order: Order) -> HttpResponse:
    """Show an order's page, or give the order; a refused one comes back with what was typed and why."""
    actor = actor_of(request)
    subject = subject_of(actor, application_id)
    looks.record(actor, subject.application, party_id=subject.application.party_id)
    if request.method != "POST":
        if not order.fits(subject.application):
            messages.info(request, str(words_for_staff(subject.application.status).sentence))
            return redirect("office_application", application_id)
        return _order_page(request, order, subject, order.form_for(actor, subject))
    form, seen = order.form_for(actor, subject, request.POST), revision_in(request)
    if form.is_valid() and attempt(form, lambda: order.act(actor, subject, form.cleaned_data, seen)) is not None:
        messages.success(request, str(order.done))
        return redirect("office_application", application_id)
    subject = subject_of(actor, application_id)
    subjects = [subject.application, *([subject.loan] if subject.loan else [])]
    change = overtaken(seen, order.revision_of(subject), subjects)
    return _order_page(request, order, subject, form, change=change, status=422)


def _order_page(
    request: HttpRequest,
    order: Order,
    subject: Subject,
    form: OrderForm,
    *,
    change: Line | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = AskedOrder(order, form, order.revision_of(subject))
    return show(request, OrderPage(asked, subject, change), status=status)


@staff_page(MANAGE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Decline with a reason."""
    return _give(request, application_id, DECLINE)


@staff_page(MANAGE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Enter the contract number: approves."""
    return _give(request, application_id, APPROVE)


@staff_page(MANAGE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def disbursement(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Enter the disbursement document: issues the loan."""
    return _give(request, application_id, ISSUE)


@staff_page(MANAGE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def manager(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Give the application to a manager."""
    return _give(request, application_id, ASSIGN)


@staff_page(MANAGE_APPLICATIONS)
@require_POST
def take(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Look after the application oneself."""
    try:
        take_application(actor=actor_of(request), application_id=application_id)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("You look after the application now."))
    return redirect("office_application", application_id)
