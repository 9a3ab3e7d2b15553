"""Answers of several parts: addresses and references to uploaded files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from kabinet.questionnaires.engine.fields import ADDRESS_PARTS, Field, FileOptions, JsonValue, TextOptions, options_of
from kabinet.questionnaires.engine.values.refusal import RefusedError
from kabinet.questionnaires.engine.values.texts import clean_text

ADDRESS_PART_LENGTHS: Final[Mapping[str, int]] = {
    "index": 20,
    "region": 100,
    "city": 100,
    "street": 150,
    "house": 30,
    "flat": 20,
    "line": 500,
}

_INDEX: Final = re.compile(r"[0-9]{6}")
_FILE_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FILE_NAME: Final = TextOptions(maximum_length=255)
_JPEG: Final = frozenset({"jpg", "jpeg"})
"""Two endings of one kind."""


def clean_address(raw: object) -> dict[str, JsonValue]:
    """The parts of an address that are filled in; one text stands for the whole in its free line.

    Whether enough of it is there is asked when a step is validated, since an address is saved part by part.

    Raises:
        RefusedError: `type`, `address.index` or `text.*`, with the part.
    """
    if isinstance(raw, str):
        raw = {"line": raw}
    if not isinstance(raw, Mapping) or any(key not in ADDRESS_PARTS for key in raw):
        raise RefusedError("type")
    cleaned = {part: clean_address_part(part, raw.get(part)) for part in ADDRESS_PARTS}
    return {part: value for part, value in cleaned.items() if value}


def clean_address_part(part: str, raw: object) -> str:
    """One part of an address; empty text when nothing is typed.

    Raises:
        RefusedError: As `clean_address`.
    """
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise RefusedError("type", part)
    try:
        text = clean_text(raw, TextOptions(maximum_length=ADDRESS_PART_LENGTHS[part]))
    except RefusedError as refused:
        if part == "index" and refused.code == "text.too_long":
            raise RefusedError("address.index", part) from refused
        raise RefusedError(refused.code, part, **refused.params) from refused
    return _index(text) if text and part == "index" else text


def _index(text: str) -> str:
    digits = text.replace(" ", "")
    if not _INDEX.fullmatch(digits) or not digits.strip("0"):
        raise RefusedError("address.index", "index")
    return digits


def address_is_complete(address: Mapping[str, object]) -> bool:
    """Whether an address can be found by it: the free line, or a town (or region) with a house."""
    if address.get("line"):
        return True
    return bool(address.get("house") and (address.get("city") or address.get("region")))


def clean_files(field: Field, raw: object) -> list[JsonValue]:
    """References to stored files, each `{"id", "name", "size"}` (bytes).

    That the file exists and belongs to the applicant is for its storage to check.

    Raises:
        RefusedError: `file.*` or `text.*`.
    """
    options = options_of(field, FileOptions)
    given = [raw] if isinstance(raw, Mapping) else raw
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise RefusedError("file.reference")
    if len(given) > options.maximum_count:
        raise RefusedError("file.too_many", maximum=options.maximum_count, count=len(given))
    return [_file(reference, options) for reference in given]


def _is_among(extension: str, extensions: tuple[str, ...]) -> bool:
    return extension in extensions or (extension in _JPEG and any(other in _JPEG for other in extensions))


def _file(reference: object, options: FileOptions) -> dict[str, JsonValue]:
    if not isinstance(reference, Mapping):
        raise RefusedError("file.reference")
    key, name, size = reference.get("id"), reference.get("name"), reference.get("size")
    if not isinstance(key, str) or not _FILE_ID.fullmatch(key) or not isinstance(name, str):
        raise RefusedError("file.reference")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise RefusedError("file.reference")
    text = clean_text(name, _FILE_NAME)
    stem, _dot, extension = text.rpartition(".")
    if not stem or not _is_among(extension.lower(), options.extensions):
        raise RefusedError("file.kind", allowed=", ".join(options.extensions))
    if size == 0:
        raise RefusedError("file.empty")
    if size > options.maximum_size:
        raise RefusedError("file.too_big", maximum=options.maximum_size)
    return {"id": key, "name": text, "size": size}
