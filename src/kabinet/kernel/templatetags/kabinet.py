"""Tags and filters of the interface kit; a template builtin, so nothing needs `{% load %}`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kabinet.kernel.access import Actor
from kabinet.kernel.ui import addresses, attributes, fields, formats, navigation, sums

register = template.Library()


@register.filter
def money(value: Decimal | float | str | None) -> str:
    """A sum with its unit: `1 250 000,00 ₽`; empty for nothing."""
    return formats.money(value)


@register.filter
def money_plain(value: Decimal | float | str | None) -> str:
    """A sum without its unit, for table columns that name it once: `1 250 000,00`."""
    return formats.money_plain(value)


@register.filter
def money_short(value: Decimal | float | str | None) -> str:
    """A sum whose kopecks are left out when they are nought: `1 250 000 ₽`."""
    return formats.money_short(value)


@register.filter
def percent(value: Decimal | float | str | None) -> str:
    """Per cent with the decimals it has: `17,5 %`."""
    return formats.percent(value)


@register.filter
def date_long(value: date | datetime | None) -> str:
    """`21 ноября 2026`."""
    return formats.date_long(value)


@register.filter
def date_short(value: date | datetime | None) -> str:
    """`21.11.2026`."""
    return formats.date_short(value)


@register.filter
def datetime_short(value: datetime | None) -> str:
    """`21.11.2026, 14:05` in the organisation's time zone."""
    return formats.datetime_short(value)


@register.filter
def date_iso(value: date | datetime | None) -> str:
    """What `<time datetime>` wants."""
    return formats.date_iso(value)


@register.filter
def phone(value: str | None) -> str:
    """`+7 912 345-67-89`."""
    return formats.phone(value)


@register.filter
def file_size(value: int | None) -> str:
    """`1,4 МБ`."""
    return formats.file_size(value)


@register.filter
def may(actor: Actor | None, right: str) -> bool:
    """Whether the actor has a right: `{% if actor|may:"see_loans" %}`."""
    return actor is not None and actor.may(right)


@register.filter
def html_attrs(attrs: Mapping[str, Any] | None) -> SafeString:
    """Attributes a component passes on to its element, each escaped.

    Components write `{{ attrs|html_attrs }}`, never `{{ attrs }}`, which does not escape.
    """
    if attrs is None:
        return attributes.render({})
    return attributes.render(attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs)


@register.filter
def contains(values: Any, value: Any) -> bool:
    """Whether `value` is among `values`, compared as text the way a form sends them."""
    return fields.contains(values, value)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; without `label` it is decoration and hidden from screen readers.

    Raises:
        ValueError: `assets/icons.mjs` does not list the name (checked while debugging).
    """
    formats.check_icon(name)
    href = f"{addresses.asset('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', href)


@register.simple_tag
def explained_sum(value: Any, **parts: Any) -> SafeString:
    """A sum that opens, without the cost of a component: for tables. Takes what `c-explained-sum` takes."""
    return sums.explained_sum(value, **parts)


@register.simple_tag
def asset(path: str) -> str:
    """The address of a built file; unlike `{% static %}` it never fails, so an error page can use it."""
    return addresses.asset(path)


@register.simple_tag(takes_context=True)
def url_with(context: template.Context, **changes: Any) -> str:
    """This page's address with some query parameters changed; an empty value drops one.

    `<a href="{% url_with status='declined' before='' %}">`
    """
    return addresses.url_with(_request(context), changes)


@register.simple_tag(takes_context=True)
def current(context: template.Context, href: str, exact: bool = False) -> str:
    """`page` when the link leads here, `true` when it leads to the section around here, else nothing."""
    return addresses.current(_request(context), href, exact=exact)


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, url_name: str, label: Any, **options: Any) -> SafeString:
    """A link of a menu, without the cost of a component. Takes what `c-nav-link` takes."""
    name, bar, plain = options.pop("icon", ""), options.pop("bar", False), options.pop("plain", False)
    look = "bottom-bar-link" if bar else "" if plain else "nav-link"
    picture = icon(name) if name else navigation.EMPTY
    return navigation.nav_link(_request(context), url_name, label, icon=picture, look=look, **options)


@register.simple_tag
def described_field(field: BoundField, attrs: Mapping[str, Any] | None = None) -> fields.DescribedField:
    """What a component must know to draw a bound form field; `attrs` win over the widget's."""
    return fields.describe(field, attrs)


@register.simple_tag
def form_problems(form: BaseForm) -> list[fields.Problem]:
    """Every error of a form with the id of the control it belongs to."""
    return fields.problems(form)


@register.simple_tag
def problem_list(errors: Iterable[tuple[str, str]]) -> list[fields.Problem]:
    """`(href, text)` pairs as the error summary shows them."""
    return [fields.Problem(href, str(text)) for href, text in errors]


@register.simple_tag
def pairs(*values: Any) -> list[tuple[Any, Any]]:
    """Options for a choice: `{% pairs "yes" yes "no" no as options %}`."""
    return list(zip(values[::2], values[1::2], strict=True))


def _request(context: template.Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None
