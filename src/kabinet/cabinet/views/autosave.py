"""Saving each field as it is left, and telling an open page what was changed elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kabinet.applications.actions.save_answer import save_answer
from kabinet.applications.answering import Saved
from kabinet.applications.drawn import Drawn
from kabinet.applications.models import Application
from kabinet.applications.queries.cabinet import draft_form
from kabinet.applications.trail import page_of
from kabinet.applications.typed import problems_of
from kabinet.cabinet.forms.drawn import drawn_in
from kabinet.cabinet.forms.questionnaire import Question, StepPage
from kabinet.catalogue.templates import Summary
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import draft_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.web.revisions import revision_in
from kabinet.questionnaires.engine import Step, find
from kabinet.questionnaires.engine.items import keys_in


@dataclass(frozen=True, slots=True)
class News:
    """How a page differs from the draft.

    Attributes:
        own: Questions that the page itself has written since it was drawn: it needs their new marks only.
        others: Questions that say something else by somebody else's hand.
        regrouped: Items of a repeated group have come or gone.
    """

    own: list[Question]
    others: list[Question]
    regrouped: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """How a text that was taken is written from now on, for the page to show instead of what was typed."""

    path: str
    typed: str
    text: str


@dataclass(frozen=True)
class SavedPart(Page, template="cabinet/applications/saved.html"):
    """What an autosave changes on the page.

    Attributes:
        application: What the page fills in.
        news: How the page differs from the draft.
        lines: The sentence beside each control concerned, by path; empty where all is well.
        changed: Questions that came or went.
        written: The text that was taken, where it is written otherwise than typed.
        gist: What is asked for, where the answer changes it.
    """

    application: Application
    news: News
    lines: Sequence[tuple[str, str]] = ()
    changed: Sequence[Question] = ()
    written: Written | None = None
    gist: Summary | None = None


@dataclass(frozen=True)
class NotSavedPart(Page, template="cabinet/applications/not_saved.html"):
    """Why an autosave was refused; without a refusal the application has been sent meanwhile."""

    refusal: Refused | None = None
    path: str = ""


@draft_page
@require_POST
def answer(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Save one field as it is left, and say what it changes on the page and what was changed elsewhere.

    Without a field it only tells what was changed.
    """
    drawn = drawn_in(request.POST)
    path = request.POST.get("field", "")[:200]
    if not path:
        return _look_again(request, application_id, drawn)
    try:
        saved = save_answer(
            actor=actor_of(request),
            application_id=application_id,
            path=path,
            raw=request.POST.getlist(path),
            drawn=drawn,
        )
    except Refused as refused:
        return show(request, NotSavedPart(refused, path), status=409)
    target = find(saved.form.definition, path)
    if target is None:
        raise Http404
    return _saved(request, saved, target.entry.step, path, drawn)


def _saved(request: HttpRequest, saved: Saved, step: Step, path: str, drawn: Drawn) -> HttpResponse:
    form = saved.form
    page = StepPage(form, step, problems_of(form, step.code, saved.problems), conflicts=saved.conflicts)
    questions = list(page.questions)
    changed = [each for each in questions if bool(each.kind) != (each.path in saved.shown)]
    news = _news(page, questions, drawn, {each.path for each in changed})
    typed = form.application.typed
    wrong = {problem.path for problem in saved.problems} | set(typed)
    redrawn = {each.path for each in changed}
    lines = {
        line
        for line in saved.lines | set(typed) | {path, path.rpartition(".")[0]}
        if page.draws(line) and not redrawn & {line, line.rpartition(".")[0]}
    }
    part = SavedPart(
        form.application,
        news,
        lines=[(line, page.line(line) if line in wrong else "") for line in sorted(lines)],
        changed=changed,
        written=_written(page, path, request.POST.get(path, "")),
        gist=form.gist() if path in form.context.limits else None,
    )
    return show(request, part, status=422 if saved.unkept else 200)


def _written(page: StepPage, path: str, typed: str) -> Written | None:
    text = page.written(path)
    return None if text is None or text == typed else Written(path, typed, text)


def _look_again(request: HttpRequest, application_id: UUID, drawn: Drawn) -> HttpResponse:
    """What a page that has come back to sight does not know yet; nothing while nobody has changed anything."""
    form = draft_form(actor_of(request), application_id)
    if form is None:
        return show(request, NotSavedPart(), status=409)
    step = next((target.entry.step for path in drawn.marks if (target := find(form.definition, path))), None)
    if step is None or revision_in(request) == form.application.revision:
        return HttpResponse(status=204)
    page = StepPage(form, step, problems_of(form, step.code))
    return show(request, SavedPart(form.application, _news(page, list(page.questions), drawn, set())))


def _news(page: StepPage, questions: list[Question], drawn: Drawn, known: set[str]) -> News:
    """What of a step a page does not show as it is.

    Args:
        page: The step as it is now.
        questions: All of it.
        drawn: What the page was drawn with; without marks nothing is known of it.
        known: Paths of questions that are drawn anew anyway.
    """
    if not drawn.marks:
        return News([], [])
    application = page.form.application
    own: list[Question] = []
    others: list[Question] = []
    for question in questions:
        stale = [path for path, mark in question.drawn.items() if drawn.marks.get(path, mark) != mark]
        unseen = bool(question.drawn) and not any(path in drawn.marks for path in question.drawn)
        if question.path in known or (unseen and "." in question.path):
            continue
        if unseen or any(page_of(application, path) != drawn.page for path in stale):
            (own if question.disputes else others).append(question)
        elif stale or question.disputes:
            own.append(question)
    regrouped = any(page.keys(group) != keys_in(drawn.marks, group.code) for group in page.groups)
    return News(own, others, regrouped)
