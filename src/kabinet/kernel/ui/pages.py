"""Where a page stands: its address with other filters, and which link of a menu leads to it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest


def plain_static(path: str) -> str:
    """The unhashed address of a static file."""
    return f"{settings.STATIC_URL}{path}"


def url_with(request: HttpRequest | None, changes: Mapping[str, Any]) -> str:
    """The request's path with query parameters changed; None and empty values drop theirs."""
    pairs: list[tuple[str, str]] = []
    if request is not None:
        pairs = [(name, value) for name, values in request.GET.lists() for value in values if name not in changes]
    pairs += [(name, str(value)) for name, value in changes.items() if value not in (None, "")]
    path = request.path if request is not None else ""
    return f"{path}?{urlencode(pairs)}" if pairs else path or "?"


def current(request: HttpRequest | None, href: str, *, exact: bool = False) -> str:
    """The value of `aria-current` for a link: `page`, `true` for the section around this page, or empty."""
    if request is None or not href:
        return ""
    target = href.partition("?")[0]
    if request.path == target:
        return "page"
    if not exact and target != "/" and request.path.startswith(target):
        return "true"
    return ""
