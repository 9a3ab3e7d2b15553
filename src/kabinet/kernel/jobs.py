"""Background jobs on the same PostgreSQL, enqueued in the transaction that needs them.

A job is a thin function that calls an action; actions defer it by its name. It may run twice: a worker that dies in
the middle leaves its jobs to be rescued.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import procrastinate
import structlog
from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from kabinet.kernel.errors import Words

Function = TypeVar("Function", bound=Callable[..., None])
Routine = TypeVar("Routine", bound=Callable[[], None])
log = structlog.get_logger(__name__)

QUEUES = ("default", "messages", "payments")
"""Queues a worker serves; a test checks that no job is put elsewhere."""

STALLED_AFTER = 60
"""Seconds without a sign of life after which a worker counts as dead."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A routine's place in the day.

    Attributes:
        routine: Its name.
        cron: When, in UTC.
        why: What it is for.
        missed: What happens when a turn is missed.
    """

    routine: str
    cron: str
    why: Words
    missed: Words


SCHEDULE: list[Turn] = []
"""Everything that runs by the clock, as the `schedule` of each capability says."""


def job(name: str, *, queue: str = "default", attempts: int = 1, wait: int = 5) -> Callable[[Function], Function]:
    """Make a function a job.

    Args:
        name: What actions defer it by: `payments.check`. Jobs that wait are known by it: it never changes.
        queue: One of `QUEUES`.
        attempts: How often it is tried in all.
        wait: Least seconds before each further try; they grow by powers of three.
    """
    retry = (
        procrastinate.RetryStrategy(max_attempts=attempts - 1, exponential_wait=3, wait=wait) if attempts > 1 else False
    )

    def register(function: Function) -> Function:
        app.task(name=name, queue=queue, retry=retry)(function)
        return function

    return register


def routine(name: str, *, queue: str = "default", alone: bool = True) -> Callable[[Routine], Routine]:
    """Make a function a job that the clock starts; when, a capability's `schedule` says by `by_the_clock`.

    Args:
        name: As of a job.
        queue: One of `QUEUES`.
        alone: One run at a time whatever the number of workers.
    """

    def register(function: Routine) -> Routine:
        def run(timestamp: int = 0) -> None:
            function()

        app.task(name=name, queue=queue, lock=name if alone else None, queueing_lock=name)(run)
        return function

    return register


def by_the_clock(routine: str, cron: str, *, why: Words, missed: Words) -> None:
    """Start a routine by the clock; see `Turn`."""
    app.periodic(cron=cron)(task_of(routine))
    SCHEDULE.append(Turn(routine, cron, why, missed))


def task_of(name: str) -> "procrastinate.tasks.Task[..., Any, ...]":
    """The job of a name.

    Raises:
        KeyError: There is none.
    """
    return app.tasks[name]


def defer(name: str, *, in_seconds: int = 0, priority: int = 0, **arguments: Any) -> int:
    """Enqueue a job in the current transaction: it exists exactly if the transaction commits.

    Args:
        name: Which job: by its name, so that actions import no tasks.
        in_seconds: Not before so many seconds have passed.
        priority: A greater one goes first within its queue.
        arguments: What it is called with.

    Returns:
        The number of the job.

    Raises:
        KeyError: There is no job of that name.
    """
    later: Any = {"schedule_in": {"seconds": in_seconds}} if in_seconds else {}
    configured = task_of(name).configure(priority=priority, **later)
    configured.job_manager = _transactional_manager()
    return configured.defer(**arguments)


@lru_cache(maxsize=1)
def _transactional_manager() -> JobManager:
    """Writes jobs over Django's own connection. A worker replaces the app's by a pool that knows no transaction."""
    return JobManager(DjangoConnector())


def rescue(silent_for: float) -> int:
    """Put the jobs of workers that gave no sign of life for so many seconds back into their queue; returns how many."""
    manager = _transactional_manager()
    stalled = list(async_to_sync(manager.get_stalled_jobs)(seconds_since_heartbeat=silent_for))
    for job_ in stalled:
        log.warning("job.rescued", job=job_.id, task=job_.task_name)
        async_to_sync(manager.retry_job)(job_)
    return len(stalled)


def forget_finished() -> None:
    """Keep a week of succeeded jobs and a quarter of failed ones."""
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=7 * 24)
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=90 * 24, include_failed=True)
