"""The demo as a person starts it, for tests and screenshots: `kabinet demo` on ports and data of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

READY_SECONDS = 300
STOP_SECONDS = 40


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A running demo."""

    url: str
    emulators: str
    output: Path

    def last_code(self, address: str, *, after: int = 0) -> str:
        """The newest sign-in code sent to an address; waits until one has come.

        Args:
            address: Phone or e-mail as the emulators saw it.
            after: How many messages to that address were there before.
        """
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            messages = self.messages(address)
            if len(messages) > after and messages[0].get("code"):
                return str(messages[0]["code"])
            time.sleep(0.1)
        raise AssertionError(f"no code came to {address}")

    def messages(self, address: str) -> list[dict[str, object]]:
        """What the inbox holds for an address, newest first."""
        answer = httpx.get(f"{self.emulators}/inbox.json", params={"to": address}, timeout=10)
        answer.raise_for_status()
        found: list[dict[str, object]] = answer.json()["messages"]
        return found


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_demo(data_dir: Path) -> Iterator[DemoSite]:
    """Start `kabinet demo`, wait until it says that it is ready, stop it afterwards."""
    web, emulators, smtp = free_port(), free_port(), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    environment |= {"KABINET_DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "kabinet.config.settings"}
    command = [sys.executable, "-u", "-m", "kabinet.cli", "demo", "--port", str(web)]
    command += ["--emulators-port", str(emulators), "--smtp-port", str(smtp)]
    output = data_dir / "demo.log"
    with output.open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_ready(process, output)
            yield DemoSite(f"http://127.0.0.1:{web}", f"http://127.0.0.1:{emulators}", output)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_ready(process: "subprocess.Popen[bytes]", output: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if "Готово" in output.read_text(errors="replace"):
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise AssertionError(f"the demo did not start:\n{output.read_text(errors='replace')[-4000:]}")
