"""Filling an application in: its steps, each field as it is left, the page to check, sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.applications.actions.add_group_item import add_group_item
from kabinet.applications.actions.detach_document import detach_document
from kabinet.applications.actions.remove_group_item import remove_group_item
from kabinet.applications.actions.save_step import save_step
from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.answering import Saved
from kabinet.applications.checking import is_uuid, obstacles
from kabinet.applications.errors import Incomplete, Obstacle
from kabinet.applications.form import Form
from kabinet.applications.models import Application
from kabinet.applications.queries.cabinet import DraftAtWork, answers_of, at_work, draft_at_work
from kabinet.applications.typed import problems_of
from kabinet.cabinet.forms.drawn import drawn_in, words_for_raw
from kabinet.cabinet.forms.questionnaire import StepPage, parse_step
from kabinet.cabinet.views.files import attach_posted, may_send_files, step_body
from kabinet.catalogue.templates import Summary
from kabinet.kernel.access import Actor, actor_of
from kabinet.kernel.audience import draft_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.addresses import url
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.web.bodies import takes
from kabinet.kernel.web.revisions import revision_in
from kabinet.questionnaires.engine import Place, Step, SummaryStep, find
from kabinet.questionnaires.engine.items import keyed_items
from kabinet.questionnaires.engine.visibility import look


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step in the line of steps."""

    title: str
    state: str
    url: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question on the page of answers to check; `url` leads to it, `missing` while it must still be answered."""

    label: str
    value: str
    url: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class AnswersPart:
    """A step on that page."""

    title: str
    url: str
    rows: Sequence[AnswerLine]


@dataclass(frozen=True)
class OverviewPage(Page, template="cabinet/applications/overview.html"):
    """All steps of a draft; `resume` is where to go on."""

    application: Application
    gist: Summary
    tasks: Sequence[StepLink]
    resume: str


@dataclass(frozen=True)
class FillingPage(Page, template="cabinet/applications/step.html"):
    """One step of a draft.

    Attributes:
        application: The draft.
        page: The step as it is drawn.
        steps: The line of steps.
        gist: What is asked for.
        back: The step before; empty on the first.
        last: Whether the answers are checked next.
        refusal: Why the whole step was not saved.
        appeared: Whether the answers call for more.
        lost: Labels and texts of what was typed in items that are gone.
    """

    application: Application
    page: StepPage
    steps: Sequence[StepLink]
    gist: Summary
    back: str
    last: bool
    refusal: Refused | None
    appeared: bool
    lost: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class CheckPage(Page, template="cabinet/applications/check.html"):
    """Everything answered, to look over before sending.

    Attributes:
        application: The draft.
        steps: The line of steps.
        gist: What is asked for.
        parts: The answers by step.
        obstacles: What must be done before sending: address and words.
        here: Where whoever signs in to send goes on.
        refusal: Why it was not sent.
    """

    application: Application
    steps: Sequence[StepLink]
    gist: Summary
    parts: Sequence[AnswersPart]
    obstacles: Sequence[tuple[str, str]]
    here: str
    refusal: Refused | None


def place_url(application_id: UUID, place: Place, *, why: bool = False) -> str:
    """The page of a place, with the field to begin at.

    Args:
        application_id: The application.
        place: The step and the field.
        why: Say what is wrong with the field, even if it is only that nobody has answered yet.
    """
    if place.step is None:
        return url("application_check", application_id)
    address = url("application_step", application_id, place.step)
    query = {"field": place.field, "why": "1"} if why else {"field": place.field}
    return f"{address}?{urlencode(query)}" if place.field else address


def send_url(application_id: UUID) -> str:
    """The button that sends an application, where whoever signs in for it goes on."""
    return f"{url('application_check', application_id)}#send"


def resume_url(actor: Actor, application_id: UUID) -> str:
    """Where to go on with an application: the step and field left off, or the card of a sent one."""
    work = draft_at_work(actor, application_id)
    if work is None:
        return url("cabinet_application", application_id)
    return place_url(application_id, work.resume)


@draft_page
@require_safe
def overview(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """All steps with how far each is."""
    work = draft_at_work(actor_of(request), application_id)
    if work is None:
        return redirect("cabinet_application", application_id=application_id)
    links, resume = _links(work, current=""), place_url(application_id, work.resume)
    return show(request, OverviewPage(work.form.application, work.gist, links, resume))


@draft_page
@takes(step_body, admit=may_send_files)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, application_id: UUID, step_code: str) -> HttpResponse:
    """One step: questions with what is answered; a POST saves all of it and goes on."""
    work = draft_at_work(actor_of(request), application_id)
    if work is None:
        if request.method == "POST":
            messages.warning(request, _("The application has been sent already; its answers stay as they are."))
        return redirect("cabinet_application", application_id=application_id)
    found = work.form.definition.steps_by_code.get(step_code)
    if found is None:
        raise Http404
    if found not in [each.step for each in work.steps]:
        if request.method == "POST":
            messages.warning(request, _("Other answers have made this step needless; what it asked is not saved."))
        return redirect(place_url(application_id, work.resume))
    if request.method == "POST":
        return _save(request, work.form, found)
    focus = request.GET.get("field", "")[:200]
    typed = work.form.application.typed
    asked_why = focus if "why" in request.GET else None
    shown = [each for each in problems_of(work.form, step_code) if each.path in typed or each.path == asked_why]
    return _step_page(request, work, StepPage(work.form, found, shown, focus=focus))


def _save(request: HttpRequest, form: Form, found: Step) -> HttpResponse:
    saved = _take(request, form, found)
    if isinstance(saved, HttpResponse):
        return saved
    if any(name in request.POST for name in ("add", "remove", "remove_file")):
        return _rearranged(request, actor_of(request), form, found)
    if "later" in request.POST:
        messages.success(request, _("Everything is saved. You can go on at any time."))
        return redirect("cabinet_applications")
    problems = problems_of(saved.form, found.code, [each for each in saved.problems if each.path in saved.unkept])
    if problems or saved.appeared:
        focus = saved.appeared[0] if saved.appeared else ""
        page = StepPage(saved.form, found, problems, posted=saved.unkept, focus=focus)
        return _step_page(
            request, at_work(saved.form), page, appeared=bool(saved.appeared and not problems), status=422
        )
    return redirect(place_url(form.application.pk, Place(_after(saved.form, found))))


def _take(request: HttpRequest, form: Form, found: Step) -> Saved | HttpResponse:
    """Save what a page of a step posts; the page again where something was refused or is for the person to choose."""
    actor, application_id = actor_of(request), form.application.pk
    drawn = drawn_in(request.POST)
    typed = parse_step(form, found, request.POST, drawn)
    removed = request.POST.get("remove", "")
    typed = {path: raw for path, raw in typed.items() if not removed or not path.startswith(f"{removed}.")}
    try:
        saved = save_step(actor=actor, application_id=application_id, step=found.code, typed=typed, drawn=drawn)
    except Refused as refused:
        return _refused(request, form, found, refused, posted=typed, bases=drawn.marks)
    try:
        verdicts = attach_posted(request, saved.form, found)
    except Refused as refused:
        return _refused(request, form, found, refused, posted=saved.unkept, conflicts=saved.conflicts)
    return _disputed(request, saved, found, verdicts) if saved.conflicts or saved.lost or verdicts else saved


def _disputed(request: HttpRequest, saved: Saved, found: Step, verdicts: Mapping[str, str]) -> HttpResponse:
    """The step again, with what is for the person to settle.

    That is: both answers where two pages changed one, what was typed in items that are gone, why files were not taken.
    """
    problems = problems_of(saved.form, found.code)
    page = StepPage(saved.form, found, problems, notes=verdicts, posted=saved.unkept, conflicts=saved.conflicts)
    lost = [
        (target.entry.field.label, words_for_raw(saved.form, target, raw))
        for path, raw in saved.lost.items()
        if (target := find(saved.form.definition, path))
    ]
    return _step_page(request, at_work(saved.form), page, lost=lost, status=409 if saved.conflicts or lost else 422)


def _after(form: Form, found: Step) -> str | None:
    """The step that follows; None when the answers are to be checked."""
    codes = [each.code for each in look(form.definition, form.answers, form.context).steps()]
    following = codes[codes.index(found.code) + 1 :] if found.code in codes else []
    return following[0] if following else None


def _rearranged(request: HttpRequest, actor: Actor, form: Form, found: Step) -> HttpResponse:
    """Add or remove an item of a repeated group, or a file, and come back to the step."""
    application_id = form.application.pk
    group, _dot, key = request.POST.get("remove", "").partition(".")
    path, _colon, document_id = request.POST.get("remove_file", "").partition(":")
    focus = ""
    if request.POST.get("add"):
        focus = request.POST["add"][:60]
        saved = add_group_item(actor=actor, application_id=application_id, group=focus)
        added = saved.form.definition.groups.get(focus)
        items = keyed_items(saved.form.answers, added) if added else []
        focus = f"{focus}.{items[-1][0]}" if items else ""
    elif group and key:
        remove_group_item(actor=actor, application_id=application_id, group=group, key=key[:9])
    elif path and is_uuid(document_id):
        detach_document(actor=actor, application_id=application_id, path=path, document_id=UUID(document_id))
    return redirect(place_url(application_id, Place(found.code, focus or None)))


def _refused(request: HttpRequest, form: Form, found: Step, refused: Refused, **drawing: Any) -> HttpResponse:
    work = draft_at_work(actor_of(request), form.application.pk)
    if work is None:
        return redirect("cabinet_application", application_id=form.application.pk)
    notes = {refused.field: str(refused.message)} if refused.field else {}
    page = StepPage(work.form, found, problems_of(work.form, found.code), notes=notes, **drawing)
    return _step_page(request, work, page, refusal=None if refused.field else refused, status=422)


def _step_page(
    request: HttpRequest,
    work: DraftAtWork,
    page: StepPage,
    *,
    refusal: Refused | None = None,
    appeared: bool = False,
    lost: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    codes = [each.step.code for each in work.steps]
    place = codes.index(page.step.code) if page.step.code in codes else 0
    application_id = work.form.application.pk
    filling = FillingPage(
        application=work.form.application,
        page=page,
        steps=_links(work, current=page.step.code),
        gist=work.gist,
        back=place_url(application_id, Place(codes[place - 1])) if place else "",
        last=place == len(codes) - 1,
        refusal=refusal,
        appeared=appeared,
        lost=lost,
    )
    return show(request, filling, status=status)


def _links(work: DraftAtWork, *, current: str) -> list[StepLink]:
    states = {"done": "done", "in_progress": "current", "not_started": "todo"}
    application_id = work.form.application.pk
    links = [
        StepLink(
            title=each.step.title,
            state="current" if each.step.code == current else _state(states[each.status], current),
            url=place_url(application_id, Place(each.step.code)),
            hint=_("Filled in already. Look it over.") if each.status == "not_started" and each.answered else "",
        )
        for each in work.steps
    ]
    check = "current" if current == "check" else "todo"
    return [*links, StepLink(_("Check and send"), check, place_url(application_id, Place()))]


def _state(state: str, current: str) -> str:
    return "todo" if current and state == "current" else state


@draft_page
@require_safe
def check(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Everything answered, to look over before sending."""
    work = draft_at_work(actor_of(request), application_id)
    if work is None:
        return redirect("cabinet_application", application_id=application_id)
    return _check_page(request, work)


def _check_page(request: HttpRequest, work: DraftAtWork, refusal: Refused | None = None) -> HttpResponse:
    application_id = work.form.application.pk
    page = CheckPage(
        application=work.form.application,
        steps=_links(work, current="check"),
        gist=work.gist,
        parts=[_part(application_id, part) for part in answers_of(work.form)],
        obstacles=[_obstacle(application_id, each) for each in obstacles(work.form)],
        here=send_url(application_id),
        refusal=refusal,
    )
    return show(request, page, status=422 if isinstance(refusal, Incomplete) else 409 if refusal else 200)


def _obstacle(application_id: UUID, obstacle: Obstacle) -> tuple[str, str]:
    """Where an obstacle is and what it says."""
    place = Place(obstacle.step, obstacle.path)
    words = f"{obstacle.label}: {obstacle.message}" if obstacle.label else str(obstacle.message)
    return place_url(application_id, place, why=True) if obstacle.step else "", words


def _part(application_id: UUID, part: SummaryStep) -> AnswersPart:
    """A step on the page of answers to check: what is answered and what is missing."""
    address = place_url(application_id, Place(part.step.code))
    rows = [
        AnswerLine(
            label=row.label,
            value=row.value,
            url=place_url(application_id, Place(part.step.code, row.path)),
            missing=not row.answered,
        )
        for row in part.rows
        if row.answered or row.problem is not None
    ]
    return AnswersPart(part.step.title, address, rows or [AnswerLine(part.step.title, _("Not answered"))])


@draft_page
@require_POST
def submit(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Send the application."""
    actor = actor_of(request)
    if actor.kind == "visitor":
        return redirect(f"{url('sign_in')}?{urlencode({'next': send_url(application_id)})}")
    try:
        submit_application(actor=actor, application_id=application_id, revision=revision_in(request))
    except Refused as refused:
        work = draft_at_work(actor, application_id)
        if work is None:
            return redirect("cabinet_application", application_id=application_id)
        return _check_page(request, work, refused)
    return redirect("cabinet_application", application_id=application_id)
