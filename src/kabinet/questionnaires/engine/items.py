"""Items of repeated groups and their identities.

An item is known by a key that stays with it while others come and go: a number, given once and never again. It is
stored under `_id` only where it is not the item's place in the list, so lists that nobody has taken anything from
look as they always did. A path names an item by its key: `contacts.1.phone` is the phone of the same person before
and after the first one was removed, and leads nowhere once that person is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from kabinet.questionnaires.engine.fields import Answers, Group, JsonValue

KEY: Final = "_id"
"""Where an item keeps its key; no field can be called so."""
KEY_PATTERN: Final = r"0|[1-9][0-9]{0,8}"

KeyedItem: TypeAlias = tuple[str, Mapping[str, JsonValue]]
_WHOLE_KEY: Final = re.compile(KEY_PATTERN)


def keyed_items(answers: Answers, group: Group) -> list[KeyedItem]:
    """The stored items of a repeated group with their keys, each key once; what is not an item counts as a blank one.

    Never raises: of two items that claim one key the first has it, and the other gets a free one.
    """
    stored = answers.get(group.code)
    if not isinstance(stored, list | tuple):
        return []
    items = [item if isinstance(item, Mapping) else {} for item in stored]
    claimed = [_claimed(item, place) for place, item in enumerate(items)]
    keys: list[str] = []
    for key in claimed:
        keys.append(key if key not in keys else next_key([*claimed, *keys]))
    return list(zip(keys, items, strict=True))


def shown_items(answers: Answers, group: Group) -> list[KeyedItem]:
    """The stored items, and blank ones after them up to the group's least number."""
    items = keyed_items(answers, group)
    least = group.repeat.minimum if group.repeat else 0
    taken = {key for key, _item in items}
    free = (key for key in map(str, range(least)) if key not in taken)
    return [*items, *((key, {}) for key, _missing in zip(free, range(least - len(items)), strict=False))]


def stored_items(items: Sequence[KeyedItem]) -> list[JsonValue]:
    """Items as they are stored."""
    return [
        {**({} if key == str(place) else {KEY: key}), **{code: value for code, value in item.items() if code != KEY}}
        for place, (key, item) in enumerate(items)
    ]


def next_key(used: Iterable[str]) -> str:
    """A key above all those used."""
    return str(max((int(key) for key in used), default=-1) + 1)


def keys_in(paths: Iterable[str], group: str) -> Collection[str]:
    """The keys of a group's items that paths name."""
    parts = (path.split(".") for path in paths)
    return {part[1] for part in parts if len(part) > 1 and part[0] == group and _WHOLE_KEY.fullmatch(part[1])}


def _claimed(item: Mapping[str, JsonValue], place: int) -> str:
    key = item.get(KEY)
    return key if isinstance(key, str) and _WHOLE_KEY.fullmatch(key) else str(place)
