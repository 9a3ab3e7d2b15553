"""What a page was drawn with, so that it saves only what its reader changed there.

Two pages of one draft may be open at once. Each carries a mark of every answer as it was drawn: a short keyed digest
that tells nothing and can only harm the draft of whoever forges it. An answer that a page brings back as drawn is left
alone, whatever happened to it elsewhere; one that was changed on both sides is a conflict, and the person chooses.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings

from kabinet.questionnaires.engine import Definition, answer_at, find
from kabinet.questionnaires.engine.fields import Answers, JsonValue
from kabinet.questionnaires.engine.values.cleaning import is_blank

THEIRS: Final = "theirs"
"""The choice for what stands in the draft already."""
MARK_BYTES: Final = 8
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Said(NamedTuple):
    """What the draft holds at a path: an answer, or what was typed and is none yet."""

    answer: JsonValue = None
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a page says of itself as it posts.

    Attributes:
        page: Its name, made up as it was drawn; what it wrote last itself is no conflict for it.
        marks: Marks of the answers it was drawn with, by path; of a path without one nothing is known.
        choices: How the person settled conflicts, by path: `THEIRS`, or the mark of the answer to be replaced.
    """

    page: str = ""
    marks: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    choices: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


UNKNOWN: Final = Drawn()
"""A page that says nothing of what it was drawn with: what it posts is saved."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answer that was changed on this page and elsewhere.

    Attributes:
        path: Which answer.
        theirs: What the draft holds, and goes on holding until the person chooses.
        mine: Raw value of this page.
        mark: Mark of `theirs`: the choice to replace exactly this.
        base: Mark of what the page was drawn with.
    """

    path: str
    theirs: Said
    mine: object
    mark: str
    base: str


def said_at(definition: Definition, answers: Answers, typed: Mapping[str, str], path: str) -> Said:
    """What is said at a path; nothing for a path that leads nowhere."""
    target = find(definition, path)
    answer = answer_at(answers, target) if target else None
    return Said(None if is_blank(answer) else answer, typed.get(path))


def mark_of(application_id: UUID, path: str, said: Said) -> str:
    """The mark of an answer: the same for the same answer of the same draft, and telling nothing of it."""
    content = json.dumps([str(application_id), path, said.answer, said.typed], ensure_ascii=False, sort_keys=True)
    digest = blake2b(content.encode("utf-8", "surrogatepass"), key=_key(settings.SECRET_KEY), digest_size=MARK_BYTES)
    return urlsafe_b64encode(digest.digest()).decode().rstrip("=")


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return blake2b(b"kabinet.applications.drawn", key=secret.encode()[:64]).digest()
