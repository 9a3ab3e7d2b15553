"""Pages to read: how to repay, documents."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kabinet.kernel.audience import open_page
from kabinet.kernel.texts import editions_of, texts_in_force


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text: `heading`, `list` (items) or `paragraph`."""

    kind: str
    text: str
    items: tuple[str, ...] = ()


@open_page
@require_safe
def how_to_repay(request: HttpRequest) -> HttpResponse:
    """Ways to pay, what happens to the money, paying early, paying late."""
    return render(request, "public/how_to_repay.html")


@open_page
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """The documents in force."""
    texts = sorted(texts_in_force().values(), key=lambda text: text.title)
    return render(request, "public/legal/list.html", {"texts": texts})


@open_page
@require_safe
def legal_text(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """One document: the edition in force, or an older one that somebody agreed to."""
    editions = editions_of(code)
    chosen = next((text for text in editions if number is None or text.number == number), None)
    if chosen is None:
        raise Http404
    context = {"text": chosen, "editions": editions, "newest": editions[0], "blocks": blocks_of(chosen.body)}
    return render(request, "public/legal/text.html", context)


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
