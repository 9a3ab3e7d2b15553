"""Background jobs on the same PostgreSQL, enqueued in the transaction that needs them.

A job is a thin function that calls an action. It may run twice: a worker that dies in the middle leaves
its jobs to `rescue_stalled_jobs`.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec

import procrastinate
import structlog
from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

P = ParamSpec("P")
log = structlog.get_logger(__name__)

QUEUES = ("default", "messages", "payments")
"""Queues a worker serves; a test checks that no job is put elsewhere."""

STALLED_AFTER = 60
"""Seconds without a sign of life after which a worker counts as dead."""


def job(
    *, queue: str = "default", attempts: int = 1, wait: int = 5
) -> Callable[[Callable[P, None]], "procrastinate.tasks.Task[P, None, P]"]:
    """Make a function a job.

    Args:
        queue: One of `QUEUES`.
        attempts: How often it is tried in all.
        wait: Least seconds before each further try; they grow by powers of three.
    """
    retry = (
        procrastinate.RetryStrategy(max_attempts=attempts - 1, exponential_wait=3, wait=wait) if attempts > 1 else False
    )

    def register(function: Callable[P, None]) -> "procrastinate.tasks.Task[P, None, P]":
        name = f"{function.__module__}.{function.__name__}"

        return app.task(name=name, queue=queue, retry=retry)(function)

    return register


def every(
    cron: str, *, queue: str = "default"
) -> Callable[[Callable[[], None]], "procrastinate.tasks.Task[[int], None, []]"]:
    """Run a function by the clock (`cron` in UTC); one run at a time whatever the number of workers."""

    def register(function: Callable[[], None]) -> "procrastinate.tasks.Task[[int], None, []]":
        name = f"{function.__module__}.{function.__name__}"

        @wraps(function)
        def run(timestamp: int) -> None:
            function()

        task = app.task(name=name, queue=queue, lock=name, queueing_lock=name)(run)
        return app.periodic(cron=cron)(task)

    return register


def defer(
    task: "procrastinate.tasks.Task[..., None, ...]", *, in_seconds: int = 0, priority: int = 0, **arguments: Any
) -> int:
    """Enqueue a job in the current transaction: it exists exactly if the transaction commits.

    Args:
        task: What to run.
        in_seconds: Not before so many seconds have passed.
        priority: A greater one goes first within its queue.
        arguments: What it is called with.

    Returns:
        The number of the job.
    """
    later: Any = {"schedule_in": {"seconds": in_seconds}} if in_seconds else {}
    configured = task.configure(priority=priority, **later)
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


@app.periodic(cron="* * * * *")
@app.task(name="kabinet.kernel.jobs.rescue_stalled_jobs", queue="default", queueing_lock="rescue_stalled_jobs")
def rescue_stalled_jobs(timestamp: int) -> None:
    """Rescue the jobs of dead workers. Holds no lock: the worker that dies may be the one that runs this."""
    rescue(STALLED_AFTER)


@every("17 3 * * *")
def delete_finished_jobs() -> None:
    """Keep a week of succeeded jobs and a quarter of failed ones."""
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=7 * 24)
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=90 * 24, include_failed=True)
