"""Processes whose starter is killed."""

import signal
import subprocess
import sys
import time

import httpx
import psutil
import pytest

from tests.support.serving import free_port, wait_for_answer

COMPANY = """
import sys
from kabinet.cli.demo import Company
company = Company()
command = [sys.executable, "-m", "kabinet.cli", "emulators", "--port", sys.argv[1], "--smtp-port", "0"]
company.start("эмуляторы", command)
company.wait()
"""
LATE = """
from kabinet.config.lifeline import die_with
die_with(999_999_999)
print("lives")
"""


def _gone(process: psutil.Process, *, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.timeout(200)
def test_what_the_demo_started_ends_with_it_however_it_ends() -> None:
    port = free_port()
    company = subprocess.Popen([sys.executable, "-c", COMPANY, str(port)], stdout=subprocess.DEVNULL)
    wait_for_answer(f"http://127.0.0.1:{port}/health/", company)
    (emulators,) = psutil.Process(company.pid).children()
    company.kill()
    company.wait(10)
    assert _gone(emulators)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/health/", trust_env=False)


def test_a_starter_that_is_gone_already_is_noticed() -> None:
    result = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stdout) == (-signal.SIGTERM, "")
