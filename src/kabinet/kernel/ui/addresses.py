"""Addresses in pages: of routes, of built files, of this page with other filters."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse

_Pattern = tuple[str, tuple[tuple[str, Any], ...]]


def url(name: str, *values: Any) -> str:
    """The address of a route, several times cheaper than Django's `reverse`: a list asks for hundreds.

    Args:
        name: The route.
        values: Its parameters, in the order of the route.

    Raises:
        NoReverseMatch: There is no such route.
    """
    pattern = _only_pattern(get_resolver(get_urlconf()), name, len(values))
    if pattern is None:
        return reverse(name, args=values)
    text, parameters = pattern
    written = {each: quote(to_url(value), safe="") for (each, to_url), value in zip(parameters, values, strict=True)}
    return get_script_prefix() + text % written


@cache
def _only_pattern(resolver: URLResolver, name: str, count: int) -> _Pattern | None:
    """The one way to write a route with so many parameters; None where Django has to choose between several."""
    found = [
        (text, tuple((parameter, converters[parameter].to_url) for parameter in parameters))
        for possibilities, _regex, _defaults, converters in resolver.reverse_dict.getlist(name)
        for text, parameters in possibilities
        if len(parameters) == count and set(parameters) <= set(converters)
    ]
    return found[0] if len(found) == 1 else None


def has_route(name: str) -> bool:
    """Whether the site has a page of that name that needs no parameters."""
    try:
        url(name)
    except NoReverseMatch:
        return False
    return True


def asset(path: str) -> str:
    """The address of a built file; unlike Django's `static` it never fails, so that an error page can use it."""
    try:
        return _found(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@cache
def _found(path: str) -> str:
    """Looked for once in a process: a page names dozens of icons."""
    return static(path)


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
