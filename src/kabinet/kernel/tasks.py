"""Jobs of the ground."""

from uuid import UUID

from kabinet.kernel import events, jobs, limits

__all__ = ["deliver_event", "forget_old_hits"]


@jobs.job(attempts=events.MAX_ATTEMPTS)
def deliver_event(delivery_id: str) -> None:
    """Hand one event to one subscriber; repeated until it succeeds or the attempts are used up."""
    events.deliver(UUID(delivery_id))


@jobs.every("*/30 * * * *")
def forget_old_hits() -> None:
    """Drop counters whose window is long over."""
    limits.forget_old()
