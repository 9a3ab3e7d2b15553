"""Every address of ours, as the resolver knows it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

LIBRARIES = ("allauth.", "django.views.static")
"""Views of libraries guard themselves; their own suites test that."""


def patterns(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """What a resolver leads to, with the whole route of each."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def ours() -> list[tuple[str, URLPattern]]:
    """The patterns of the product, without those of libraries."""
    return [(route, entry) for route, entry in patterns() if not str(entry.callback.__module__).startswith(LIBRARIES)]


ROUTES = ours()
