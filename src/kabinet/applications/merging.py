"""Joining what a page posts with what the draft holds meanwhile."""

from dataclasses import dataclass

from kabinet.applications.drawn import THEIRS, Conflict, Drawn, Said, mark_of, said_at
from kabinet.applications.form import Form
from kabinet.applications.trail import page_of
from kabinet.applications.typed import Answers, Typed, take
from kabinet.questionnaires.engine import Problem, answer_at, apply_answer, find
from kabinet.questionnaires.engine.items import stored_items


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome for one answer.

    Attributes:
        answers: The new answers.
        typed: The new texts that are no answers yet.
        problem: What is wrong with the answer.
        conflict: Set when it was changed elsewhere too; nothing is changed then.
    """

    answers: Answers
    typed: Typed
    problem: Problem | None = None
    conflict: Conflict | None = None


def merge(form: Form, answers: Answers, typed: Typed, path: str, raw: object, drawn: Drawn) -> Merged:
    """One more answer of a page.

    What the page brings back as it was drawn is left alone; what only the page changed is taken; what both changed to
    the same is content; else it is a conflict, unless the person has chosen or the page itself wrote what is there.
    """
    taken, kept, problem = take(form, answers, typed, path, raw)
    merged = Merged(taken, kept, problem)
    base, choice = drawn.marks.get(path), drawn.choices.get(path)
    if problem is not None and problem.code == "item.gone":
        return Merged(answers, typed, None if _says_nothing(form, path, raw, base) else problem)
    if base is None:
        return merged
    now, wanted = said_at(form.definition, answers, typed, path), said_at(form.definition, taken, kept, path)
    cannot_be_kept = problem is not None and wanted == now and now.typed != raw
    if not cannot_be_kept and (choice == THEIRS or _mark(form, path, wanted) == base):
        return Merged(answers, typed)
    mark = _mark(form, path, now)
    own = bool(drawn.page) and page_of(form.application, path) == drawn.page
    if cannot_be_kept or wanted == now or own or mark in {base, choice}:
        return merged
    return Merged(answers, typed, conflict=Conflict(path, now, raw, mark, base))


def _mark(form: Form, path: str, said: Said) -> str:
    return mark_of(form.application.pk, path, said)


def _says_nothing(form: Form, path: str, raw: object, base: str | None) -> bool:
    """Whether a page says of an item that is gone just what it was drawn with."""
    target = find(form.definition, path)
    if target is None or target.group is None or base is None:
        return False
    there = {**form.answers, target.group.code: stored_items([(target.key, {})])}
    outcome = apply_answer(form.definition, there, path, raw, form.context)
    if not isinstance(outcome, Problem):
        return _mark(form, path, Said(answer_at(outcome, target))) == base
    return isinstance(raw, str) and _mark(form, path, Said(None, raw)) == base
