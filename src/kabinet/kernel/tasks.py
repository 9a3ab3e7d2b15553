"""Jobs of the ground."""

from datetime import timedelta
from uuid import UUID

from kabinet.kernel import clock, counters, events, files, jobs, security

__all__ = ["deliver_event", "forget_old_hits", "forget_old_security_events", "forget_orphaned_files"]


@jobs.job(attempts=events.MAX_ATTEMPTS)
def deliver_event(delivery_id: str) -> None:
    """Hand one event to one subscriber; repeated until it succeeds or the attempts are used up."""
    events.deliver(UUID(delivery_id))


@jobs.every("*/30 * * * *")
def forget_old_hits() -> None:
    """Drop counters whose window is long over."""
    counters.forget_old()


@jobs.every("47 2 * * *")
def forget_orphaned_files() -> None:
    """Delete bytes that no row knows of, once they are a day old."""
    files.forget_orphans(before=clock.now() - timedelta(days=1))


@jobs.every("47 3 * * *")
def forget_old_security_events() -> None:
    """Delete traces of attempts whose time is over."""
    security.forget_old()
