"""A sum that opens into where it came from, drawn fast: a loan's page holds some fifty of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

EMPTY = mark_safe("")


def explained_sum(
    value: Any,
    *,
    title: Any = "",
    lines: Iterable[Any] = (),
    total: Any = "",
    rule: Any = "",
    align: str = "end",
    more: Any = "",
) -> SafeString:
    """The HTML of a sum that opens; everything given is escaped unless it is safe already.

    Args:
        value: The sum, formatted.
        title: Of what opens.
        lines: Objects or mappings with `label`, `value` and `note`.
        total: The last line; the sum itself when empty.
        rule: The law or the term that the sum follows.
        align: `end` or `start`: where the opened part hangs.
        more: Further HTML under the lines.
    """
    return format_html(
        '<details class="explained-sum explained-sum-{}" data-popover>'
        '<summary>{}<span class="visually-hidden"> — {}</span></summary>'
        '<div class="explained-sum-body">{}<dl class="explained-sum-lines">{}{}</dl>{}{}</div></details>',
        align,
        value,
        _("where it comes from"),
        format_html('<p class="explained-sum-title">{}</p>', title) if title else EMPTY,
        format_html_join("", '<div class="explained-sum-line"><dt>{}{}</dt><dd>{}</dd></div>', map(_parts, lines)),
        format_html(
            '<div class="explained-sum-line explained-sum-total"><dt>{}</dt><dd>{}</dd></div>',
            _("Total"),
            total or value,
        ),
        more,
        format_html('<p class="explained-sum-rule">{}</p>', rule) if rule else EMPTY,
    )


def _parts(line: Any) -> tuple[Any, Any, Any]:
    read = line.get if isinstance(line, Mapping) else lambda name: getattr(line, name, "")
    note = read("note")
    return (
        read("label"),
        format_html('<span class="explained-sum-note">{}</span>', note) if note else EMPTY,
        read("value"),
    )
