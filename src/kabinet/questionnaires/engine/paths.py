"""Where an answer stands: `email`, `registration_address.city`, `contacts.0.phone`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kabinet.questionnaires.engine.definition import Definition, Entry
from kabinet.questionnaires.engine.fields import ADDRESS_PARTS, FieldType, Group
from kabinet.questionnaires.engine.items import KEY_PATTERN

_ITEM: Final = re.compile(rf"(?P<key>{KEY_PATTERN})\.(?P<code>[a-z0-9_]+)(?:\.(?P<part>[a-z]+))?")


@dataclass(frozen=True, slots=True)
class Target:
    """What a path leads to.

    Attributes:
        entry: The field with its step and group.
        group: The repeated group, if the field is in one.
        key: Which item of it.
        part: A part of an address; empty for the whole answer.
    """

    entry: Entry
    group: Group | None = None
    key: str = ""
    part: str = ""

    @property
    def path(self) -> str:
        """The path it was found by, without the part."""
        code = self.entry.field.code
        return f"{self.group.code}.{self.key}.{code}" if self.group else code


def find(definition: Definition, path: str) -> Target | None:
    """What a path leads to in a questionnaire, or `None`.

    Whether an item of a repeated group exists is a matter of the answers.
    """
    head, *rest = path.split(".")
    group = definition.groups.get(head)
    if group is None:
        entry = definition.entries.get(head)
        return _with_part(Target(entry), rest) if entry and not entry.repeated else None
    found = _ITEM.fullmatch(".".join(rest))
    if found is None:
        return None
    code, part = found["code"], found["part"]
    entry = definition.entries.get(code)
    if entry is None or entry.repeated is not group:
        return None
    return _with_part(Target(entry, group, found["key"]), [part] if part else [])


def is_within(path: str, whole: str) -> bool:
    """Whether a path is another one or leads to a part of what that leads to."""
    return path == whole or path.startswith(f"{whole}.")


def _with_part(target: Target, rest: list[str]) -> Target | None:
    if not target.entry.field.type.answerable:
        return None
    if not rest:
        return target
    if len(rest) == 1 and target.entry.field.type is FieldType.ADDRESS and rest[0] in ADDRESS_PARTS:
        return Target(target.entry, target.group, target.key, rest[0])
    return None
