import ast
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from kabinet.cli.main import cli
from kabinet.kernel import jobs
from tests.support.jobs import waiting_jobs

pytestmark = pytest.mark.django_db
PACKAGE = Path(jobs.__file__).resolve().parents[1]


def begin_and_fail() -> None:
    with transaction.atomic():
        jobs.defer("events.deliver", delivery_id="undone")
        raise RuntimeError


def test_inside_a_worker_a_job_still_belongs_to_the_transaction() -> None:
    with app.replace_connector(InMemoryConnector()):
        jobs.defer("events.deliver", delivery_id="kept")
        with pytest.raises(RuntimeError):
            begin_and_fail()
    assert waiting_jobs() == ["events.deliver"]


def test_jobs_of_a_silent_worker_go_back_into_their_queue() -> None:
    jobs.defer("events.deliver", delivery_id="x")
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
    assert jobs.task_of("jobs.rescue").lock is None


def test_every_deferred_name_is_a_job() -> None:
    deferred = {
        ast.literal_eval(call.args[0])
        for path in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "jobs.defer"
    }
    assert deferred >= {"events.deliver", "messages.send", "payments.check"}
    assert deferred <= set(app.tasks)
    with pytest.raises(KeyError):
        jobs.defer("payments.chek", payment_id="x")


def test_every_job_is_in_a_queue_that_workers_serve() -> None:
    assert {task.queue for name, task in app.tasks.items() if "builtin" not in name} <= set(jobs.QUEUES)


def test_every_routine_has_its_turn() -> None:
    routines = {name for name, task in app.tasks.items() if task.queueing_lock}
    turns = [turn.routine for turn in jobs.SCHEDULE]
    assert sorted(turns) == sorted(routines)
    assert {(task.task.name, task.cron) for task in app.periodic_registry.periodic_tasks.values()} == {
        (turn.routine, turn.cron) for turn in jobs.SCHEDULE
    }


def test_jobs_that_wait_get_their_names() -> None:
    renaming = import_module("kabinet.kernel.migrations.0007_jobs_by_name")
    assert set(renaming.NAMES.values()) <= set(app.tasks)
    jobs.defer("payments.check", payment_id="x")
    ProcrastinateJob.objects.filter(task_name="payments.check").update(task_name="kabinet.payments.tasks.check_payment")
    with connection.schema_editor() as editor:
        renaming.rename(apps, editor)
    assert waiting_jobs() == ["payments.check"]


def test_the_operator_reads_what_runs_by_the_clock() -> None:
    said = CliRunner().invoke(cli, ["clock"]).output
    for turn in jobs.SCHEDULE:
        assert turn.routine in said
        assert str(turn.missed) in said
