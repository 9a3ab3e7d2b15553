"""The only clock. Everything that asks for the time asks here, so that a test can stop it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("kabinet_clock", default=None)


def now() -> datetime:
    """The moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day where the organisation is (`KABINET_TIME_ZONE`)."""
    return local_date(now())


def days_in_russia() -> tuple[date, date]:
    """The calendar days of this moment in the west and in the east of the country: Kaliningrad's and Kamchatka's."""
    west, east = (now().astimezone(ZoneInfo(zone)).date() for zone in ("Europe/Kaliningrad", "Asia/Kamchatka"))
    return west, east


def local_date(moment: datetime) -> date:
    """The organisation's calendar day of `moment`."""
    return moment.astimezone(timezone.get_default_timezone()).date()


def midnight(day: date) -> datetime:
    """The moment in UTC at which a calendar day of the organisation begins."""
    return datetime.combine(day, time(), timezone.get_default_timezone()).astimezone(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Stop the clock at `at` (aware) inside the block; for tests and demo data.

    Raises:
        ValueError: `at` has no time zone.
    """
    if at.tzinfo is None:
        msg = "the clock stops only at an aware moment"
        raise ValueError(msg)
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield at
    finally:
        _frozen.reset(token)
