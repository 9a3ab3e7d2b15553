"""HTML attributes that a component hands on to its element."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString

_OURS: Final = re.compile(
    r"""
    accept | action | alt | autocapitalize | autocomplete | autofocus | checked | class | cols | disabled | enctype
    | form | formaction | formmethod | formnovalidate | height | hidden | href | id | inputmode | lang | max | maxlength
    | method | min | multiple | name | placeholder | readonly | rel | required | role | rows | spellcheck | step
    | tabindex | target | title | type | value | width
    | (?: hx-(?!on) | data- | aria- ) [a-z0-9:.-]+
    """,
    re.VERBOSE,
)
"""Attributes that elements of ours have."""


def classes(*names: Any) -> str:
    """Names of classes in one text, without the empty ones: `classes("card", tone and "card-" ~ tone)`."""
    return " ".join(filter(None, names))


def merged(*attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of several origins; what is not empty in a later one wins."""
    result: dict[str, Any] = {}
    for each in attributes:
        result |= {name: value for name, value in each.items() if name not in result or value not in (None, "", False)}
    return result


def render(attributes: Mapping[str, Any]) -> SafeString:
    """Write attributes as HTML, each value escaped.

    Args:
        attributes: Names and values; a Python name like `hx_get` is written `hx-get`. True writes the bare name; False,
            None and, but for `value` and `alt`, empty text write nothing.

    Raises:
        ValueError: An inline style or script, which the content policy forbids, or an attribute that nothing has.
    """
    written = []
    for name, value in attributes.items():
        if value is None or value is False or (value == "" and name not in {"value", "alt"}):
            continue
        name_in_html = _checked(name)
        written.append(name_in_html if value is True else f'{name_in_html}="{_quoted(value)}"')
    return SafeString(" ".join(written))


def _quoted(value: Any) -> str:
    """Escape a value; one already rendered by a template needs only its quotes closed."""
    if hasattr(value, "__html__"):
        return str(value.__html__()).replace('"', "&quot;")
    return str(escape(value))


@cache
def _checked(name: str) -> str:
    """The name as HTML has it; a page writes the same few hundreds of times."""
    written = name.replace("_", "-")
    if not _OURS.fullmatch(written):
        raise ValueError(f"{written!r} is no attribute of ours")
    return written
