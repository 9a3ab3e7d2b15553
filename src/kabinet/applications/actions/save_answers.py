"""Save what an applicant types: one field as it is left, or a whole step at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kabinet.applications.consents import note_consents
from kabinet.applications.form import Form, form_of, refuse_unless_fits
from kabinet.applications.models import Application
from kabinet.applications.typed import problems_of, retry, take, without_item
from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.questionnaires.engine import (
    FieldType,
    Place,
    Problem,
    add_item,
    find,
    remove_item,
    visible_fields,
    visible_steps,
)
from kabinet.questionnaires.engine.fields import JsonValue

MOST_FIELDS: Final = 500


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
    """

    form: Form
    problems: tuple[Problem, ...]
    appeared: tuple[str, ...] = ()
    place: Place = field(default_factory=Place)


@transaction.atomic
def save_answer(*, actor: Actor, application_id: UUID, path: str, raw: object) -> Saved:
    """Save one answer as the applicant leaves its field.

    Args:
        actor: The applicant.
        application_id: Their draft.
        path: Which answer: `email`, `registration_address.city`, `contact_persons.0.phone`.
        raw: What was typed; nothing takes the answer away.

    Raises:
        Http404: No such draft, or somebody else's.
        Refused: `application.not_draft` or `application.too_large`.
    """
    form = locked_draft(actor, application_id)
    target = find(form.definition, path)
    if target is None or target.entry.field.type is FieldType.FILE:
        return Saved(form, (Problem(path[:200], "unknown_field"),))
    step = target.entry.step.code
    before = _shown(form, step)
    answers, typed, problem = take(form, form.answers, form.application.typed, path, raw)
    place = Place(step, path)
    _store(form, actor, *retry(form, answers, typed), [path], place)
    appeared = tuple(shown for shown in _shown(form, step) if shown not in before)
    return Saved(form, (problem,) if problem else (), appeared, place)


@transaction.atomic
def save_step(*, actor: Actor, application_id: UUID, step: str, typed: Mapping[str, object]) -> Saved:
    """Save a whole step, as a page without scripts posts it.

    Fields of other steps are left alone, and so are files: these are attached one by one.

    Args:
        actor: The applicant.
        application_id: Their draft.
        step: Code of the step.
        typed: Raw values by path.

    Raises:
        Http404: No such draft, somebody else's, or no such step.
        Refused: `application.not_draft`, `application.step_hidden` or `application.too_large`.
    """
    form = locked_draft(actor, application_id)
    if step not in form.definition.steps_by_code:
        raise Http404
    if step not in {shown.code for shown in visible_steps(form.definition, form.answers, form.context)}:
        raise Refused("application.step_hidden", _("This step is not needed for your answers."))
    before = _shown(form, step)
    answers, kept = form.answers, form.application.typed
    wrong: list[Problem] = []
    taken = _in_order(form, step, typed)
    for path in taken:
        answers, kept, problem = take(form, answers, kept, path, typed[path])
        wrong += [problem] if problem else []
    form.application.answers, form.application.typed = retry(form, answers, kept)
    problems = problems_of(form, step, wrong)
    appeared = tuple(path for path in _shown(form, step) if path not in before and path not in typed)
    place = Place(step, problems[0].path if problems else appeared[0]) if problems or appeared else _next(form, step)
    _store(form, actor, form.answers, form.application.typed, taken, place, step=step)
    return Saved(form, problems, appeared, place)


@transaction.atomic
def add_group_item(*, actor: Actor, application_id: UUID, group: str) -> Saved:
    """Add a blank item to a repeated group of a draft.

    Raises:
        Http404: No such draft, or somebody else's.
        Refused: `application.not_draft` or `application.too_large`.
    """
    form = locked_draft(actor, application_id)
    return _store_items(form, actor, group, add_item(form.definition, form.answers, group), form.application.typed)


@transaction.atomic
def remove_group_item(*, actor: Actor, application_id: UUID, group: str, index: int) -> Saved:
    """Take an item of a repeated group away.

    Raises:
        Http404: No such draft, or somebody else's.
        Refused: `application.not_draft`.
    """
    form = locked_draft(actor, application_id)
    typed = without_item(form.application.typed, group, index)
    return _store_items(form, actor, group, remove_item(form.definition, form.answers, group, index), typed)


def locked_draft(actor: Actor, application_id: UUID) -> Form:
    """A draft the actor may write in, locked until the transaction ends.

    Raises:
        Http404: No such application, or somebody else's.
        Refused: `application.not_draft`.
    """
    application = access.get(Application, actor, application_id, lock=True, related=("service",))
    if actor.kind not in {"visitor", "client"}:
        raise Http404
    if not application.is_draft:
        raise Refused(
            "application.not_draft", _("The application has been sent already; its answers stay as they are.")
        )
    return form_of(application)


def store_answers(form: Form, actor: Actor, answers: Mapping[str, Any], place: Place) -> None:
    """Write a locked draft's answers, with all that goes with a change of them."""
    _store(form, actor, answers, form.application.typed, (), place)


def _in_order(form: Form, step: str, typed: Mapping[str, object]) -> list[str]:
    """The posted paths that belong to the step, as they are asked; the rest is not for this page to change."""
    places = {code: place for place, code in enumerate(form.definition.entries)}
    found = []
    for path in list(typed)[:MOST_FIELDS]:
        target = find(form.definition, path)
        if target and target.entry.step.code == step and target.entry.field.type is not FieldType.FILE:
            found.append((target.index, places[target.entry.field.code], path))
    return [path for _index, _place, path in sorted(found)]


def _shown(form: Form, step: str) -> tuple[str, ...]:
    fields = visible_fields(form.definition, form.application.answers, form.context, step)
    return tuple(shown.path for shown in fields if shown.field.type.answerable)


def _next(form: Form, step: str) -> Place:
    codes = [shown.code for shown in visible_steps(form.definition, form.application.answers, form.context)]
    following = codes[codes.index(step) + 1 :] if step in codes else codes
    return Place(following[0]) if following else Place()


def _store_items(
    form: Form, actor: Actor, group: str, outcome: dict[str, JsonValue] | Problem, typed: Mapping[str, str]
) -> Saved:
    if isinstance(outcome, Problem):
        return Saved(form, (outcome,))
    step = next(
        step.code for step in form.definition.steps if any(getattr(item, "code", "") == group for item in step.items)
    )
    place = Place(step, group)
    _store(form, actor, outcome, typed, (), place)
    return Saved(form, (), (), place)


def _store(
    form: Form,
    actor: Actor,
    answers: Mapping[str, Any],
    typed: Mapping[str, str],
    paths: Iterable[str],
    place: Place,
    *,
    step: str | None = None,
) -> None:
    refuse_unless_fits([answers, typed])
    application = form.application
    application.answers, application.typed = dict(answers), dict(typed)
    application.consents = note_consents(form, actor, paths)
    application.place = {"step": place.step, "field": place.field}
    if application.touched is not None:
        application.touched = sorted({*application.touched, step or place.step or ""} - {""})
    application.revision += 1
    application.updated_at = clock.now()
    application.save(update_fields=["answers", "typed", "touched", "consents", "place", "revision", "updated_at"])
