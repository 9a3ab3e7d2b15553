"""From one version of a questionnaire to the next without losing what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import Answers, ChoiceOptions, ConsentOptions, Field, FieldType, JsonValue
from kabinet.questionnaires.engine.items import KeyedItem, keyed_items, stored_items


@dataclass(frozen=True, slots=True)
class Carried:
    """What survived.

    Attributes:
        answers: Answers for the new version.
        dropped: Paths, in the old version, of answers that found no place.
    """

    answers: dict[str, JsonValue]
    dropped: tuple[str, ...]


def carry_over(old: Definition, new: Definition, answers: Answers) -> Carried:
    """Take answers over to a new version.

    An answer survives when the new version asks for the same thing: a field of the same code, or else the only one
    that feeds the same attribute of the party, and of the same type (text may become long text). A
    choice must still be offered; a consent must be to the same text for the same purpose. What survives may still
    break new limits: validation will say so.

    Args:
        old: The version the answers were given to.
        new: The version they are wanted in.
        answers: The answers; they stay as they are.
    """
    carried: dict[str, JsonValue] = {}
    dropped: list[str] = []
    outside = [entry.field for entry in new.entries.values() if not entry.repeated]
    for code, entry in old.entries.items():
        if not entry.repeated and answers.get(code) is not None:
            heir = _heir(entry.field, outside, old)
            _carry(entry.field, heir, answers[code], carried, dropped, code)
    for code, group in old.groups.items():
        successor = new.groups.get(code)
        most = successor.repeat.maximum if successor and successor.repeat else 0
        items: list[KeyedItem] = []
        for index, (key, item) in enumerate(keyed_items(answers, group)):
            kept: dict[str, JsonValue] = {}
            fields = successor.fields if successor and index < most else ()
            for field in group.fields:
                if item.get(field.code) is not None:
                    path = f"{code}.{key}.{field.code}"
                    _carry(field, _heir(field, fields, old), item[field.code], kept, dropped, path)
            if index < most:
                items.append((key, kept))
        if items:
            carried[code] = stored_items(items)
    return Carried(carried, tuple(dropped))


def _carry(
    field: Field, heir: Field | None, value: JsonValue, carried: dict[str, JsonValue], dropped: list[str], path: str
) -> None:
    kept = _fitting(field, heir, value) if heir else None
    if heir is None or kept is None or heir.code in carried:
        dropped.append(path)
    else:
        carried[heir.code] = kept


def _heir(field: Field, candidates: Iterable[Field], old: Definition) -> Field | None:
    """The field of the new version that takes an answer over: of the same code, or a new one for the same attribute."""
    same: list[Field] = []
    for candidate in candidates:
        if candidate.code == field.code:
            return candidate
        if field.maps_to and candidate.maps_to == field.maps_to and candidate.code not in old.entries:
            same.append(candidate)
    return same[0] if len(same) == 1 else None


def _fitting(old: Field, new: Field, value: JsonValue) -> JsonValue:
    """The value as the new field may hold it, or ``None``."""
    if old.type is not new.type and (old.type, new.type) != (FieldType.TEXT, FieldType.LONG_TEXT):
        return None
    if isinstance(new.options, ConsentOptions):
        return value if old.options == new.options else None
    if isinstance(new.options, ChoiceOptions):
        return _still_offered(new.options, value)
    return dict(value) if isinstance(value, Mapping) else value


def _still_offered(options: ChoiceOptions, value: JsonValue) -> JsonValue:
    given = list(value) if isinstance(value, list | tuple) else [value]
    kept = [code for code in given if isinstance(code, str) and options.label(code) is not None]
    if options.multiple:
        return kept or None
    return kept[0] if len(given) == 1 and kept else None
