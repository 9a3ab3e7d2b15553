"""Changing answers: field by field as they are typed, items of repeated groups, and pruning.

Answers are never changed in place; every function gives new ones and leaves the old alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kabinet.questionnaires.engine.context import Context
from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import Answers, Group, JsonValue
from kabinet.questionnaires.engine.paths import Target, find
from kabinet.questionnaires.engine.problems import Problem
from kabinet.questionnaires.engine.values.cleaning import clean_value
from kabinet.questionnaires.engine.visibility import items_of, look

MAX_PATH: Final = 200
"""How much of an unknown path is repeated in its problem."""


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
