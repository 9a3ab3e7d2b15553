"""Save one answer of a draft, as it was typed."""

from uuid import UUID

from django.db import transaction

from kabinet.applications.answering import Saved, locked_draft, shown_in, visible_in, write_down
from kabinet.applications.drawn import UNKNOWN, Drawn
from kabinet.applications.merging import merge
from kabinet.applications.typed import retry
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.questionnaires.engine import (
    FieldType,
    Place,
    Problem,
    find,
)
from kabinet.questionnaires.engine.fields import is_multiple
from kabinet.questionnaires.messages import problem_text


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
    before, lines = visible_in(form, step), frozenset(form.application.typed)
    if isinstance(raw, list) and not is_multiple(target.entry.field):
        raw = raw[0] if raw else None
    merged = merge(form, form.answers, form.application.typed, path, raw, drawn)
    problem, place = merged.problem, Place(step, path)
    if problem is not None and problem.code == "item.gone":
        raise Refused(problem.code, problem_text(problem), field=path)
    unkept = {path: raw} if problem is not None and merged.typed.get(path) != raw else {}
    write_down(form, actor, *retry(form, merged.answers, merged.typed), [path], place, drawn.page)
    appeared = tuple(shown for shown in shown_in(form, step) if shown not in before)
    conflicts = (merged.conflict,) if merged.conflict else ()
    problems = (problem,) if problem else ()
    return Saved(form, problems, appeared, place, conflicts, unkept=unkept, shown=before, lines=lines)
