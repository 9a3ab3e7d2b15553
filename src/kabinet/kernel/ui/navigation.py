"""Links of menus, drawn fast: every page holds some twenty of them."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kabinet.kernel.ui import addresses

EMPTY = mark_safe("")


def nav_link(
    request: HttpRequest | None,
    url_name: str,
    label: Any,
    *,
    icon: SafeString = EMPTY,
    count: Any = 0,
    exact: bool = False,
    look: str = "nav-link",
) -> SafeString:
    """A list item with a link that knows whether it leads to this page; nothing when the site has no such page.

    Args:
        request: The page's own request.
        url_name: Name of the route.
        label: What people read.
        icon: Its picture.
        count: Shown when above nought.
        exact: Mark only this page, not those below it.
        look: Class of the link; empty for none.
    """
    try:
        href = reverse(url_name)
    except NoReverseMatch:
        return EMPTY
    here = addresses.current(request, href, exact=exact)
    return format_html(
        '<li><a{} href="{}"{}>{}<span>{}</span>{}</a></li>',
        format_html(' class="{}"', look) if look else EMPTY,
        href,
        format_html(' aria-current="{}"', here) if here else EMPTY,
        icon,
        label,
        format_html('<span class="nav-count">{}</span>', count) if count else EMPTY,
    )
