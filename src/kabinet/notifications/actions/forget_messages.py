"""Remove messages whose time to be kept is over."""

from kabinet.kernel import clock
from kabinet.notifications.actions.settle_messages import KEPT
from kabinet.notifications.models import Message


def forget_messages() -> int:
    """Delete messages whose time is over; notices in the cabinet stay. Returns how many."""
    old = Message.objects.filter(created_at__lt=clock.now() - KEPT).values_list("pk", flat=True)[:10_000]
    return Message.objects.filter(pk__in=list(old)).delete()[0]
