"""A questionnaire version from JSON and back.

`parse_definition` refuses whatever would later surprise an applicant: unknown keys and types, codes used twice,
rules that read fields they cannot reach or that go round in a circle, limits that leave no answer, two consents for
one purpose, and sizes beyond the bounds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError
from typing import Final

from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import Field, FieldType, Group, Repeat, Step
from kabinet.questionnaires.engine.options import AUTOCOMPLETE_TOKENS, options_as_dict, read_options
from kabinet.questionnaires.engine.reading import DefinitionError, Reader
from kabinet.questionnaires.engine.references import check_references
from kabinet.questionnaires.engine.rules import Rule, RuleError, parse_rule, rule_as_json

MAX_STEPS: Final = 40
MAX_ITEMS_IN_STEP: Final = 100
MAX_FIELDS: Final = 500
MAX_REPEAT: Final = 50

_MAPS_TO: Final = re.compile(r"[a-z][a-z0-9_]{0,40}(?:\.[a-z][a-z0-9_]{0,40}){1,3}")


def parse_definition(source: object) -> Definition:
    """Read a questionnaire version.

    Args:
        source: Decoded JSON: `{"code", "title", "steps": [{"code", "title", "intro", "visible", "fields": […]}]}`.
            An entry of `fields` is a field, or a group (`"type": "group"`) with `fields` of its own.

    Returns:
        The definition, consistent in itself.

    Raises:
        DefinitionError: The first inconsistency found, with its place.
    """
    reader = Reader.of(source, "")
    steps = tuple(_step(entry) for entry in reader.objects("steps", 1, MAX_STEPS))
    definition = Definition(code=reader.code("code"), title=reader.text("title"), steps=steps)
    reader.finish()
    _check_codes(definition)
    check_references(definition)
    try:
        order = definition.decision_order
    except CycleError as error:
        raise DefinitionError("steps", "rule.cycle") from error
    if len(order) > MAX_FIELDS:
        raise DefinitionError("steps", "fields.too_many")
    return definition


def definition_as_dict(definition: Definition) -> dict[str, object]:
    """The definition as JSON that `parse_definition` reads back to an equal one; what is default is left out."""
    return {
        "code": definition.code,
        "title": definition.title,
        "steps": [
            _without_defaults(
                {
                    "code": step.code,
                    "title": step.title,
                    "intro": step.intro,
                    "visible": _condition_as_json(step.visible),
                    "fields": [_item_as_dict(item) for item in step.items],
                },
                visible=True,
            )
            for step in definition.steps
        ],
    }


def _step(reader: Reader) -> Step:
    step = Step(
        code=reader.code("code"),
        title=reader.text("title"),
        intro=reader.long_text("intro"),
        visible=_condition(reader, "visible", default=True),
        items=tuple(_item(entry) for entry in reader.objects("fields", 1, MAX_ITEMS_IN_STEP)),
    )
    reader.finish()
    return step


def _item(reader: Reader) -> Field | Group:
    return _group(reader) if reader.peek("type") == "group" else _field(reader)


def _group(reader: Reader) -> Group:
    reader.word("type", ("group",))
    group = Group(
        code=reader.code("code"),
        title=reader.text("title"),
        hint=reader.long_text("hint"),
        visible=_condition(reader, "visible", default=True),
        repeat=_repeat(reader.child("repeat")),
        fields=tuple(_field(entry) for entry in reader.objects("fields", 1, MAX_ITEMS_IN_STEP)),
    )
    reader.finish()
    if group.repeat and not any(field.type.answerable for field in group.fields):
        raise DefinitionError(reader.path, "group.nothing_to_answer")
    return group


def _repeat(reader: Reader | None) -> Repeat | None:
    if reader is None:
        return None
    repeat = Repeat(
        minimum=reader.whole("minimum", 0, MAX_REPEAT, default=0),
        maximum=reader.whole("maximum", 1, MAX_REPEAT),
        item_title=reader.text("item_title"),
    )
    reader.finish()
    if repeat.minimum > repeat.maximum:
        raise DefinitionError(reader.path, "limits.crossed")
    return repeat


def _field(reader: Reader) -> Field:
    kind = FieldType(reader.word("type", tuple(FieldType)))
    static = not kind.answerable
    field = Field(
        code=reader.code("code"),
        type=kind,
        label=reader.long_text("label", required=True) if static else reader.text("label"),
        hint=reader.long_text("hint"),
        required=False if static else _condition(reader, "required", default=False),
        visible=_condition(reader, "visible", default=True),
        options=read_options(kind, reader),
        maps_to="" if static else _token(reader, "maps_to"),
        autocomplete="" if static else _token(reader, "autocomplete"),
        personal=reader.flag("personal"),
        sensitive=reader.flag("sensitive"),
    )
    reader.finish()
    return field


def _token(reader: Reader, key: str) -> str:
    token = reader.text(key, required=False)
    known = not token or (_MAPS_TO.fullmatch(token) if key == "maps_to" else token in AUTOCOMPLETE_TOKENS)
    if not known:
        raise DefinitionError(reader.at(key), f"{key}.unknown")
    return token


def _condition(reader: Reader, key: str, *, default: bool) -> bool | Rule:
    source = reader.take(key, default)
    if isinstance(source, bool):
        if key == "visible" and not source:
            raise DefinitionError(reader.at(key), "visible.never")
        return source
    if not isinstance(source, Mapping):
        # a bare text or number is a rule that always says the same, and hides that it does
        raise DefinitionError(reader.at(key), "rule.shape")
    try:
        return parse_rule(source)
    except RuleError as error:
        raise DefinitionError(reader.at(key), error.code) from error


def _check_codes(definition: Definition) -> None:
    steps: set[str] = set()
    codes: set[str] = set()
    for step_index, step in enumerate(definition.steps):
        path = f"steps.{step_index}"
        if step.code in steps:
            raise DefinitionError(f"{path}.code", "code.duplicate")
        steps.add(step.code)
        for index, item in enumerate(step.items):
            here = f"{path}.fields.{index}"
            places = [(f"{here}.code", item.code)]
            if isinstance(item, Group):
                places += [(f"{here}.fields.{inner}.code", field.code) for inner, field in enumerate(item.fields)]
            for place, code in places:
                if code in codes:
                    raise DefinitionError(place, "code.duplicate")
                codes.add(code)


def _item_as_dict(item: Field | Group) -> dict[str, object]:
    if isinstance(item, Field):
        return _field_as_dict(item)
    repeat = item.repeat
    return _without_defaults(
        {
            "type": "group",
            "code": item.code,
            "title": item.title,
            "hint": item.hint,
            "visible": _condition_as_json(item.visible),
            "repeat": {"minimum": repeat.minimum, "maximum": repeat.maximum, "item_title": repeat.item_title}
            if repeat
            else "",
            "fields": [_field_as_dict(field) for field in item.fields],
        },
        visible=True,
    )


def _field_as_dict(field: Field) -> dict[str, object]:
    return _without_defaults(
        {
            "code": field.code,
            "type": field.type.value,
            "label": field.label,
            "hint": field.hint,
            "required": _condition_as_json(field.required),
            "visible": _condition_as_json(field.visible),
            **options_as_dict(field.options),
            "maps_to": field.maps_to,
            "autocomplete": field.autocomplete,
            "personal": field.personal,
            "sensitive": field.sensitive,
        },
        visible=True,
        required=False,
        personal=False,
        sensitive=False,
    )


def _condition_as_json(condition: bool | Rule) -> object:
    return condition if isinstance(condition, bool) else rule_as_json(condition)


def _without_defaults(source: Mapping[str, object], **defaults: object) -> dict[str, object]:
    return {
        key: value
        for key, value in source.items()
        if value != "" and (key not in defaults or value is not defaults[key])
    }
