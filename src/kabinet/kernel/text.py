"""One normalisation for all text that comes in, whatever door it takes: questionnaires, forms, API, search, command.

Marks that nobody sees go out, what looks the same becomes the same (Unicode normal form C), spaces are single and none
stand at the ends. What is empty after that is empty. Each function gives the same again when it is asked twice.

Pure: no Django, so that the engines may use it. Control characters (NUL and its like) are left in, since they are no
marks of writing but accidents; whoever takes text refuses those.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_PICTURE: Final = "\u2190-\u27ff\u2900-\u2bff\U0001f000-\U0001faff"
_UNSEEN: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_MARKS: Final = re.compile(f"[{_UNSEEN}]|(?<![{_PICTURE}])(?<![{_PICTURE}]\ufe0f)[\u200d\ufe0f]")
"""Format characters, variation selectors and letters that are blank; a joiner within a picture is a part of it."""

MOST_ON_ONE: Final = 30
"""Accents on one letter: the Stream-Safe Text Format of Unicode (UAX #15, section 13); languages know three."""

_SPACES: Final = re.compile(r"\s+")
_SPACES_IN_LINE: Final = re.compile(r"[^\S\n]+")
_LINE_ENDS: Final = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_CONTROLS: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DASHES: Final = re.compile("[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]")
_APOSTROPHES: Final = re.compile("[`\u00b4\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032\uff07]")
_LATIN: Final = str.maketrans("АВЕКМНОРСТУХЅІЈ", "ABEKMHOPCTYXSIJ")


def without_marks(text: str) -> str:
    """The text in normal form C, without marks that nobody sees; spaces and line ends stay as they are.

    Accents beyond `MOST_ON_ONE` on a letter go out too: putting many of them in order takes the square of their number.
    """
    if text.isascii():
        return text
    return _stream_safe(unicodedata.normalize("NFC", _stream_safe(_MARKS.sub("", text))))


def _stream_safe(text: str) -> str:
    """The text with few accents on each letter; normal form C may make two of one, so it is asked for twice."""
    if len(text) <= MOST_ON_ONE:
        return text
    kept, accents = [], 0
    for letter in text:
        accents = accents + 1 if unicodedata.combining(letter) else 0
        if accents <= MOST_ON_ONE:
            kept.append(letter)
    return "".join(kept)


def one_line(text: str) -> str:
    """The text without unseen marks, in one line, with single spaces and none at its ends."""
    return " ".join(without_marks(text).split())


def lines(text: str) -> str:
    """The same, with its line breaks kept and at most one empty line in a row."""
    spaced = _SPACES_IN_LINE.sub(" ", _LINE_ENDS.sub("\n", without_marks(text)))
    return _BLANK_LINES.sub("\n\n", "\n".join(line.strip(" ") for line in spaced.split("\n"))).strip()


def without_accidents(text: str) -> str:
    """The text without control characters other than line breaks: where dropping them beats refusing the whole."""
    return _CONTROLS.sub("", text)


def is_empty(text: str) -> bool:
    """Whether nothing is left of a text but spaces."""
    return not ("!" <= text[:1] <= "~") and not without_marks(text).strip()


def fold_dashes(text: str) -> str:
    """Every hyphen, dash and minus as the hyphen of the keyboard: for names and numbers, not for prose."""
    return text if text.isascii() else _DASHES.sub("-", text)


def fold_apostrophes(text: str) -> str:
    """Every apostrophe as the straight one of the keyboard: for names."""
    return _APOSTROPHES.sub("'", text)


def name(text: str) -> str:
    """A person's name in one form: one line, hyphens and apostrophes of the keyboard."""
    return fold_apostrophes(fold_dashes(one_line(text)))


_YO = re.compile("е\u0308+")
"""The letter ё, taken apart."""


def search_key(text: str) -> str:
    """What a text is found by: a name's one form in lower case, ё as е."""
    apart = unicodedata.normalize("NFD", name(text).lower())
    return unicodedata.normalize("NFC", _YO.sub("е", apart))


def number_key(text: str) -> str:
    """What the number of a paper is compared by: capital letters, no spaces, Cyrillic look-alikes as Latin.

    `sec-1`, `SEC‑1` and `ЅЕС-1` typed in Cyrillic are one number.
    """
    return _SPACES.sub("", fold_dashes(without_marks(text))).upper().translate(_LATIN)
