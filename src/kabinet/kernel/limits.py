"""Counting attempts per window, in the database, so that every web process counts together."""

from datetime import UTC, datetime, timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Hit
from kabinet.kernel.secrets import keyed_hash


def _window_start(window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(clock.now().timestamp()) // seconds * seconds, UTC)


def hit(scope: str, key: str, *, limit: int, window: timedelta) -> None:
    """Count one attempt of `key` and refuse from the `limit + 1`st of a window on.

    The count commits at once, apart from the caller's transaction being rolled back by a later refusal.

    Args:
        scope: What is limited, at most 40 characters.
        key: Whose attempts; kept only as a keyed hash.
        limit: Attempts allowed in one window.
        window: Its length; windows begin at multiples of it.

    Raises:
        Refused: `limits.exceeded`.
    """
    start = _window_start(window)
    hashed = keyed_hash(key, purpose=f"limit.{scope}")
    with transaction.atomic():
        row, _created = Hit.objects.get_or_create(scope=scope, key=hashed, window_start=start)
        Hit.objects.filter(pk=row.pk).update(count=F("count") + 1)
        row.refresh_from_db(fields=["count"])
    if row.count > limit:
        minutes = max(1, -(-int((start + window - clock.now()).total_seconds()) // 60))
        raise Refused(
            "limits.exceeded",
            _("Too many attempts. Try again in %(minutes)s min.") % {"minutes": minutes},
            minutes=minutes,
        )


def forget_old() -> int:
    """Drop counters older than two days; returns how many."""
    old = Hit.objects.filter(window_start__lt=clock.now() - timedelta(days=2))
    return old.filter(models.Q(pk__in=old.values("pk")[:10_000])).delete()[0]
