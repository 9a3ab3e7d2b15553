"""The language of pages: Jinja2 with the interface kit, the words of the catalogue and the formats of sums and days.

Whatever a page prints is escaped; a plain text (`.txt`), such as a message, is not HTML and stays as it is written. A
name that nobody gave is an error where `PAGES_ARE_CHECKED`, and elsewhere nothing but a line in the log. What a
capability says of its things, its `presentation`, pages reach by the capability's name:
`{{ lending.percent_exactly(loan.psk) }}`.
"""

import logging
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import jinja2
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.template import defaultfilters
from jinja2 import nodes
from jinja2.runtime import Context

from kabinet.kernel.ui import addresses, attributes, columns, fields, formats, htmx, kit, symbols, words

FILTERS: Mapping[str, Callable[..., str]] = {
    "money": formats.money,
    "money_plain": formats.money_plain,
    "money_short": formats.money_short,
    "percent": formats.percent,
    "date_long": formats.date_long,
    "date_short": formats.date_short,
    "datetime_short": formats.datetime_short,
    "date_iso": formats.date_iso,
    "phone": formats.phone,
    "file_size": formats.file_size,
    "attributes": attributes.render,
    "capfirst": defaultfilters.capfirst,
    "linebreaks": defaultfilters.linebreaks_filter,
    "linebreaksbr": defaultfilters.linebreaksbr,
    "urlize": defaultfilters.urlize,
}
"""`{{ loan.amount|money }}`, and so on."""


class Pages(jinja2.Environment):
    """Jinja2's environment with the words of one language folded into what it compiles."""

    language = ""

    def _generate(self, source: nodes.Template, name: str | None, *arguments: Any, **options: Any) -> str:
        folding = words.Folding(self.language, closed_up=is_html(name))
        return super()._generate(folding.visit(source), name, *arguments, **options)


def is_html(name: str | None) -> bool:
    """Whether a template is HTML and no plain text; one without a name is."""
    return name is None or not name.endswith(".txt")


def environment(*, language: str = "", **options: Any) -> Pages:
    """Make the environment; Django's backend of Jinja2 calls it with what is left of its options.

    Args:
        language: What pages are said in; the site's by default.
        options: Of Jinja2: the loader above all.
    """
    checked = settings.PAGES_ARE_CHECKED
    lenient = jinja2.make_logging_undefined(logging.getLogger(__name__), jinja2.ChainableUndefined)
    pages = Pages(
        **options
        | {
            "autoescape": is_html,
            "undefined": jinja2.StrictUndefined if checked else lenient,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
        }
    )
    pages.language = language or settings.LANGUAGE_CODE
    pages.policies["ext.i18n.trimmed"] = True
    pages.filters |= FILTERS
    pages.globals |= {
        **words.FUNCTIONS,
        **_presentations(),
        "gettext": words.say,
        "asset": addresses.asset,
        "classes": attributes.classes,
        "column": columns.column,
        "contains": fields.contains,
        "current": _current,
        "describe": fields.describe,
        "has_route": addresses.has_route,
        "htmx_config": htmx.CONFIG,
        "merged": attributes.merged,
        "problems_of": fields.problems,
        "symbol": symbols.symbol,
        "url": addresses.url,
        "url_with": _url_with,
        **kit.components(pages, checked=checked),
    }
    return pages


def _presentations() -> dict[str, Any]:
    """What each capability says of its things, by the capability's name."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("kabinet.")]
    return {
        config.label: import_module(f"{config.name}.presentation")
        for config in ours
        if find_spec(f"{config.name}.presentation")
    }


@jinja2.pass_context
def _url_with(context: Context, *, request: HttpRequest | None = None, **changes: Any) -> str:
    """This page's address with some query parameters changed; an empty value drops one."""
    return addresses.url_with(request or context.get("request"), changes)


@jinja2.pass_context
def _current(context: Context, href: str, *, exact: bool = False, request: HttpRequest | None = None) -> str:
    """`page` when the link leads here, `true` when it leads to the section around here, else nothing."""
    return addresses.current(request or context.get("request"), href, exact=exact)
