"""Processes that are killed, ports that are taken, a database that dies: on a site with data of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from kabinet.config import embedded
from tests.support.serving import free_port, open_folder, wait_for_answer

pytestmark = pytest.mark.timeout(300)

KEY = "a key of the tests alone: 0123456789 abcdefghijklmnopqrstuvwxyz"


class Site:
    """`kabinet serve` with an embedded database, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.started: list[subprocess.Popen[bytes]] = []

    @property
    def said(self) -> Path:
        """What the commands wrote to standard error."""
        return self.folder / "errors.txt"

    @property
    def database(self) -> Path:
        return self.folder / "postgres"

    def command(self, *arguments: str, **variables: str) -> "subprocess.Popen[bytes]":
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
        settings = {
            "KABINET_SECRET_KEY": KEY,
            "KABINET_BASE_URL": f"http://127.0.0.1:{self.port}",
            "KABINET_DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "kabinet.config.settings",
            "PYTHONWARNINGS": "ignore",
        }
        with self.said.open("a") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "kabinet.cli", *arguments], env=clean | settings | variables, stderr=errors
            )
        self.started.append(process)
        return process

    def serve(self) -> "subprocess.Popen[bytes]":
        process = self.command("serve", "--port", str(self.port), "--workers", "2")
        wait_for_answer(f"http://127.0.0.1:{self.port}/health/", process)
        return process

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5, trust_env=False)

    def postmaster(self) -> psutil.Process:
        return psutil.Process(int((self.database / "postmaster.pid").read_text().splitlines()[0]))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Data of the site; the database in it is made once."""
    with open_folder() as found:
        yield found


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    found = Site(folder)
    found.said.write_text("")
    yield found
    for process in found.started:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
    if embedded.answers(found.database):
        found.postmaster().send_signal(signal.SIGQUIT)


def becomes(condition: Callable[[], object], *, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_a_second_start_is_refused_in_words_and_the_first_goes_on_until_it_is_told_to_stop(site: Site) -> None:
    first = site.serve()
    second = site.command("serve", "--port", str(site.port))
    assert second.wait(90) == 1
    said = site.said.read_text()
    assert f"port {site.port} of 127.0.0.1 is taken" in said
    assert "kabinet serve --port" in said
    assert "Traceback" not in said
    assert site.get("/health/").is_success
    first.terminate()
    assert first.wait(60) == 0
    assert becomes(lambda: not embedded.answers(site.database))


def test_a_killed_server_leaves_nobody_behind_and_starts_again_at_once(site: Site) -> None:
    first = site.serve()
    family = psutil.Process(first.pid).children(recursive=True)
    assert len(family) >= 3
    first.kill()
    first.wait(10)
    assert becomes(lambda: not any(each.is_running() and each.status() != "zombie" for each in family), seconds=20)
    site.serve()
    assert site.get("/health/").is_success


def test_a_database_that_dies_is_started_anew_and_the_site_recovers(site: Site) -> None:
    site.serve()
    assert site.get("/ready/").json()["database"] is True
    dead = site.postmaster()
    for process in [dead, *dead.children(recursive=True)]:
        process.kill()
    assert becomes(lambda: site.get("/ready/").headers["Content-Type"] == "application/json")
    assert site.get("/ready/").json()["database"] is True
    assert site.postmaster().pid != dead.pid


def test_the_demo_is_not_served_to_others(site: Site) -> None:
    process = site.command("serve", "--host", "10.0.0.1", "--port", str(site.port), KABINET_DEMO="1")
    assert process.wait(90) == 1
    assert "are for this machine alone, not for 10.0.0.1" in site.said.read_text()
