"""Texts: in the one form of `kabinet.kernel.text`, without control characters, within their length and alphabet.

HTML and emoji stay what they are, text; pages escape them. Only names are narrower.
"""

from __future__ import annotations

import re
from typing import Final

from kabinet.kernel import text as texts
from kabinet.questionnaires.engine.fields import TextOptions
from kabinet.questionnaires.engine.values.refusal import RefusedError

_DIGITS: Final = re.compile(r"[0-9]+")
_NAME_MARKS: Final = frozenset("-' .")
_SLACK: Final = 4


def clean_text(raw: str, options: TextOptions, *, lines: bool = False) -> str:
    """A text in its one form; a name also with the hyphens and apostrophes of the keyboard.

    Args:
        raw: As typed.
        options: Length and alphabet.
        lines: Keep line breaks (at most one empty line in a row).

    Raises:
        RefusedError: `text.*`.
    """
    if len(raw) > _SLACK * options.maximum_length + 1_000:
        raise RefusedError("text.too_long", maximum=options.maximum_length, count=len(raw))
    text = texts.lines(raw)
    if "\n" in text and not lines:
        raise RefusedError("text.line_break")
    if texts.without_accidents(text) != text:
        raise RefusedError("text.control")
    if options.alphabet == "name":
        text = texts.name(text)
    if len(text) > options.maximum_length:
        raise RefusedError("text.too_long", maximum=options.maximum_length, count=len(text))
    if text and len(text) < options.minimum_length:
        raise RefusedError("text.too_short", minimum=options.minimum_length, count=len(text))
    _check_alphabet(text, options)
    return text


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
