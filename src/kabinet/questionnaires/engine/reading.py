"""Reading one JSON object of a questionnaire, key by key, within bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from kabinet.kernel.text import without_marks

MAX_TEXT: Final = 300
MAX_LONG_TEXT: Final = 5_000

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,49}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_MISSING: Final = object()


class DefinitionError(ValueError):
    """A questionnaire that contradicts itself or cannot be understood.

    Attributes:
        path: Where, as `steps.0.fields.2.visible`; empty for the whole.
        code: What, as `code.duplicate`.
    """

    def __init__(self, path: str, code: str) -> None:
        super().__init__(f"{path or 'questionnaire'}: {code}")
        self.path = path
        self.code = code


class Reader:
    """One JSON object; every getter takes its key away, and `finish` refuses what nobody asked for."""

    def __init__(self, source: Mapping[str, object], path: str) -> None:
        self.path = path
        self._source = dict(source)

    @classmethod
    def of(cls, source: object, path: str) -> Reader:
        """A reader of `source`.

        Raises:
            DefinitionError: `object.expected`.
        """
        if not isinstance(source, Mapping) or not all(isinstance(key, str) for key in source):
            raise DefinitionError(path, "object.expected")
        return cls(source, path)

    def at(self, key: str) -> str:
        """The path of one of its keys."""
        return f"{self.path}.{key}" if self.path else key

    def peek(self, key: str) -> object:
        """A value that stays to be read."""
        return self._source.get(key)

    def take(self, key: str, default: object = None) -> object:
        """A value of any kind."""
        return self._source.pop(key, default)

    def text(self, key: str, *, required: bool = True, maximum: int = MAX_TEXT) -> str:
        """A text; an empty one stands for an absent one.

        Raises:
            DefinitionError: `text.expected`, `text.missing`, `text.too_long`.
        """
        value = self._source.pop(key, "")
        if not isinstance(value, str) or "\x00" in value:
            raise DefinitionError(self.at(key), "text.expected")
        value = without_marks(value).strip()
        if required and not value:
            raise DefinitionError(self.at(key), "text.missing")
        if len(value) > maximum:
            raise DefinitionError(self.at(key), "text.too_long")
        return value

    def long_text(self, key: str, *, required: bool = False) -> str:
        """A text of some sentences."""
        return self.text(key, required=required, maximum=MAX_LONG_TEXT)

    def code(self, key: str) -> str:
        """A code: small Latin letters, digits and underscores, beginning with a letter.

        Raises:
            DefinitionError: `code.malformed`.
        """
        value = self._source.pop(key, None)
        if not isinstance(value, str) or not _CODE.fullmatch(value):
            raise DefinitionError(self.at(key), "code.malformed")
        return value

    def word(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """One of the known words.

        Raises:
            DefinitionError: `<key>.unknown`.
        """
        value = self._source.pop(key, default)
        if not isinstance(value, str) or value not in known:
            raise DefinitionError(self.at(key), f"{key}.unknown")
        return value

    def flag(self, key: str) -> bool:
        """True or false; absent is false.

        Raises:
            DefinitionError: `flag.expected`.
        """
        value = self._source.pop(key, False)
        if not isinstance(value, bool):
            raise DefinitionError(self.at(key), "flag.expected")
        return value

    def whole(self, key: str, least: int, most: int, *, default: int | None = None) -> int:
        """A whole number within bounds.

        Raises:
            DefinitionError: `number.expected`, `number.out_of_bounds`.
        """
        value = self._source.pop(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise DefinitionError(self.at(key), "number.expected")
        if not least <= value <= most:
            raise DefinitionError(self.at(key), "number.out_of_bounds")
        return value

    def number(self, key: str) -> Decimal | None:
        """A number, written as a number or as text (`"0.01"`); `None` when absent.

        Raises:
            DefinitionError: `number.expected`.
        """
        value = self._source.pop(key, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise DefinitionError(self.at(key), "number.expected")
        try:
            written = str(value)
        except ValueError as error:  # an int of thousands of digits
            raise DefinitionError(self.at(key), "number.expected") from error
        if not _NUMBER.fullmatch(written):
            raise DefinitionError(self.at(key), "number.expected")
        return Decimal(written)

    def child(self, key: str) -> Reader | None:
        """An object, or `None` when absent."""
        value = self._source.pop(key, None)
        return None if value is None else Reader.of(value, self.at(key))

    def objects(self, key: str, least: int, most: int) -> list[Reader]:
        """A list of objects.

        Raises:
            DefinitionError: `list.expected`, `list.too_short`, `list.too_long`.
        """
        values = self.values(key, least, most)
        return [Reader.of(value, f"{self.at(key)}.{index}") for index, value in enumerate(values)]

    def values(self, key: str, least: int, most: int, default: object = _MISSING) -> Sequence[object]:
        """A list of anything; see `objects`."""
        value = self._source.pop(key, default)
        if not isinstance(value, list | tuple):
            raise DefinitionError(self.at(key), "list.expected")
        if len(value) < least:
            raise DefinitionError(self.at(key), "list.too_short")
        if len(value) > most:
            raise DefinitionError(self.at(key), "list.too_long")
        return value

    def finish(self) -> None:
        """Refuse keys that were not read.

        Raises:
            DefinitionError: `key.unknown`.
        """
        for key in self._source:
            raise DefinitionError(self.at(key[:50]), "key.unknown")
