"""Jobs of the ground."""

from datetime import timedelta
from uuid import UUID

from kabinet.kernel import clock, counters, events, files, jobs, security
from kabinet.kernel.connections.actions import check_connection as checking


@jobs.job("events.deliver", attempts=events.MAX_ATTEMPTS)
def deliver_event(delivery_id: str) -> None:
    """Hand one event to one subscriber; repeated until it succeeds or the attempts are used up."""
    events.deliver(UUID(delivery_id))


@jobs.job("connections.check")
def check_connection(connection_id: str, sealed: str) -> None:
    """Try an outside service that an administrator asks about."""
    checking.check_connection(connection_id=UUID(connection_id), sealed=sealed)


@jobs.routine("jobs.rescue", alone=False)
def rescue_stalled_jobs() -> None:
    """Rescue the jobs of dead workers. Not alone: the worker that dies may be the one that runs this."""
    jobs.rescue(jobs.STALLED_AFTER)


@jobs.routine("jobs.forget_finished")
def forget_finished_jobs() -> None:
    """Drop jobs that are done."""
    jobs.forget_finished()


@jobs.routine("limits.forget_old")
def forget_old_hits() -> None:
    """Drop counters whose window is long over."""
    counters.forget_old()


@jobs.routine("files.forget_orphans")
def forget_orphaned_files() -> None:
    """Delete bytes that no row knows of, once they are a day old."""
    files.forget_orphans(before=clock.now() - timedelta(days=1))


@jobs.routine("security.forget_old")
def forget_old_security_events() -> None:
    """Delete traces of attempts whose time is over."""
    security.forget_old()
