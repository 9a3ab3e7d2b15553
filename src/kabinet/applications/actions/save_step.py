"""Save a whole step of a draft."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from kabinet.applications.answering import Saved, locked_draft, shown_in, visible_in, write_down
from kabinet.applications.drawn import UNKNOWN, Conflict, Drawn
from kabinet.applications.form import Form
from kabinet.applications.merging import merge
from kabinet.applications.models import Application
from kabinet.applications.typed import Answers, Typed, problems_of, retry
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.questionnaires.engine import (
    FieldType,
    Place,
    Problem,
    find,
    visible_steps,
)
from kabinet.questionnaires.engine.values.cleaning import is_blank

MOST_FIELDS: Final = 500


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
    before = visible_in(form, step)
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
    appeared = tuple(path for path in shown_in(later, step) if path not in before and path not in typed)
    stay = [*(each.path for each in conflicts), *(each.path for each in problems), *appeared]
    place = Place(step, stay[0]) if stay else _next(later, step)
    write_down(form, actor, answers, kept, taken, place, drawn.page, step=step)
    return Saved(form, problems, appeared, place, tuple(conflicts), lost, unkept, before)


def _in_order(form: Form, step: str, typed: Mapping[str, object]) -> list[str]:
    """The posted paths that belong to the step, as they are asked; the rest is not for this page to change."""
    places = {code: place for place, code in enumerate(form.definition.entries)}
    found = []
    for path in list(typed)[:MOST_FIELDS]:
        target = find(form.definition, path)
        if target and target.entry.step.code == step and target.entry.field.type is not FieldType.FILE:
            found.append((int(target.key or 0), places[target.entry.field.code], path))
    return [path for _key, _place, path in sorted(found)]


def _with(application: Application, answers: Answers, typed: Typed) -> Application:
    """The application as it is going to be."""
    later = copy(application)
    later.answers, later.typed = dict(answers), dict(typed)
    return later


def _next(form: Form, step: str) -> Place:
    codes = [shown.code for shown in visible_steps(form.definition, form.application.answers, form.context)]
    following = codes[codes.index(step) + 1 :] if step in codes else codes
    return Place(following[0]) if following else Place()
