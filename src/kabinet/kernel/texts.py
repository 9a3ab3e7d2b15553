"""Legal texts, published and read: rules, consents, the policy on personal data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events, text
from kabinet.kernel.access import Actor, Right, require
from kabinet.kernel.errors import Stale
from kabinet.kernel.models import LegalText

PUBLISHED: Final = "legal_text.published"

events.declare(events.EventType(PUBLISHED, _("A legal text was published")))


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is not published yet.

    Attributes:
        code: What questionnaires and pages call it, for example `personal_data`.
        title: One line.
        body: Paragraphs with empty lines between them.
    """

    code: str
    title: str
    body: str


def read_texts(folder: Path) -> Iterator[Draft]:
    """Read the texts of a folder: `<code>.md`, a heading `# Title`, paragraphs.

    Args:
        folder: Where the files lie.

    Raises:
        ValueError: A file has no heading or nothing under it; the message names it.
    """
    for path in sorted(folder.glob("*.md")):
        heading, _blank, rest = text.lines(path.read_text(encoding="utf-8")).partition("\n")
        paragraphs = (" ".join(paragraph.split()) for paragraph in rest.strip().split("\n\n"))
        draft = Draft(path.stem, heading.removeprefix("# ").strip(), "\n\n".join(filter(None, paragraphs)))
        if not heading.startswith("# ") or not draft.title or not draft.body:
            raise ValueError(path.name)
        yield draft


def publish_text(*, actor: Actor, draft: Draft, after: int | None = None) -> LegalText | None:
    """Publish a new edition, unless the one in force says the same.

    Earlier editions stay: consents refer to them.

    Args:
        actor: Needs `Right.MANAGE_SITE`.
        draft: The text.
        after: Number of the edition that its author knew as the one in force, 0 for none; None asks nothing.

    Returns:
        The new edition, or None when nothing has changed.

    Raises:
        Denied: The actor lacks the right.
        Stale: Another edition has been published meanwhile.
    """
    require(actor, Right.MANAGE_SITE)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"kabinet.text.{draft.code}"])
        newest = LegalText.objects.filter(code=draft.code).order_by("-number").first()
        if newest and (newest.title, newest.body) == (draft.title, draft.body):
            return None
        number = newest.number + 1 if newest else 1
        if after is not None and after != number - 1:
            raise Stale("legal_text.stale", _("Another edition of this text has been published meanwhile."))
        edition = LegalText.objects.create(code=draft.code, number=number, title=draft.title, body=draft.body)
        events.record(PUBLISHED, actor=actor, subject=edition, data={"code": edition.code, "number": number})
        return edition


def texts_in_force(codes: Iterable[str] | None = None) -> dict[str, LegalText]:
    """The newest edition of each text, by code; of these codes alone, or of all. One query."""
    texts = LegalText.objects.all() if codes is None else LegalText.objects.filter(code__in=set(codes))
    return {text.code: text for text in texts.order_by("code", "-number").distinct("code")}


def editions_of(code: str) -> list[LegalText]:
    """Every edition of a text, newest first. One query, and one more for each body that is read."""
    return list(LegalText.objects.filter(code=code).order_by("-number").defer("body"))
