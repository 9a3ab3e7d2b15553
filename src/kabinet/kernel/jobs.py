"""Background jobs on the same PostgreSQL, enqueued in the transaction that needs them.

A job is a thin function that calls an action. It may run twice: a worker that dies in the middle leaves
its jobs to `rescue_stalled_jobs`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import procrastinate
import structlog
from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app

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


def defer(task: "procrastinate.tasks.Task[..., None, ...]", *, in_seconds: int = 0, **arguments: Any) -> int:
    """Enqueue a job in the current transaction: it exists exactly if the transaction commits.

    Returns:
        The number of the job.
    """
    configured = task.configure(schedule_in={"seconds": in_seconds}) if in_seconds else task.configure()
    return configured.defer(**arguments)


@every("* * * * *")
def rescue_stalled_jobs() -> None:
    """Put the jobs of dead workers back into their queue."""
    manager = app.job_manager
    for stalled in async_to_sync(manager.get_stalled_jobs)(seconds_since_heartbeat=STALLED_AFTER):
        log.warning("job.rescued", job=stalled.id, task=stalled.task_name)
        async_to_sync(manager.retry_job)(stalled)


@every("17 3 * * *")
def delete_finished_jobs() -> None:
    """Keep a week of succeeded jobs and a quarter of failed ones."""
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=7 * 24)
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=90 * 24, include_failed=True)
