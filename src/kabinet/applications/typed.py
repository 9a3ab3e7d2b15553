"""What was typed and cannot be an answer yet: kept beside the answers as it is, shown again, never counted.

`Application.typed` holds it by path. Such a field has no answer meanwhile, and an application with one cannot be sent,
even where no answer is required: the person meant to say something.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kabinet.applications.form import Form
from kabinet.applications.trail import removed_key
from kabinet.questionnaires.engine import (
    FieldType,
    Problem,
    Target,
    apply_answer,
    find,
    look,
    step_problems,
)
from kabinet.questionnaires.engine.fields import JsonValue
from kabinet.questionnaires.engine.items import shown_items
from kabinet.questionnaires.engine.paths import is_within

LONGEST_KEPT: Final = 40_000
"""Characters of one wrong answer that are kept; what is longer, or has control characters, changes nothing."""
_NOT_TEXT: Final = {FieldType.CHOICE, FieldType.YES_NO, FieldType.CONSENT, FieldType.FILE}

Answers = Mapping[str, JsonValue]
Typed = Mapping[str, str]


def take(form: Form, answers: Answers, typed: Typed, path: str, raw: object) -> tuple[Answers, Typed, Problem | None]:
    """One more answer.

    Returns:
        The new answers, what is kept as typed, and what is wrong with the answer, if anything.
    """
    target = find(form.definition, path)
    if target is not None and is_gone(form, answers, target):
        return answers, typed, Problem(path, "item.gone")
    outcome = apply_answer(form.definition, answers, path, raw, form.context)
    if not isinstance(outcome, Problem):
        return outcome, {key: text for key, text in typed.items() if not is_within(key, path)}, None
    if target is None or target.entry.field.type in _NOT_TEXT or outcome.code == "item.gone":
        return answers, typed, outcome
    if not isinstance(raw, str) or len(raw) > LONGEST_KEPT or not _is_plain(raw):
        return answers, typed, outcome
    cleared = apply_answer(form.definition, answers, path, None, form.context)
    kept = {**typed, path: raw}
    return (answers if isinstance(cleared, Problem) else cleared), kept, outcome


def retry(form: Form, answers: Answers, typed: Typed) -> tuple[Answers, Typed]:
    """Take what has become right meanwhile: an account typed before its bank, a date that waited for another."""
    for path in list(typed):
        outcome = apply_answer(form.definition, answers, path, typed[path], form.context)
        if not isinstance(outcome, Problem):
            answers = outcome
            typed = {key: text for key, text in typed.items() if key != path}
    return answers, typed


def without_item(typed: Typed, group: str, key: str) -> dict[str, str]:
    """What is kept after an item of a repeated group is gone."""
    return {path: text for path, text in typed.items() if not is_within(path, f"{group}.{key}")}


def problems_of(form: Form, step: str | None = None, also: Iterable[Problem] = ()) -> tuple[Problem, ...]:
    """Everything wrong or missing, in the order of asking; each path once.

    Args:
        form: The application at work.
        step: Only of this step; None means all.
        also: Problems just found that no stored value shows any more; they come before others of their path.
    """
    scene = look(form.definition, form.answers, form.context)
    steps = [each for each in form.definition.steps if step is None or each.code == step]
    shown = [place.path for each in steps for place in scene.fields(each)]
    found = {problem.path: problem for problem in also}
    for problem in _of_typed(form, shown):
        found.setdefault(problem.path, problem)
    for problem in (problem for each in steps for problem in step_problems(scene, each)):
        if not any(is_within(path, problem.path) for path in found):
            found[problem.path] = problem
    order = {path: place for place, path in enumerate(shown)}
    return tuple(sorted(found.values(), key=lambda problem: _place(order, problem.path)))


def _of_typed(form: Form, shown: Iterable[str]) -> Iterable[Problem]:
    typed: Mapping[str, Any] = form.application.typed
    visible = set(shown)
    for path, text in typed.items():
        if path not in visible and path.rpartition(".")[0] not in visible:
            continue
        outcome = apply_answer(form.definition, form.answers, path, text, form.context)
        if isinstance(outcome, Problem):
            yield outcome


def _place(order: Mapping[str, int], path: str) -> tuple[int, str]:
    while path:
        if path in order:
            return order[path], path
        below = [place for shown, place in order.items() if shown.startswith(f"{path}.")]
        if below:
            return min(below), path
        path = path.rpartition(".")[0]
    return len(order), path


def is_gone(form: Form, answers: Answers, target: Target) -> bool:
    """Whether the item that a path names was there and has been taken away."""
    if target.group is None:
        return False
    removed = removed_key(form.application, target.group.code)
    if removed is None or int(target.key) > int(removed):
        return False
    return target.key not in {key for key, _item in shown_items(answers, target.group)}


def _is_plain(text: str) -> bool:
    """Whether a text can be stored and shown again as it is: PostgreSQL takes no NUL, and nobody sees the others."""
    return all(letter in "\r\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"} for letter in text)
