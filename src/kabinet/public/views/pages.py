"""Pages to read: how to repay, documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kabinet.kernel.audience import open_page
from kabinet.kernel.ui.page import Page, show
from kabinet.organisation.models import LegalText
from kabinet.organisation.queries.texts import editions_of, texts_in_force


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text: `heading`, `list` (lines) or `paragraph`."""

    kind: str
    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class HowToRepayPage(Page, template="public/how_to_repay.html"):
    """Ways to pay, what happens to the money, paying early, paying late."""


@dataclass(frozen=True)
class LegalPage(Page, template="public/legal/list.html"):
    """The documents in force."""

    texts: Sequence[LegalText]


@dataclass(frozen=True)
class LegalTextPage(Page, template="public/legal/text.html"):
    """One edition of a document.

    Attributes:
        text: The edition.
        editions: All of them, newest first.
        blocks: What the edition says.
    """

    text: LegalText
    editions: Sequence[LegalText]
    blocks: Sequence[Block]


@open_page
@require_safe
def how_to_repay(request: HttpRequest) -> HttpResponse:
    """Ways to pay, what happens to the money, paying early, paying late."""
    return show(request, HowToRepayPage())


@open_page
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """The documents in force."""
    texts = sorted(texts_in_force().values(), key=lambda text: text.title)
    return show(request, LegalPage(texts))


@open_page
@require_safe
def legal_text(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """One document: the edition in force, or an older one that somebody agreed to."""
    editions = editions_of(code)
    chosen = next((text for text in editions if number is None or text.number == number), None)
    if chosen is None:
        raise Http404
    return show(request, LegalTextPage(chosen, editions, blocks_of(chosen.body)))


def blocks_of(body: str) -> list[Block]:
    """A plain text in pieces: blank lines part paragraphs, `#` begins a heading, `- ` the lines of a list."""
    blocks = []
    for piece in body.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in piece.split("\n") if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("#"):
            blocks.append(Block("heading", lines[0].lstrip("# ")))
            lines = lines[1:]
        if lines and all(line.startswith("- ") for line in lines):
            blocks.append(Block("list", "", tuple(line[2:] for line in lines)))
        elif lines:
            blocks.append(Block("paragraph", " ".join(lines)))
    return blocks
