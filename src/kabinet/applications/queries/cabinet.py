"""Reading applications: for their applicants."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from kabinet.applications.facts import facts_in
from kabinet.applications.form import Form, form_of
from kabinet.applications.formatting import PAGE
from kabinet.applications.models import HEAVY, Application
from kabinet.applications.presentation import StatusWords, words_for_client
from kabinet.applications.timeline import Moment, timeline
from kabinet.applications.typed import Typed, problems_of
from kabinet.catalogue.models import Service
from kabinet.catalogue.templates import Summary, service_with_templates
from kabinet.documents.models import Document
from kabinet.documents.queries import documents_of_application
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.questionnaires.engine import (
    Place,
    Problem,
    StepProgress,
    StepStatus,
    SummaryRow,
    SummaryStep,
    progress,
    resume_point,
    summary,
)
from kabinet.questionnaires.engine.paths import is_within

MOST_SHOWN = 100
SHOWN_OF_NUMBERS = 4
APPLICANTS = ("visitor", "client")
CONTACTS = ("person.phone", "organisation.phone", "person.email", "organisation.email")


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """A line of the applicant's list."""

    application: Application
    words: StatusWords


@dataclass(frozen=True, slots=True)
class OwnCard:
    """An application as its applicant sees it.

    Attributes:
        application: With its service and party.
        words: Its status in words.
        gist: What is asked for.
        answers: Answers by step, as they were sent; of identity numbers only the end is shown.
        documents: What is attached.
        moments: What has happened, newest first.
    """

    application: Application
    words: StatusWords
    gist: Summary
    answers: tuple[SummaryStep, ...]
    documents: list[Document]
    moments: list[Moment]

    @property
    def may_withdraw(self) -> bool:
        """Whether it can still be taken back."""
        return self.application.awaits_decision


@dataclass(frozen=True, slots=True)
class DraftAtWork:
    """A draft with where it stands.

    Attributes:
        form: The draft's form.
        steps: Progress of each visible step.
        gist: What is asked for.
    """

    form: Form
    steps: tuple[StepProgress, ...]
    gist: Summary

    @property
    def resume(self) -> Place:
        """Where to go on."""
        known = self.form.application.place
        place = Place(known.get("step"), known.get("field")) if known else None
        return resume_point(self.form.definition, self.form.answers, place, self.form.context)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.status == "done" for step in self.steps)


def cabinet_applications(actor: Actor) -> list[OwnApplication]:
    """The applicant's applications, drafts first, newest first. One query; staff have none of their own."""
    if actor.kind not in APPLICANTS:
        return []
    applications = access.visible(Application, actor).select_related("service").defer(*HEAVY)
    found = applications.order_by("-updated_at", "pk")[:MOST_SHOWN]
    rows = [OwnApplication(application, words_for_client(application.status)) for application in found]
    return sorted(rows, key=lambda row: not row.application.is_draft)


def begun_drafts(drafts: QuerySet[Application], service: Service) -> QuerySet[Application]:
    """Of these drafts, those of a service that somebody has written in."""
    return drafts.filter(service=service, status=Application.Status.DRAFT, revision__gt=0)


def drafts_of_service(actor: Actor, service: Service) -> list[Form]:
    """What the applicant has begun of a service, newest first. One query."""
    if actor.kind not in APPLICANTS:
        return []
    drafts = begun_drafts(access.visible(Application, actor), service).select_related(*service_with_templates())
    return [form_of(draft) for draft in drafts.order_by("-updated_at", "pk")[:MOST_SHOWN]]


def contact_in_drafts(actor: Actor) -> str:
    """The phone, else the e-mail, that a visitor has typed into an application of this browser. One query.

    Args:
        actor: A visitor; of others nothing is told.
    """
    if actor.kind != "visitor" or not actor.drafts:
        return ""
    drafts = access.visible(Application, actor).select_related(*service_with_templates()).order_by("-updated_at", "pk")
    known = [facts_in(form.definition, form.answers) for form in map(form_of, drafts[:MOST_SHOWN])]
    contacts = (facts.get(attribute) for facts in known for attribute in CONTACTS)
    return next((contact for contact in contacts if isinstance(contact, str)), "")


def cabinet_application(actor: Actor, application_id: UUID) -> OwnCard:
    """One application of the applicant. At most four queries.

    Raises:
        Http404: Unknown or somebody else's.
    """
    application = _own(actor, application_id, "party")
    form = form_of(application)
    return OwnCard(
        application=application,
        words=words_for_client(application.status),
        gist=form.gist(),
        answers=tuple(replace(step, rows=tuple(_masked(row) for row in step.rows)) for step in answers_of(form)),
        documents=documents_of_application(actor, application.pk),
        moments=timeline([application], for_client=True),
    )


def draft_at_work(actor: Actor, application_id: UUID) -> DraftAtWork | None:
    """A draft for the pages that fill it in; None when it is a draft no more. One query.

    Raises:
        Http404: Unknown or somebody else's.
    """
    application = _own(actor, application_id)
    if not application.is_draft:
        return None
    return at_work(form_of(application))


def draft_form(actor: Actor, application_id: UUID) -> Form | None:
    """A draft with its questionnaire, for a page that asks what has changed; None when it is a draft no more.

    Raises:
        Http404: Unknown or somebody else's.
    """
    application = _own(actor, application_id)
    return form_of(application) if application.is_draft else None


def _own(actor: Actor, application_id: UUID, *related: str) -> Application:
    """An application of the applicant's own; what staff may see they see in the office."""
    if actor.kind not in APPLICANTS:
        raise Http404
    return access.get(Application, actor, application_id, related=(*service_with_templates(), *related))


def at_work(form: Form) -> DraftAtWork:
    """Where a draft stands. No queries."""
    return DraftAtWork(form, _steps(form), form.gist())


def _steps(form: Form) -> tuple[StepProgress, ...]:
    """Progress of each step; one with something typed wrong is not done, even if nothing is missing."""
    steps = tuple(_as_touched(form, step) for step in progress(form.definition, form.answers, form.context))
    if not form.application.typed:
        return steps
    found = {step.step.code: problems_of(form, step.step.code) for step in steps}
    return tuple(
        replace(step, problems=found[step.step.code], status=StepStatus.IN_PROGRESS)
        if any(problem.path in form.application.typed for problem in found[step.step.code])
        else step
        for step in steps
    )


def _as_touched(form: Form, step: StepProgress) -> StepProgress:
    """What was filled in beforehand is begun by nobody; what was passed with nothing wanting is done."""
    touched: list[str] | None = form.application.touched
    if touched is None:
        return step
    if step.step.code not in touched:
        return replace(step, status=StepStatus.NOT_STARTED)
    return replace(step, status=StepStatus.IN_PROGRESS if step.problems else StepStatus.DONE)


def answers_of(form: Form) -> tuple[SummaryStep, ...]:
    """Every visible question with its answer as people read it. No queries."""
    steps = summary(form.definition, form.answers, form.context, PAGE)
    typed = form.application.typed
    if not typed:
        return steps
    wrong = {problem.path: problem for problem in problems_of(form)}
    return tuple(replace(step, rows=tuple(_as_typed(row, typed, wrong) for row in step.rows)) for step in steps)


def _masked(row: SummaryRow) -> SummaryRow:
    """A row whose number is hidden but for its last four characters."""
    if not row.field.sensitive or not row.value:
        return row
    return replace(row, value=f"•••• {row.value.replace(' ', '')[-SHOWN_OF_NUMBERS:]}")


def _as_typed(row: SummaryRow, typed: Typed, wrong: Mapping[str, Problem]) -> SummaryRow:
    """A row with what was typed where that is no answer yet."""
    for path, problem in wrong.items():
        if is_within(path, row.path):
            return replace(row, value=typed.get(row.path, row.value), problem=problem)
    return row
