"""Texts: normalised, without control characters, within their length and alphabet.

HTML and emoji stay what they are, text; pages escape them. Only names are narrower.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kabinet.questionnaires.engine.fields import TextOptions
from kabinet.questionnaires.engine.values.refusal import RefusedError

_SPACES: Final = re.compile(r"[^\S\n]+")
_LINE_ENDS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_DIGITS: Final = re.compile(r"[0-9]+")
_NAME_MARKS: Final = frozenset("-' .’")
_DIRECTION_MARKS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_INVISIBLE: Final = frozenset({"Cc", "Cs"})
_SLACK: Final = 4


def clean_text(raw: str, options: TextOptions, *, lines: bool = False) -> str:
    """A text in normal form C, with single spaces and no spaces at its ends.

    Args:
        raw: As typed.
        options: Length and alphabet.
        lines: Keep line breaks (at most one empty line in a row).

    Raises:
        RefusedError: ``text.*``.
    """
    if len(raw) > _SLACK * options.maximum_length + 1_000:
        raise RefusedError("text.too_long", maximum=options.maximum_length, count=len(raw))
    text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", raw)))
    text = _BLANK_LINES.sub("\n\n", "\n".join(line.strip(" ") for line in text.split("\n"))).strip()
    if "\n" in text and not lines:
        raise RefusedError("text.line_break")
    if not all(_is_visible(character) for character in text):
        raise RefusedError("text.control")
    if len(text) > options.maximum_length:
        raise RefusedError("text.too_long", maximum=options.maximum_length, count=len(text))
    if text and len(text) < options.minimum_length:
        raise RefusedError("text.too_short", minimum=options.minimum_length, count=len(text))
    _check_alphabet(text, options)
    return text


def _is_visible(character: str) -> bool:
    if character == "\n" or " " <= character <= "~" or "А" <= character <= "я":
        return True
    return unicodedata.category(character) not in _INVISIBLE and character not in _DIRECTION_MARKS


def _check_alphabet(text: str, options: TextOptions) -> None:
    if not text or options.alphabet == "any":
        return
    if options.alphabet == "digits":
        if not _DIGITS.fullmatch(text):
            raise RefusedError("text.digits")
        return
    named = all(character.isalpha() or character in _NAME_MARKS for character in text)
    if not named or not any(character.isalpha() for character in text):
        raise RefusedError("text.name")
