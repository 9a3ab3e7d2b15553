"""The worker as a process of its own, on the database of the tests."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from kabinet.config.environment import environment

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def _worker(*options: str) -> Iterator["subprocess.Popen[bytes]"]:
    url = environment().database_url
    assert url is not None
    mine = urlunsplit(urlsplit(url.get_secret_value())._replace(path=f"/{connection.settings_dict['NAME']}"))
    process = subprocess.Popen(
        [sys.executable, "-m", "kabinet.cli", "worker", *options],
        env={**os.environ, "KABINET_DATABASE_URL": mine, "DJANGO_SETTINGS_MODULE": "kabinet.config.settings"},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _workers() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select id from procrastinate_workers order by id")
        return [row[0] for row in cursor.fetchall()]


def _becomes_true(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _listens() -> bool:
    """Whether a worker has got as far as waiting for news of jobs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and query ilike 'listen%'"
        )
        return bool(cursor.fetchone()[0])


def _cut_connections() -> datetime:
    """What a restart of the database does to everybody else; returns when it was done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        cursor.execute("select clock_timestamp()")
        (moment,) = cursor.fetchone()
    assert isinstance(moment, datetime)
    return moment


def _alive_since(moment: datetime) -> bool:
    """Whether a worker gave a sign of life later: the old one with new connections, or one started anew."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_workers where last_heartbeat > %s", [moment])
        return bool(cursor.fetchone()[0])


def test_a_worker_outlives_a_restart_of_the_database() -> None:
    known = set(_workers())
    with _worker() as process:
        assert _becomes_true(lambda: bool(set(_workers()) - known) and _listens())
        cut_at = _cut_connections()
        assert _becomes_true(lambda: _alive_since(cut_at) and _listens()), "no new sign of life"
        assert process.poll() is None


def test_a_worker_ends_when_told() -> None:
    known = set(_workers())
    with _worker() as process:
        assert _becomes_true(lambda: bool(set(_workers()) - known))
        process.terminate()
        assert process.wait(20) == 0
    assert set(_workers()) <= known
