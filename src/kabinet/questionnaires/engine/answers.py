"""Reading and changing answers: field by field as they are typed, items of repeated groups, and pruning.

Answers are never changed in place; every function gives new ones and leaves the old alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from kabinet.questionnaires.engine.context import Context
from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import Answers, JsonValue
from kabinet.questionnaires.engine.items import keyed_items, next_key, shown_items, stored_items
from kabinet.questionnaires.engine.paths import Target, find
from kabinet.questionnaires.engine.problems import Problem
from kabinet.questionnaires.engine.values.cleaning import clean_value
from kabinet.questionnaires.engine.visibility import look

MAX_PATH: Final = 200
"""How much of an unknown path is repeated in its problem."""


def apply_answer(
    definition: Definition, answers: Answers, path: str, raw: object, context: Context
) -> dict[str, JsonValue] | Problem:
    """Save one answer.

    Args:
        definition: The questionnaire.
        answers: The answers so far.
        path: `email`, `registration_address.city` or `contacts.0.phone`; the key that follows those of all items
            makes a new one.
        raw: What was typed; nothing takes the answer away.
        context: The moment.

    Returns:
        The new answers; or the problem, with nothing changed. `unknown_field` when the path leads nowhere,
        `item.gone` when there is no such item.
    """
    target = find(definition, path)
    if target is None:
        return Problem(path[:MAX_PATH], "unknown_field")
    field = target.entry.field
    if not _is_there(answers, target):
        return Problem(path, "item.gone")
    own = _own(answers, target)
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


def answer_at(answers: Answers, target: Target) -> JsonValue:
    """What is stored where a path leads; `None` for no answer and for an item that is not there."""
    value = _own(answers, target).get(target.entry.field.code)
    if not target.part:
        return value
    return value.get(target.part) if isinstance(value, Mapping) else None


def add_item(
    definition: Definition, answers: Answers, group: str, used: Iterable[str] = ()
) -> dict[str, JsonValue] | Problem:
    """Add a blank item to a repeated group.

    Args:
        definition: The questionnaire.
        answers: The answers so far.
        group: Code of the group.
        used: Keys of items that are gone: none of them is given again.

    Returns:
        The new answers, or `unknown_field` or `group.too_many`.
    """
    found = definition.groups.get(group)
    if found is None or found.repeat is None:
        return Problem(group[:MAX_PATH], "unknown_field")
    items = shown_items(answers, found)
    items.append((next_key([*used, *(key for key, _item in items)]), {}))
    if len(items) > found.repeat.maximum:
        return Problem(group, "group.too_many", {"maximum": found.repeat.maximum, "count": len(items)})
    return {**answers, group: stored_items(items)}


def remove_item(
    definition: Definition, answers: Answers, group: str, key: str, used: Iterable[str] = ()
) -> dict[str, JsonValue] | Problem:
    """Take an item of a repeated group away; the others keep their keys.

    Where fewer than the group's least number would be left, a blank one under a new key takes its place, so that no
    address of one that is gone leads anywhere.

    Args:
        definition: The questionnaire.
        answers: The answers so far.
        group: Code of the group.
        key: Which item.
        used: Keys of items that are gone: none of them is given again.

    Returns:
        The new answers, `unknown_field` when there is no such group, or `item.gone` when there is no such item.
    """
    found = definition.groups.get(group)
    if found is None:
        return Problem(f"{group}.{key}"[:MAX_PATH], "unknown_field")
    items = shown_items(answers, found)
    left = [item for item in items if item[0] != key]
    if len(left) == len(items):
        return Problem(f"{group}.{key}"[:MAX_PATH], "item.gone")
    if found.repeat and len(left) < found.repeat.minimum:
        left.append((next_key([*used, *(taken for taken, _item in items)]), {}))
    return _without_nothing({**answers, group: stored_items(left) or None})


def prune(definition: Definition, answers: Answers, context: Context) -> dict[str, JsonValue]:
    """The answers that count: visible ones, without blank items and without what the questionnaire does not know."""
    scene = look(definition, answers, context)
    kept: dict[str, JsonValue] = {}
    for code, value in scene.answers.items():
        items = [(item.key, item.answers) for item in scene.items.get(code, ()) if not item.blank]
        if items:
            kept[code] = stored_items(items)
        elif value != []:
            kept[code] = value
    return kept


def _is_there(answers: Answers, target: Target) -> bool:
    """Whether the target can hold an answer: always outside repeated groups, else in an item or the one to come."""
    group = target.group
    if group is None or group.repeat is None:
        return True
    keys = [key for key, _item in shown_items(answers, group)]
    return target.key in keys or (len(keys) < group.repeat.maximum and target.key == next_key(keys))


def _own(answers: Answers, target: Target) -> Mapping[str, JsonValue]:
    """What the target's field is stored in: an item, or the answers themselves."""
    if target.group is None:
        return answers
    return dict(keyed_items(answers, target.group)).get(target.key, {})


def _put(answers: Answers, target: Target, value: JsonValue) -> dict[str, JsonValue]:
    code = target.entry.field.code
    if target.group is None:
        return _without_nothing({**answers, code: value})
    items = dict(shown_items(answers, target.group))
    if target.key not in items and value is None:
        return dict(answers)
    items[target.key] = _without_nothing({**items.get(target.key, {}), code: value})
    return {**answers, target.group.code: stored_items(list(items.items()))}


def _without_nothing(answers: Answers) -> dict[str, JsonValue]:
    return {code: value for code, value in answers.items() if value is not None}
