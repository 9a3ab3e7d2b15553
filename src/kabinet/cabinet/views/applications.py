"""Applications of the person at the page: start, list, card, withdrawal, documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.applications.actions.discard_draft import discard_draft
from kabinet.applications.actions.start_application import start_application
from kabinet.applications.actions.withdraw_application import withdraw_application
from kabinet.applications.form import Form
from kabinet.applications.models import Application
from kabinet.applications.queries.cabinet import (
    OwnApplication,
    OwnCard,
    cabinet_application,
    cabinet_applications,
    drafts_of_service,
)
from kabinet.cabinet.views.steps import resume_url
from kabinet.catalogue.models import Service
from kabinet.catalogue.queries import service_by_code
from kabinet.documents.models import Document
from kabinet.kernel import access
from kabinet.kernel.access import DRAFTS_SESSION_KEY, actor_of, forget_actor
from kabinet.kernel.audience import client_page, draft_page
from kabinet.kernel.errors import Refused, Stale, Words
from kabinet.kernel.files import file_response
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.web.revisions import revision_in

CARRIED = ("amount", "payments")
"""What the calculator's choice carries into the application."""


@dataclass(frozen=True)
class StartPage(Page, template="cabinet/applications/start.html"):
    """Asks whether to begin an application.

    Attributes:
        service: What it is for.
        carried: The calculator's choice, by name of the control.
        begun: What the person has begun of this service already.
        refusal: Why none could be begun.
    """

    service: Service
    carried: Mapping[str, str]
    begun: Sequence[Form]
    refusal: Words = ""


@dataclass(frozen=True)
class ApplicationsPage(Page, template="cabinet/applications/index.html"):
    """Every application of the person."""

    rows: Sequence[OwnApplication]


@dataclass(frozen=True)
class ApplicationPage(Page, template="cabinet/applications/card.html"):
    """One application that has been sent."""

    own: OwnCard


@dataclass(frozen=True)
class WithdrawPage(Page, template="cabinet/applications/withdraw.html"):
    """Asks whether to take an application back; `refusal` says why it was not."""

    own: OwnCard
    refusal: Words = ""


@dataclass(frozen=True)
class DiscardPage(Page, template="cabinet/applications/discard.html"):
    """Asks whether to throw a draft away; `refusal` says why it was not."""

    application: Application
    refusal: Words = ""


@draft_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, service_code: str) -> HttpResponse:
    """Begin an application with the calculator's choice; a GET asks whether to.

    Whoever has begun one of this service already chooses between that and another.
    """
    service = service_by_code(service_code, open_only=False)
    if service is None:
        raise Http404
    chosen = request.POST if request.method == "POST" else request.GET
    carried = {name: chosen[name][:100] for name in CARRIED if chosen.get(name)}
    actor, another = actor_of(request), "another" in request.POST
    page = StartPage(service, carried, drafts_of_service(actor, service))
    if request.method != "POST":
        return show(request, page)
    try:
        application = start_application(actor=actor, service_code=service_code, prefill=carried, another=another)
    except Refused as refused:
        status = 409 if refused.code == "application.begun" else 422
        return show(request, replace(page, refusal=refused.message), status=status)
    _remember(request, application)
    return redirect(resume_url(actor_of(request), application.pk))


def _remember(request: HttpRequest, application: Application) -> None:
    """A visitor's draft belongs to this browser until they sign in."""
    if application.account_id is None:
        drafts = [value for value in request.session.get(DRAFTS_SESSION_KEY, []) if value != str(application.pk)]
        request.session[DRAFTS_SESSION_KEY] = [*drafts, str(application.pk)]
        forget_actor(request)


@draft_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every application of the person, drafts first."""
    return show(request, ApplicationsPage(cabinet_applications(actor_of(request))))


@draft_page
@require_safe
def card(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One application; a draft leads to where it was left off."""
    actor = actor_of(request)
    own = cabinet_application(actor, application_id)
    if own.application.is_draft:
        return redirect(resume_url(actor, application_id))
    return show(request, ApplicationPage(own))


@client_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take an application back; a GET asks whether to."""
    actor = actor_of(request)
    own = cabinet_application(actor, application_id)
    if own.application.is_draft:
        return redirect("application_discard", application_id=application_id)
    if request.method != "POST":
        return show(request, WithdrawPage(own))
    try:
        withdraw_application(actor=actor, application_id=application_id, revision=revision_in(request))
    except Refused as refused:
        return show(request, WithdrawPage(cabinet_application(actor, application_id), refused.message), status=409)
    messages.success(request, _("The application is withdrawn."))
    return redirect("cabinet_application", application_id=application_id)


@draft_page
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Throw a draft away; a GET asks whether to."""
    actor = actor_of(request)
    application = cabinet_application(actor, application_id).application
    if not application.is_draft:
        return redirect("cabinet_application", application_id=application_id)
    if request.method != "POST":
        return show(request, DiscardPage(application))
    try:
        discard_draft(actor=actor, application_id=application_id, revision=revision_in(request))
    except Stale as stale:
        page = DiscardPage(cabinet_application(actor, application_id).application, stale.message)
        return show(request, page, status=409)
    messages.success(request, _("The draft is deleted."))
    return redirect("cabinet_applications")


@draft_page
@require_safe
def document(request: HttpRequest, document_id: UUID) -> FileResponse:
    """Download a document; also for staff who may see it."""
    found = access.get(Document, actor_of(request), document_id, related=("file",))
    return file_response(found.file)
