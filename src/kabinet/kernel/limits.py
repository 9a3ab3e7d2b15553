"""Counting attempts per window, in the database, so that every web process counts together."""

from datetime import UTC, datetime, timedelta

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Hit
from kabinet.kernel.secrets import keyed_hash

LONGEST_IN_MINUTES = 90
"""A longer wait is told in hours."""

_ADD = """
    insert into kernel_hit (scope, key, window_start, count) values (%s, %s, %s, 1)
    on conflict (scope, key, window_start) do update set count = kernel_hit.count + 1
    returning count
"""


def _window_start(window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(clock.now().timestamp()) // seconds * seconds, UTC)


def add(scope: str, key: str, *, window: timedelta) -> int:
    """Count one more and say how many there are in this window. One query.

    Outside a transaction the count stays whatever happens later; inside one it is undone together with what it
    counts, so that only what was really done is counted.

    Args:
        scope: What is counted, at most 40 characters.
        key: Whose; kept only as a keyed hash.
        window: Its length; windows begin at multiples of it.
    """
    return _add(scope, keyed_hash(key, purpose=f"limit.{scope}"), _window_start(window))


def _add(scope: str, hashed: str, start: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [scope, hashed, start])
        (count,) = cursor.fetchone()
    return int(count)


def counted(scope: str, key: str, *, window: timedelta) -> int:
    """How many there are in this window, without counting. One query."""
    hashed = keyed_hash(key, purpose=f"limit.{scope}")
    found = Hit.objects.filter(scope=scope, key=hashed, window_start=_window_start(window))
    return found.values_list("count", flat=True).first() or 0


def hit(scope: str, key: str, *, limit: int, window: timedelta) -> int:
    """Count one attempt of `key` and refuse from the `limit + 1`st of a window on.

    Args:
        scope: What is limited, at most 40 characters.
        key: Whose attempts; kept only as a keyed hash.
        limit: Attempts allowed in one window.
        window: Its length; windows begin at multiples of it.

    Returns:
        How many there are in this window.

    Raises:
        Refused: `limits.exceeded`.
    """
    count = add(scope, key, window=window)
    if count > limit:
        _leave_trace(scope)
        raise exceeded(window)
    return count


def _leave_trace(scope: str) -> None:
    from kabinet.kernel import security  # noqa: PLC0415 - security counts with this module

    security.note("limit", scope=scope)


def exceeded(window: timedelta) -> Refused:
    """The refusal of who did something too often, with the minutes or hours until the window ends."""
    ends = _window_start(window) + window
    minutes = max(1, -(-int((ends - clock.now()).total_seconds()) // 60))
    words = (
        _("Too many attempts. Try again in %(minutes)s min.") % {"minutes": minutes}
        if minutes <= LONGEST_IN_MINUTES
        else _("Too many attempts. Try again in %(hours)s h.") % {"hours": -(-minutes // 60)}
    )
    return Refused("limits.exceeded", words, minutes=minutes)


def first_use(scope: str, key: str, *, since: datetime) -> bool:
    """Whether something that is good once is used for the first time; of two at once exactly one is first.

    Args:
        scope: What it is, at most 40 characters.
        key: Its number.
        since: When it was made: always the same for one number, so that no turn of a window forgives a second use.
    """
    return _add(scope, keyed_hash(key, purpose=f"limit.{scope}"), since) == 1


def forget_old() -> int:
    """Drop counters older than two days; returns how many."""
    old = Hit.objects.filter(window_start__lt=clock.now() - timedelta(days=2))
    return old.filter(models.Q(pk__in=old.values("pk")[:10_000])).delete()[0]
