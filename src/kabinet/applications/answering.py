"""What the actions on a draft's answers share: the locked draft, and writing down what it holds now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from kabinet.applications.consents import note_consents
from kabinet.applications.drawn import Conflict, said_at
from kabinet.applications.form import Form, form_of, refuse_unless_fits
from kabinet.applications.models import Application
from kabinet.applications.trail import with_written
from kabinet.applications.typed import Answers, Typed
from kabinet.catalogue.templates import service_with_templates
from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.questionnaires.engine import (
    Place,
    Problem,
    visible_fields,
)
from kabinet.questionnaires.engine.fields import JsonValue


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of saving.

    Attributes:
        form: The application with its new answers.
        problems: What is wrong with what was typed, in the order of asking; when a step is saved, also what is
            missing in it. What is wrong but can be kept is kept as typed, and never counts as an answer.
        appeared: Paths of questions of the step that the answers have made visible and nobody has answered yet.
        place: Where to go on: the same step while anything is wrong or new in it, else the next one; its `step` is
            None when all is asked and the answers are to be checked.
        conflicts: Answers that were changed elsewhere too; they stay as they were until the person chooses.
        lost: What was typed in items that are gone, raw values by path; it is not saved.
        unkept: What was typed and could not even be kept, raw values by path.
        shown: Paths of the step that were visible before.
        lines: Paths of what was typed wrong before.
    """

    form: Form
    problems: tuple[Problem, ...]
    appeared: tuple[str, ...] = ()
    place: Place = field(default_factory=Place)
    conflicts: tuple[Conflict, ...] = ()
    lost: Mapping[str, object] = field(default_factory=dict)
    unkept: Mapping[str, object] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()


def locked_draft(actor: Actor, application_id: UUID) -> Form:
    """A draft the actor may write in, locked until the transaction ends.

    Raises:
        Http404: No such application, or somebody else's.
        Refused: `application.not_draft`.
    """
    application = access.get(Application, actor, application_id, lock=True, related=service_with_templates())
    if actor.kind not in {"visitor", "client"}:
        raise Http404
    if not application.is_draft:
        raise Refused(
            "application.not_draft", _("The application has been sent already; its answers stay as they are.")
        )
    return form_of(application)


def store_answers(form: Form, actor: Actor, answers: Mapping[str, Any], place: Place) -> None:
    """Write a locked draft's answers, with all that goes with a change of them."""
    write_down(form, actor, answers, form.application.typed, (), place)


def visible_in(form: Form, step: str) -> frozenset[str]:
    """Paths of the fields of a step that are shown."""
    return frozenset(shown.path for shown in visible_fields(form.definition, form.answers, form.context, step))


def shown_in(form: Form, step: str) -> tuple[str, ...]:
    """Paths of the fields of a step that take an answer, in their order, as the row has them."""
    fields = visible_fields(form.definition, form.application.answers, form.context, step)
    return tuple(shown.path for shown in fields if shown.field.type.answerable)


def write_items_down(
    form: Form, actor: Actor, group: str, outcome: dict[str, JsonValue] | Problem, typed: Mapping[str, str]
) -> Saved:
    """Write a group down that an item was added to or taken out of; a problem instead is handed back."""
    if isinstance(outcome, Problem):
        return Saved(form, (outcome,))
    step = next(
        step.code for step in form.definition.steps if any(getattr(item, "code", "") == group for item in step.items)
    )
    place = Place(step, group)
    write_down(form, actor, outcome, typed, (), place)
    return Saved(form, (), (), place)


def write_down(
    form: Form,
    actor: Actor,
    answers: Mapping[str, Any],
    typed: Mapping[str, str],
    paths: Iterable[str],
    place: Place,
    page: str = "",
    *,
    step: str | None = None,
) -> None:
    """Write answers, what is typed but not taken, the place and the fields that changed into the locked draft."""
    application = form.application
    paths = list(paths)
    written = _changed(form, answers, typed, [*paths, *application.typed])
    trail = with_written(application, written, page) if written else application.trail
    refuse_unless_fits([answers, typed, trail])
    before = application.answers, application.typed
    application.answers, application.typed, application.trail = dict(answers), dict(typed), trail
    consents = note_consents(form, actor, paths)
    application.revision += (answers, typed, consents) != (*before, application.consents)
    application.consents = consents
    application.place = {"step": place.step, "field": place.field}
    if application.touched is not None:
        application.touched = sorted({*application.touched, step or place.step or ""} - {""})
    application.updated_at = clock.now()
    application.save(
        update_fields=["answers", "typed", "trail", "touched", "consents", "place", "revision", "updated_at"]
    )


def _changed(form: Form, answers: Answers, typed: Typed, paths: Iterable[str]) -> list[str]:
    """Which of the paths say something else than the draft does so far."""
    application = form.application
    return [
        path
        for path in dict.fromkeys(paths)
        if said_at(form.definition, answers, typed, path)
        != said_at(form.definition, application.answers, application.typed, path)
    ]
