"""The embedded server in processes of its own, as `kabinet` starts it."""

import subprocess
import sys
from pathlib import Path

COUNT = """
import sys, pathlib, psycopg
from kabinet.config import embedded
url = embedded.start(pathlib.Path(sys.argv[1]), durable=False)
with psycopg.connect(url) as connection:
    connection.execute("create table if not exists visits (at timestamptz default now())")
    connection.execute("insert into visits default values")
    print(connection.execute("select count(*) from visits").fetchone()[0])
"""


def _visit(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", COUNT, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _count(process: "subprocess.Popen[str]") -> int:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return int(out)


def test_data_stay_between_starts_and_the_server_stops_with_its_last_user(tmp_path: Path) -> None:
    from kabinet.config import embedded

    folder = tmp_path / "postgres"
    assert _count(_visit(folder)) == 1
    assert not embedded.running(folder)
    assert _count(_visit(folder)) == 2


def test_two_starts_at_once_share_one_server(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    assert _count(_visit(folder)) == 1
    both = [_visit(folder), _visit(folder)]
    assert max(_count(process) for process in both) == 3


def test_a_process_that_was_killed_does_not_keep_the_server_alive(tmp_path: Path) -> None:
    from kabinet.config import embedded

    folder = tmp_path / "postgres"
    assert _count(_visit(folder)) == 1
    (folder / ".handle_pids.json").write_text("[999999999]")
    assert _count(_visit(folder)) == 2
    assert not embedded.running(folder)
