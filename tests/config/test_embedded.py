"""The embedded server in processes of its own, as `kabinet` starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.serving import open_folder

COUNT = """
import sys, pathlib, psycopg
from kabinet.config import embedded
url = embedded.start(pathlib.Path(sys.argv[1]), durable=False)
with psycopg.connect(url) as connection:
    connection.execute("create table if not exists visits (at timestamptz default now())")
    connection.execute("insert into visits default values")
    print(connection.execute("select count(*) from visits").fetchone()[0])
"""

KEEP = """
import sys, pathlib, time, psycopg
from kabinet.config import embedded
folder = pathlib.Path(sys.argv[1])
url = embedded.start(folder, durable=False)
embedded.Guard(folder, every=0.2).start()
with psycopg.connect(url, autocommit=True) as connection:
    print("started", flush=True)
    try:
        while True:
            connection.execute("select 1")
            time.sleep(0.05)
    except psycopg.OperationalError:
        pass
while True:
    try:
        with psycopg.connect(url) as connection:
            break
    except psycopg.OperationalError:
        time.sleep(0.1)
print("answers again", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as found:
        yield found / "postgres"


def _visit(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", COUNT, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _count(process: "subprocess.Popen[str]") -> int:
    out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    return int(out)


def test_data_stay_between_starts_and_the_server_stops_with_its_last_user(folder: Path) -> None:
    from kabinet.config import embedded

    assert _count(_visit(folder)) == 1
    assert not embedded.running(folder)
    assert _count(_visit(folder)) == 2


def test_two_starts_at_once_share_one_server(folder: Path) -> None:
    assert _count(_visit(folder)) == 1
    both = [_visit(folder), _visit(folder)]
    assert max(_count(process) for process in both) == 3


def test_a_process_that_was_killed_does_not_keep_the_server_alive(folder: Path) -> None:
    from kabinet.config import embedded

    assert _count(_visit(folder)) == 1
    (folder / ".handle_pids.json").write_text("[999999999]")
    assert _count(_visit(folder)) == 2
    assert not embedded.running(folder)


def test_a_pid_file_that_names_another_program_does_not_keep_the_server_from_starting(folder: Path) -> None:
    """After a power cut its number may be anybody's."""
    assert _count(_visit(folder)) == 1
    lines = [str(os.getpid()), str(folder), "1", "5432", str(folder), "", "1 1", "ready"]
    (folder / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert _count(_visit(folder)) == 2


def test_a_server_that_is_killed_is_started_anew_and_stopped_at_the_end(folder: Path) -> None:
    from kabinet.config import embedded

    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEP, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    try:
        assert keeper.stdout.readline() == "started\n"
        dead = psutil.Process(int((folder / "postmaster.pid").read_text().splitlines()[0]))
        for process in [dead, *dead.children(recursive=True)]:
            process.kill()
        assert any("answers again" in line for line in iter(keeper.stdout.readline, ""))  # beside the guard's log
    finally:
        keeper.communicate("\n", timeout=100)
    assert not embedded.running(folder)
