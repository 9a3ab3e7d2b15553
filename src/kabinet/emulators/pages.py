"""HTML of the emulators: a few safe helpers instead of a template engine, and the frame of every page."""

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


class Html(str):
    """Text that is HTML already; everything else is escaped on the way into a page."""

    __slots__ = ()


def render(template: str, **values: object) -> Html:
    """Fill `$name` places; a value that is not `Html` is escaped, None becomes nothing.

    Raises:
        KeyError: a place has no value.
    """
    return Html(Template(template).substitute({name: _safe(value) for name, value in values.items()}))


def join(parts: Iterable[Html]) -> Html:
    """Put pieces of HTML one after another."""
    return Html("".join(parts))


def linkified(text: str) -> Html:
    """Escape a text and turn its web addresses into links."""
    pieces: list[str] = []
    end = 0
    for found in LINK.finditer(text):
        address = escape(found.group())
        pieces += [escape(text[end : found.start()]), f'<a href="{address}" rel="noreferrer">{address}</a>']
        end = found.end()
    return Html("".join([*pieces, escape(text[end:])]))


def origin_of(url: str) -> str | None:
    """Return scheme, host and port of a web address as a source for a content policy, or None when it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return origin if ORIGIN.fullmatch(origin) else None


def same_origin(request: Request) -> bool:
    """Say whether a form was posted from our own pages; a client without an `Origin` header is no browser."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def page(
    title: str,
    content: Html,
    *,
    kind: str = "tool",
    status: int = 200,
    form_target: str | None = None,
    refresh: int = 0,
) -> HTMLResponse:
    """Return a whole page under a strict content policy.

    Args:
        title: heading of the window.
        content: what stands in `main`.
        kind: `tool` for developers' pages with their menu, `checkout` for the payment page.
        status: HTTP status.
        form_target: another origin that a form of this page may lead to.
        refresh: seconds after which the browser loads the page anew, 0 for never.
    """
    text = render(
        FRAME,
        title=title,
        content=content,
        kind=kind,
        menu=Html(MENU if kind == "tool" else ""),
        refresh=Html(f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""),
    )
    target = f" {form_target}" if form_target else ""
    policy = (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self'{target}"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(text, status_code=status, headers=headers)


@cache
def _style() -> bytes:
    return files("kabinet.emulators").joinpath("static/emulators.css").read_bytes()


async def stylesheet(request: Request) -> Response:
    """Serve the one stylesheet."""
    del request
    return Response(_style(), media_type="text/css", headers={"Cache-Control": "max-age=300"})


def _safe(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, Html) else escape(str(value))


MENU = """
<nav class="menu" aria-label="Эмуляторы">
  <a href="/">Входящие</a>
  <a href="/__control">Управление</a>
</nav>
"""

FRAME = """<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
$refresh
<title>$title</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/emulators.css">
</head>
<body class="$kind">
$menu
<main>
$content
</main>
</body>
</html>
"""
