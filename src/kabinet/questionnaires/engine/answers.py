"""Changing answers: field by field as they are typed, a whole step at once, items of repeated groups, and pruning.

Answers are never changed in place; every function gives new ones and leaves the old alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kabinet.questionnaires.engine.context import Context
from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import Answers, FieldType, Group, JsonValue
from kabinet.questionnaires.engine.paths import Target, find
from kabinet.questionnaires.engine.problems import Problem
from kabinet.questionnaires.engine.values.cleaning import clean_value
from kabinet.questionnaires.engine.visibility import items_of, look

MAX_KEPT: Final = 500
"""How much of a wrong answer is kept as typed."""
MAX_PATH: Final = 200
"""How much of an unknown path is repeated in its problem."""

_NOT_TYPED: Final = frozenset({FieldType.CHOICE, FieldType.YES_NO, FieldType.CONSENT, FieldType.FILE})


@dataclass(frozen=True, slots=True)
class Applied:
    """The outcome of several answers at once: what could be saved is in ``answers``, the rest in ``problems``."""

    answers: dict[str, JsonValue]
    problems: tuple[Problem, ...]


def apply_answer(
    definition: Definition, answers: Answers, path: str, raw: object, context: Context
) -> dict[str, JsonValue] | Problem:
    """Save one answer.

    Args:
        definition: The questionnaire.
        answers: The answers so far.
        path: ``email``, ``registration_address.city`` or ``contacts.0.phone``; an index beyond the last item makes a
            new one (and blank ones before it).
        raw: What was typed; nothing takes the answer away.
        context: The moment.

    Returns:
        The new answers; or the problem, with nothing changed. ``unknown_field`` when the path leads nowhere.
    """
    target = find(definition, path)
    if target is None:
        return Problem(path[:MAX_PATH], "unknown_field")
    field = target.entry.field
    own = _item(answers, target)
    scope: dict[str, object] = {**answers, **own}
    value = clean_value(field, {target.part: raw} if target.part else raw, context, scope)
    if isinstance(value, Problem):
        return value.at(target.path + value.path.removeprefix(field.code))
    if target.part:
        before = own.get(field.code)
        parts = dict(before) if isinstance(before, Mapping) else {}
        parts.pop(target.part, None)
        value = {**parts, **(value if isinstance(value, Mapping) else {})} or None
    return _put(answers, target, value)


def apply_answers(
    definition: Definition,
    answers: Answers,
    typed: Mapping[str, object],
    context: Context,
    step: str | None = None,
) -> Applied:
    """Save several answers, such as a posted step; they are taken in the order of asking, whatever order they come in.

    Args:
        definition: The questionnaire.
        answers: The answers so far.
        typed: Raw values by path.
        context: The moment.
        step: Only fields of this step are accepted; ``None`` accepts all.

    Returns:
        The new answers with all that was right, and a problem for each that was not.
    """
    targets = {path: find(definition, path) for path in typed}
    places = {code: place for place, code in enumerate(definition.entries)}
    current = dict(answers)
    problems = [
        Problem(path[:MAX_PATH], "unknown_field")
        for path, target in targets.items()
        if target is None or (step is not None and target.entry.step.code != step)
    ]
    refused = {problem.path for problem in problems}
    known = [(target, path) for path, target in targets.items() if target and path not in refused]
    for _target, path in sorted(known, key=lambda pair: (pair[0].index, places[pair[0].entry.field.code], pair[1])):
        outcome = apply_answer(definition, current, path, typed[path], context)
        if isinstance(outcome, Problem):
            problems.append(outcome)
        else:
            current = outcome
    return Applied(current, tuple(problems))


def keep_typed(definition: Definition, answers: Answers, path: str, raw: object) -> dict[str, JsonValue]:
    """Keep a wrong answer as typed, so that nothing typed is lost; validation names it until it is put right.

    Kept is the text of fields that people type into, without control characters and at most ``MAX_KEPT`` of it.
    Anything else (choices, consents, files, unknown paths) changes nothing.
    """
    target = find(definition, path)
    if target is None or target.entry.field.type in _NOT_TYPED or not isinstance(raw, str):
        return dict(answers)
    text = "".join(character for character in raw[:MAX_KEPT] if unicodedata.category(character) not in {"Cc", "Cs"})
    value: JsonValue = text or None
    if target.entry.field.type is FieldType.ADDRESS:
        before = _item(answers, target).get(target.entry.field.code)
        parts = dict(before) if isinstance(before, Mapping) else {}
        value = {**parts, target.part or "line": text}
    return _put(answers, target, value)


def add_item(definition: Definition, answers: Answers, group: str) -> dict[str, JsonValue] | Problem:
    """Add a blank item to a repeated group.

    Returns:
        The new answers, or ``unknown_field`` or ``group.too_many``.
    """
    found = definition.groups.get(group)
    if found is None or found.repeat is None:
        return Problem(group[:MAX_PATH], "unknown_field")
    items = [*_padded(answers, found), {}]
    if len(items) > found.repeat.maximum:
        return Problem(group, "group.too_many", {"maximum": found.repeat.maximum, "count": len(items)})
    return {**answers, group: items}


def remove_item(definition: Definition, answers: Answers, group: str, index: int) -> dict[str, JsonValue] | Problem:
    """Take an item of a repeated group away; those after it move up.

    Returns:
        The new answers, or ``unknown_field`` when there is no such item.
    """
    found = definition.groups.get(group)
    items = list(items_of(answers, found)) if found else []
    if not 0 <= index < len(items):
        return Problem(f"{group[:MAX_PATH]}.{index}", "unknown_field")
    return _without_nothing({**answers, group: [*items[:index], *items[index + 1 :]] or None})


def prune(definition: Definition, answers: Answers, context: Context) -> dict[str, JsonValue]:
    """The answers that count: visible ones, without blank items and without keys the questionnaire does not know."""
    return {code: value for code, value in look(definition, answers, context).answers.items() if value != []}


def _padded(answers: Answers, group: Group) -> list[Mapping[str, JsonValue]]:
    items = list(items_of(answers, group))
    least = group.repeat.minimum if group.repeat else 0
    return [*items, *({} for _ in range(least - len(items)))]


def _item(answers: Answers, target: Target) -> Mapping[str, JsonValue]:
    """What the target's field is stored in: an item, or the answers themselves."""
    if target.group is None:
        return answers
    items = _padded(answers, target.group)
    return items[target.index] if target.index < len(items) else {}


def _put(answers: Answers, target: Target, value: JsonValue) -> dict[str, JsonValue]:
    code = target.entry.field.code
    if target.group is None:
        return _without_nothing({**answers, code: value})
    items = _padded(answers, target.group)
    if target.index >= len(items) and value is None:
        return dict(answers)
    items += [{} for _ in range(target.index + 1 - len(items))]
    items[target.index] = _without_nothing({**items[target.index], code: value})
    return {**answers, target.group.code: items}


def _without_nothing(answers: Answers) -> dict[str, JsonValue]:
    return {code: value for code, value in answers.items() if value is not None}
