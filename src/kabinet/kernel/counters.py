"""Counting within windows of time, in the database, so that every web process counts together."""

from datetime import UTC, datetime, timedelta

from django.db import connection, models

from kabinet.kernel import clock
from kabinet.kernel.models import Hit
from kabinet.kernel.secrets import keyed_hash

_ADD = """
    insert into kernel_hit (scope, key, window_start, count) values (%s, %s, %s, 1)
    on conflict (scope, key, window_start) do update set count = kernel_hit.count + 1
    returning count
"""


def window_start(window: timedelta) -> datetime:
    """When the present window of this length began; windows begin at multiples of it."""
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(clock.now().timestamp()) // seconds * seconds, UTC)


def hashed(scope: str, key: str) -> str:
    """What is kept of a key."""
    return keyed_hash(key, purpose=f"limit.{scope}")


def add(scope: str, key: str, *, window: timedelta) -> int:
    """Count one more and say how many there are in this window. One query.

    Outside a transaction the count stays whatever happens later; inside one it is undone together with what it
    counts, so that only what was really done is counted.

    Args:
        scope: What is counted, at most 40 characters.
        key: Whose; kept only as a keyed hash.
        window: Its length.
    """
    return _add(scope, key, window_start(window))


def _add(scope: str, key: str, start: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [scope, hashed(scope, key), start])
        (count,) = cursor.fetchone()
    return int(count)


def counted(scope: str, key: str, *, window: timedelta) -> int:
    """How many there are in this window, without counting. One query."""
    found = Hit.objects.filter(scope=scope, key=hashed(scope, key), window_start=window_start(window))
    return found.values_list("count", flat=True).first() or 0


def first_use(scope: str, key: str, *, since: datetime) -> bool:
    """Whether something that is good once is used for the first time; of two at once exactly one is first.

    Args:
        scope: What it is, at most 40 characters.
        key: Its number.
        since: When it was made: always the same for one number, so that no turn of a window forgives a second use.
    """
    return _add(scope, key, since) == 1


def forget_old() -> int:
    """Drop counters older than two days; returns how many."""
    old = Hit.objects.filter(window_start__lt=clock.now() - timedelta(days=2))
    return old.filter(models.Q(pk__in=old.values("pk")[:10_000])).delete()[0]
