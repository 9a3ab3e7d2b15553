"""Running queued jobs inside a test, on the test's own connection."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def run_jobs(*, limit: int = 200) -> list[str]:
    """Run waiting jobs until none is left; returns the names of those that ran. Failures are raised."""
    ran: list[str] = []
    while True:
        row = ProcrastinateJob.objects.filter(status="todo").order_by("id").values("id", "task_name", "args").first()
        if row is None:
            return ran
        assert len(ran) < limit, f"jobs never end: {ran[-5:]}"
        _set_status(row["id"])
        app.tasks[row["task_name"]].func(**row["args"])
        ran.append(row["task_name"])


def waiting_jobs() -> list[str]:
    """Names of the jobs that wait."""
    return list(ProcrastinateJob.objects.filter(status="todo").order_by("id").values_list("task_name", flat=True))


def _set_status(job_id: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [job_id])
        cursor.execute("update procrastinate_jobs set status = 'succeeded' where id = %s", [job_id])
