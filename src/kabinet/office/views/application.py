"""The card of an application and the orders given on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.applications.actions.assign_manager import take_application
from kabinet.applications.office import OfficeCard, application_card
from kabinet.applications.presentation import words_for_staff
from kabinet.kernel import looks
from kabinet.kernel.access import Actor, Right, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.refusals import attempt
from kabinet.kernel.web.revisions import revision_in
from kabinet.lending.models import Loan
from kabinet.lending.queries.loans import loan_of_application
from kabinet.lending.queries.products import all_products
from kabinet.lending.queries.versions import VersionLine, versions_of
from kabinet.office.forms.loans import ScheduleForm
from kabinet.office.orders import APPROVE, ASSIGN, DECLINE, ISSUE, Order, Subject, subject_of
from kabinet.office.pages import overtaken
from kabinet.office.story import TWINS, tell


@staff_page(Right.SEE_APPLICATIONS)
@require_safe
def card(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Everything about one application, with what can be done next."""
    actor = actor_of(request)
    loan = loan_of_application(actor, application_id)
    found = application_card(actor, application_id, also=[loan] if loan else [])
    looks.record(actor, found.application, party_id=found.application.party_id)
    versions = versions_of(loan) if loan else []
    context = {
        "card": found,
        "application": found.application,
        "loan": loan,
        "versions": versions,
        "story": tell(found.moments, without=TWINS),
        "answers": _answers(found),
        **_orders(actor, found, loan, versions),
    }
    return render(request, "office/applications/card.html", context)


def _answers(found: OfficeCard) -> list[tuple[str, list[dict[str, Any]]]]:
    """Answers by step, as rows to look over; those of repeated groups say which item they belong to."""
    return [
        (
            step.step.title,
            [
                {
                    "label": row.label,
                    "value": row.value or "—",
                }
                for row in step.rows
                if row.field.type != "file"
            ],
        )
        for step in found.answers
        if step.rows
    ]


def _orders(actor: Actor, found: OfficeCard, loan: Loan | None, versions: list[VersionLine]) -> dict[str, Any]:
    """What the actor can do now: forms of the orders that fit the state."""
    application = found.application
    subject = Subject(application, loan)
    decides = actor.may(Right.DECIDE_APPLICATIONS)
    shown = [order for order in (APPROVE, ISSUE) if decides and order.fits(application)]
    context: dict[str, Any] = {
        "next": [(order, order.form_for(actor, subject), order.revision_of(subject)) for order in shown],
        "decline": DECLINE if decides and DECLINE.fits(application) else None,
        "assign": ASSIGN if decides and ASSIGN.fits(application) else None,
        "may_take": decides and ASSIGN.fits(application) and application.manager_id is None,
    }
    if context["decline"]:
        context["decline_form"] = DECLINE.form_for(actor, subject)
    if loan is not None and loan.status != Loan.Status.REPAID and actor.may(Right.PUBLISH_SCHEDULES):
        loan.application = application
        newest = versions[0].schedule if versions else None
        context["schedule_form"] = ScheduleForm(loan=loan, products=list(all_products()), newest=newest)
    return context


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
    request: HttpRequest, order: Order, subject: Subject, form: Any, *, change: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "order": order,
        "form": form,
        "change": change,
        "revision": order.revision_of(subject),
        "application": subject.application,
        "loan": subject.loan,
        "words": words_for_staff(subject.application.status),
    }
    return render(request, "office/applications/order.html", context, status=status)


@staff_page(Right.DECIDE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Decline with a reason."""
    return _give(request, application_id, DECLINE)


@staff_page(Right.DECIDE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Enter the contract number: approves."""
    return _give(request, application_id, APPROVE)


@staff_page(Right.DECIDE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def disbursement(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Enter the disbursement document: issues the loan."""
    return _give(request, application_id, ISSUE)


@staff_page(Right.DECIDE_APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def manager(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Give the application to a manager."""
    return _give(request, application_id, ASSIGN)


@staff_page(Right.DECIDE_APPLICATIONS)
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
