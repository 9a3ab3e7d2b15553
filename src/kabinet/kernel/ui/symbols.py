"""Icons of the sprite."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kabinet.kernel.ui.addresses import asset
from kabinet.kernel.ui.formats import check_icon


def symbol(name: str, label: str = "") -> SafeString:
    """An icon; without `label` it is decoration and hidden from screen readers.

    Raises:
        ValueError: `assets/icons.mjs` does not list the name (checked while debugging).
    """
    check_icon(name)
    return _drawn(name, label)


@cache
def _drawn(name: str, label: str) -> SafeString:
    href = f"{asset('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', href)
