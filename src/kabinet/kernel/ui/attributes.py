"""HTML attributes that a component hands on to its element."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString


def render(attrs: Mapping[str, Any] | None) -> SafeString:
    """Write attributes as HTML, each value escaped.

    Args:
        attrs: Names and values; cotton's own `Attrs` keeps back what the component declared for itself.
            True writes the bare name; False, None and, but for `value` and `alt`, empty text write nothing.

    Raises:
        ValueError: An inline style or script, which the content policy forbids, or a name that is none.
    """
    if not attrs:
        return SafeString()
    shown: Mapping[str, Any] = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    written = []
    for name, value in shown.items():
        if value is None or value is False or (value == "" and name not in {"value", "alt"}):
            continue
        _check(name)
        written.append(name if value is True else f'{name}="{_quoted(value)}"')
    return SafeString(" ".join(written))


def _quoted(value: Any) -> str:
    """Escape a value; one already rendered by a template needs only its quotes closed."""
    if isinstance(value, SafeString):
        return value.replace('"', "&quot;")
    return str(escape(value))


def _check(name: str) -> None:
    lowered = name.lower()
    if lowered == "style" or lowered.startswith(("on", "hx-on")):
        msg = f"the content policy forbids {name}"
        raise ValueError(msg)
    if not name or any(character in " \t\n\r\"'<>/=`" for character in name):
        msg = f"{name!r} is no attribute name"
        raise ValueError(msg)
