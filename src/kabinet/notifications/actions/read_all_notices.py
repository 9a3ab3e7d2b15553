"""Mark every notice of an account as read."""

from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.notifications.models import Notice


def read_all_notices(*, actor: Actor) -> int:
    """Mark all notices of the actor's as read; returns how many were unread."""
    return access.visible(Notice, actor).filter(read_at=None).update(read_at=clock.now())
