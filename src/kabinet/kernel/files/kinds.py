"""The kinds of files that are taken, by what they hold."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    Attributes:
        content_type: What it is served as.
        title: How people call it.
        endings: Endings a stored name may keep, without the dot; the first is given to names with another one.
        chosen_as: Further endings that such files come with; not kept.
    """

    content_type: str
    title: str
    endings: tuple[str, ...]
    chosen_as: tuple[str, ...] = ()


PDF: Final = Kind("application/pdf", "PDF", ("pdf",))
JPEG: Final = Kind("image/jpeg", "JPEG", ("jpg", "jpeg"), ("jfif", "jpe"))
PNG: Final = Kind("image/png", "PNG", ("png",))
DOCX: Final = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX", ("docx",))
DOC: Final = Kind("application/msword", "DOC", ("doc",))
XLSX: Final = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", ("xlsx",))
XLS: Final = Kind("application/vnd.ms-excel", "XLS", ("xls",))
HEIC: Final = Kind("image/heic", "HEIC", ("heic",), ("heif",))
"""Photos of iPhones. They are kept as JPEG, so they are taken wherever JPEG is."""

KINDS: Final = (PDF, DOCX, DOC, XLSX, XLS, JPEG, PNG)
"""What is kept."""


def kinds_of(endings: Iterable[str]) -> tuple[Kind, ...]:
    """The kinds that a list of endings asks for; endings of kinds that nobody can check count for nothing."""
    wanted = set(endings)
    return tuple(kind for kind in KINDS if wanted & {*kind.endings, *kind.chosen_as})


def chosen_endings(kinds: Collection[Kind]) -> tuple[str, ...]:
    """Endings of the files that a person may choose, for the browser's dialogue."""
    shown = [*kinds, HEIC] if JPEG in kinds else [*kinds]
    return tuple(ending for kind in shown for ending in (*kind.endings, *kind.chosen_as))


def titles(kinds: Collection[Kind]) -> str:
    """Their names for people: `PDF, JPEG, PNG, HEIC`."""
    return ", ".join(kind.title for kind in ([*kinds, HEIC] if JPEG in kinds else kinds))


def with_ending(name: str, kind: Kind) -> str:
    """A name with an ending of its kind: what the content is decides, not what the name says.

    Args:
        name: As it came; already without folders.
        kind: What the content is.
    """
    stem, dot, ending = name.rpartition(".")
    if dot and stem and ending.lower() in kind.endings:
        return name
    known = dot and stem and ending.isascii() and ending.isalnum() and not ending.isdigit() and len(ending) <= 5
    return f"{stem if known else name}.{kind.endings[0]}"
