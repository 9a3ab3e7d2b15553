"""Sums, dates, phones and sizes as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from kabinet.kernel.identifiers import format_phone
from kabinet.kernel.money import format_amount, format_money
from kabinet.kernel.units import KILOBYTE, MEGABYTE

HARD_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"
_MONTHS: Final = (
    pgettext_lazy("of a date: 21 November", "January"),
    pgettext_lazy("of a date: 21 November", "February"),
    pgettext_lazy("of a date: 21 November", "March"),
    pgettext_lazy("of a date: 21 November", "April"),
    pgettext_lazy("of a date: 21 November", "May"),
    pgettext_lazy("of a date: 21 November", "June"),
    pgettext_lazy("of a date: 21 November", "July"),
    pgettext_lazy("of a date: 21 November", "August"),
    pgettext_lazy("of a date: 21 November", "September"),
    pgettext_lazy("of a date: 21 November", "October"),
    pgettext_lazy("of a date: 21 November", "November"),
    pgettext_lazy("of a date: 21 November", "December"),
)
_SPRITE: Final = Path(__file__).resolve().parents[2] / "static" / "icons.svg"


def _decimal(value: Decimal | float | str | None) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def money(value: Decimal | float | str | None) -> str:
    """`1 250 000,00 ₽`; empty for None and for what is no number."""
    number = _decimal(value)
    return "" if number is None else format_money(number)


def money_plain(value: Decimal | float | str | None) -> str:
    """`1 250 000,00`."""
    number = _decimal(value)
    return "" if number is None else format_amount(number)


def money_short(value: Decimal | float | str | None) -> str:
    """`1 250 000 ₽`, with kopecks only when there are some."""
    number = _decimal(value)
    if number is None:
        return ""
    return f"{format_amount(number).removesuffix(',00')}{HARD_SPACE}₽"


def percent(value: Decimal | float | str | None) -> str:
    """`17,5 %`: no padding zeros, no rounding."""
    number = _decimal(value)
    if number is None:
        return ""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text.replace('.', ',').replace('-', MINUS)}{HARD_SPACE}%"


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value, timezone.get_default_timezone())
    return value


def date_long(value: date | datetime | None) -> str:
    """`21 ноября 2026`, held together by no-break spaces."""
    if not value:
        return ""
    day = _local(value)
    return f"{day.day}{HARD_SPACE}{_MONTHS[day.month - 1]}{HARD_SPACE}{day.year}"


def date_short(value: date | datetime | None) -> str:
    """`21.11.2026`."""
    if not value:
        return ""
    day = _local(value)
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def datetime_short(value: datetime | None) -> str:
    """`21.11.2026, 14:05` in the organisation's time zone."""
    if not value:
        return ""
    moment = _local(value)
    return f"{date_short(moment)}, {moment:%H:%M}"


def date_iso(value: date | datetime | None) -> str:
    """ISO 8601; moments in UTC."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat()


def phone(value: str | None) -> str:
    """`+7 912 345-67-89` for a Russian number in E.164; anything else stays as it is."""
    shown = format_phone(value or "")
    return shown if shown == value else shown.replace(" ", HARD_SPACE).replace("-", "\u2011")


def file_size(value: int | None) -> str:
    """Bytes as `812 КБ` or `1,4 МБ`."""
    if value is None:
        return ""
    kilobytes = max(1, round(value / KILOBYTE)) if value else 0
    if kilobytes < 1000:
        return gettext("%(size)s KB") % {"size": kilobytes}
    megabytes = f"{value / MEGABYTE:.1f}".removesuffix(".0").replace(".", ",")
    return gettext("%(size)s MB") % {"size": megabytes}


@lru_cache(maxsize=1)
def sprite_icons() -> frozenset[str]:
    """Names in the built sprite; empty before the assets are built."""
    try:
        text = _SPRITE.read_text("utf-8")
    except FileNotFoundError:
        return frozenset()
    return frozenset(part.split('"', 1)[0] for part in text.split('<symbol id="')[1:])


def check_icon(name: str) -> None:
    """Refuse an icon that is not in the sprite, so that a typing slip shows at once.

    Raises:
        ValueError: The sprite lacks `name` (only while debugging).
    """
    known = sprite_icons()
    if settings.DEBUG and known and name not in known:
        msg = f"no icon {name!r}: add it to assets/icons.mjs"
        raise ValueError(msg)
