"""Remove old notifications."""

from kabinet.kernel import clock
from kabinet.payments.models import AcquirerNotice
from kabinet.payments.rules import KEEP_NOTICES

_DELETED_AT_ONCE = 10_000


def forget_notices() -> int:
    """Drop notifications of a quarter ago; returns how many."""
    old = AcquirerNotice.objects.filter(created_at__lt=clock.now() - KEEP_NOTICES)
    return AcquirerNotice.objects.filter(pk__in=old.values("pk")[:_DELETED_AT_ONCE]).delete()[0]
