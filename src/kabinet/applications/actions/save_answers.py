"""Save what an applicant types: one field as it is left, or a whole step at once."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kabinet.applications.consents import note_consents
from kabinet.applications.drawn import UNKNOWN, Conflict, Drawn, said_at
from kabinet.applications.form import Form, form_of, refuse_unless_fits
from kabinet.applications.merging import merge
from kabinet.applications.models import Application
from kabinet.applications.trail import removed_keys, with_removed, with_written
from kabinet.applications.typed import Answers, Typed, problems_of, retry, without_item
from kabinet.catalogue.templates import service_with_templates
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
from kabinet.questionnaires.engine.fields import JsonValue, is_multiple
from kabinet.questionnaires.engine.values.cleaning import is_blank
from kabinet.questionnaires.messages import problem_text

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


@transaction.atomic
def save_answer(*, actor: Actor, application_id: UUID, path: str, raw: object, drawn: Drawn = UNKNOWN) -> Saved:
    """Save one answer as the applicant leaves its field.

    One that was changed elsewhere since the page was drawn stays as it is: the outcome names the conflict.

    Args:
        actor: The applicant.
        application_id: Their draft.
        path: Which answer: `email`, `registration_address.city`, `contact_persons.0.phone`.
        raw: What was typed, or the list of all that a form posts; nothing takes the answer away.
        drawn: What the page says it was drawn with.

    Raises:
        Http404: No such draft, or somebody else's.
        Refused: `application.not_draft`, `application.too_large`, or `item.gone` with the path as its field.
    """
    form = locked_draft(actor, application_id)
    target = find(form.definition, path)
    if target is None or target.entry.field.type is FieldType.FILE:
        return Saved(form, (Problem(path[:200], "unknown_field"),))
    step = target.entry.step.code
    before, lines = _visible(form, step), frozenset(form.application.typed)
    if isinstance(raw, list) and not is_multiple(target.entry.field):
        raw = raw[0] if raw else None
    merged = merge(form, form.answers, form.application.typed, path, raw, drawn)
    problem, place = merged.problem, Place(step, path)
    if problem is not None and problem.code == "item.gone":
        raise Refused(problem.code, problem_text(problem), field=path)
    unkept = {path: raw} if problem is not None and merged.typed.get(path) != raw else {}
    _store(form, actor, *retry(form, merged.answers, merged.typed), [path], place, drawn.page)
    appeared = tuple(shown for shown in _shown(form, step) if shown not in before)
    conflicts = (merged.conflict,) if merged.conflict else ()
    problems = (problem,) if problem else ()
    return Saved(form, problems, appeared, place, conflicts, unkept=unkept, shown=before, lines=lines)


@transaction.atomic
def save_step(
    *, actor: Actor, application_id: UUID, step: str, typed: Mapping[str, object], drawn: Drawn = UNKNOWN
) -> Saved:
    """Save a whole step, as a page without scripts posts it.

    Fields of other steps are left alone, and so are files: these are attached one by one. So is every answer that the
    page brings back as it was drawn. What was changed elsewhere too is not saved: the outcome names the conflicts.

    Args:
        actor: The applicant.
        application_id: Their draft.
        step: Code of the step.
        typed: Raw values by path.
        drawn: What the page says it was drawn with.

    Raises:
        Http404: No such draft, somebody else's, or no such step.
        Refused: `application.not_draft`, `application.step_hidden` or `application.too_large`.
    """
    form = locked_draft(actor, application_id)
    if step not in form.definition.steps_by_code:
        raise Http404
    if step not in {shown.code for shown in visible_steps(form.definition, form.answers, form.context)}:
        raise Refused("application.step_hidden", _("This step is not needed for your answers."))
    before = _visible(form, step)
    answers, kept = form.answers, form.application.typed
    wrong: dict[str, Problem] = {}
    conflicts: list[Conflict] = []
    taken = _in_order(form, step, typed)
    for path in taken:
        merged = merge(form, answers, kept, path, typed[path], drawn)
        answers, kept = merged.answers, merged.typed
        wrong |= {path: merged.problem} if merged.problem else {}
        conflicts += [merged.conflict] if merged.conflict else []
    gone = [path for path, problem in wrong.items() if problem.code == "item.gone"]
    lost = {path: typed[path] for path in gone if path in drawn.marks or not is_blank(typed[path])}
    unkept = {path: typed[path] for path in wrong if path not in gone and kept.get(path) != typed[path]}
    answers, kept = retry(form, answers, kept)
    later = replace(form, application=_with(form.application, answers, kept))
    problems = problems_of(later, step, [problem for path, problem in wrong.items() if path not in gone])
    appeared = tuple(path for path in _shown(later, step) if path not in before and path not in typed)
    stay = [*(each.path for each in conflicts), *(each.path for each in problems), *appeared]
    place = Place(step, stay[0]) if stay else _next(later, step)
    _store(form, actor, answers, kept, taken, place, drawn.page, step=step)
    return Saved(form, problems, appeared, place, tuple(conflicts), lost, unkept, before)


@transaction.atomic
def add_group_item(*, actor: Actor, application_id: UUID, group: str) -> Saved:
    """Add a blank item to a repeated group of a draft.

    Raises:
        Http404: No such draft, or somebody else's.
        Refused: `application.not_draft` or `application.too_large`.
    """
    form = locked_draft(actor, application_id)
    outcome = add_item(form.definition, form.answers, group, removed_keys(form.application, group))
    return _store_items(form, actor, group, outcome, form.application.typed)


@transaction.atomic
def remove_group_item(*, actor: Actor, application_id: UUID, group: str, key: str) -> Saved:
    """Take an item of a repeated group away, wherever it stands by now; one that is gone leaves all as it is.

    Raises:
        Http404: No such draft, or somebody else's.
        Refused: `application.not_draft`.
    """
    form = locked_draft(actor, application_id)
    outcome = remove_item(form.definition, form.answers, group, key, removed_keys(form.application, group))
    if not isinstance(outcome, Problem):
        form.application.trail = with_removed(form.application, group, key)
    return _store_items(form, actor, group, outcome, without_item(form.application.typed, group, key))


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
    _store(form, actor, answers, form.application.typed, (), place)


def _in_order(form: Form, step: str, typed: Mapping[str, object]) -> list[str]:
    """The posted paths that belong to the step, as they are asked; the rest is not for this page to change."""
    places = {code: place for place, code in enumerate(form.definition.entries)}
    found = []
    for path in list(typed)[:MOST_FIELDS]:
        target = find(form.definition, path)
        if target and target.entry.step.code == step and target.entry.field.type is not FieldType.FILE:
            found.append((int(target.key or 0), places[target.entry.field.code], path))
    return [path for _key, _place, path in sorted(found)]


def _visible(form: Form, step: str) -> frozenset[str]:
    return frozenset(shown.path for shown in visible_fields(form.definition, form.answers, form.context, step))


def _with(application: Application, answers: Answers, typed: Typed) -> Application:
    """The application as it is going to be."""
    later = copy(application)
    later.answers, later.typed = dict(answers), dict(typed)
    return later


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
    page: str = "",
    *,
    step: str | None = None,
) -> None:
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
