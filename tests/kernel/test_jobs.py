import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from kabinet.kernel import jobs, tasks
from tests.support.jobs import waiting_jobs

pytestmark = pytest.mark.django_db


def begin_and_fail() -> None:
    with transaction.atomic():
        jobs.defer(tasks.deliver_event, delivery_id="undone")
        raise RuntimeError


def test_inside_a_worker_a_job_still_belongs_to_the_transaction() -> None:
    with app.replace_connector(InMemoryConnector()):
        jobs.defer(tasks.deliver_event, delivery_id="kept")
        with pytest.raises(RuntimeError):
            begin_and_fail()
    assert waiting_jobs() == ["kabinet.kernel.tasks.deliver_event"]


def test_jobs_of_a_silent_worker_go_back_into_their_queue() -> None:
    from django.db import connection

    jobs.defer(tasks.deliver_event, delivery_id="x")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '10 seconds') returning id"
        )
        [worker] = cursor.fetchone()
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", [worker])
    assert jobs.rescue(60) == 0
    assert jobs.rescue(5) == 1
    job = ProcrastinateJob.objects.get()
    assert (job.status, job.attempts) == ("todo", 1)


def test_the_rescue_itself_waits_for_no_dead_worker() -> None:
    assert jobs.rescue_stalled_jobs.lock is None
