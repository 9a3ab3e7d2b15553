"""What is wrong with the answers, in the order of asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kabinet.questionnaires.engine.context import Context
from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import Answers, ChoiceOptions, Field, FieldType, Group, JsonValue, Step
from kabinet.questionnaires.engine.problems import Problem
from kabinet.questionnaires.engine.values.cleaning import clean_value
from kabinet.questionnaires.engine.values.structured import address_is_complete
from kabinet.questionnaires.engine.visibility import Scene, VisibleField, condition_holds, look

BLANK_ITEM: Final = "item.blank"
"""Of an item that was added and holds nothing: it is to be filled or removed, never dropped without a word."""


def validate(definition: Definition, answers: Answers, context: Context) -> tuple[Problem, ...]:
    """Everything wrong with the visible answers; hidden ones do not count.

    Stored answers are judged anew each time, since limits, today and other answers may have changed.

    Returns:
        The problems in the order of asking; empty when the questionnaire may be submitted.
    """
    scene = look(definition, answers, context)
    return tuple(problem for step in definition.steps for problem in step_problems(scene, step))


def step_problems(scene: Scene, step: Step) -> Iterator[Problem]:
    """Everything wrong with one step of a scene; a hidden one has nothing wrong."""
    found = [
        problem
        for shown in scene.fields(step)
        if shown.field.type.answerable and not is_idle(shown)
        if (problem := field_problem(shown, scene.context))
    ]
    for item in step.items:
        if isinstance(item, Group) and item.repeat and item.code in scene.shown:
            yield from _group_problems(scene, item, found)
    yield from found


def field_problem(shown: VisibleField, context: Context) -> Problem | None:
    """What is wrong with one shown field, if anything."""
    value = clean_value(shown.field, shown.value, context, shown.scope)
    if isinstance(value, Problem):
        return value.at(shown.path + value.path.removeprefix(shown.field.code))
    if value is None:
        wanted = condition_holds(shown.field.required, shown.scope, context)
        return Problem(shown.path, _required_code(shown.field)) if wanted else None
    return _incomplete(shown, value)


def is_idle(shown: VisibleField) -> bool:
    """Whether it belongs to a blank item that may as well be removed: the item is judged as a whole then."""
    return shown.item is not None and shown.item.idle


def _required_code(field: Field) -> str:
    match field.type:
        case FieldType.CHOICE | FieldType.YES_NO:
            return "required.choice"
        case FieldType.CONSENT:
            return "required.consent"
        case FieldType.FILE:
            return "required.file"
        case _:
            return "required"


def _incomplete(shown: VisibleField, value: JsonValue) -> Problem | None:
    """A value that may be saved on the way but not submitted."""
    options = shown.field.options
    if isinstance(value, Mapping) and shown.field.type is FieldType.ADDRESS and not address_is_complete(value):
        return Problem(shown.path, "address.incomplete")
    if isinstance(options, ChoiceOptions) and isinstance(value, list) and len(value) < options.minimum_count:
        return Problem(shown.path, "choice.too_few", {"minimum": options.minimum_count, "count": len(value)})
    return None


def _group_problems(scene: Scene, group: Group, found: list[Problem]) -> Iterator[Problem]:
    """What is wrong with the number of items, and those that somebody added and left blank."""
    problem = _count_problem(scene, group, found)
    if problem:
        yield problem
    for item in scene.items[group.code]:
        if item.idle:
            yield Problem(f"{group.code}.{item.key}", BLANK_ITEM)


def _count_problem(scene: Scene, group: Group, found: list[Problem]) -> Problem | None:
    """Too many items, or too few where no field of the missing ones has already said so."""
    if group.repeat is None:
        return None
    items = scene.items[group.code]
    count = sum(not item.blank for item in items)
    if len(items) > group.repeat.maximum:
        return Problem(group.code, "group.too_many", {"maximum": group.repeat.maximum, "count": len(items)})
    if count < group.repeat.minimum and not any(problem.path.startswith(f"{group.code}.") for problem in found):
        return Problem(group.code, "group.too_few", {"minimum": group.repeat.minimum, "count": count})
    return None
