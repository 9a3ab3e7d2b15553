"""Running emulators inside a test, over real sockets."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from granian.errors import FatalError

from kabinet.emulators.serve import EmulatorServer
from kabinet.emulators.settings import EmulatorSettings

START_SECONDS = 10.0
STOP_SECONDS = 10.0
PAUSE = 0.01
QUICK_RETRIES = (0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class RunningEmulator:
    """A handle on running emulators.

    Attributes:
        url: base address without a slash at the end.
        smtp_port: port of the mail sink on 127.0.0.1.
        settings: what they were started with; credentials are there.
        client: HTTP client with `url` as its base.
    """

    url: str
    smtp_port: int
    settings: EmulatorSettings
    client: httpx.Client

    @property
    def yookassa_url(self) -> str:
        """Base of YooKassa API v3."""
        return f"{self.url}/yookassa/v3"

    @property
    def smsru_url(self) -> str:
        """Base of SMS.ru."""
        return f"{self.url}/smsru"

    @property
    def smsc_url(self) -> str:
        """Base of SMSC.ru."""
        return f"{self.url}/smsc"

    def control(self, order: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Give an order of the control API, such as `faults`, and return its answer.

        Raises:
            httpx.HTTPStatusError: the order is wrong.
        """
        answer = self.client.post(f"/__control/{order}", json=body or {})
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def faults(self, **changes: dict[str, Any]) -> None:
        """Set switches: `faults(yookassa={"delay": 1.0}, notifications={"duplicate": 2})`."""
        self.control("faults", changes)

    def reset(self) -> None:
        """Forget everything and switch all faults off."""
        self.control("reset")

    def advance(self, seconds: float) -> None:
        """Move the clock of the emulators forward."""
        self.control("clock", {"advance": seconds})

    def notify(self, url: str) -> None:
        """Choose where YooKassa's notifications go."""
        self.control("notify-url", {"url": url})

    def choose(self, payment_id: str, choice: str = "pay") -> str | None:
        """Press a button of the payment page and return where the payer is sent."""
        answer = self.client.post(f"/yookassa/checkout/{payment_id}", data={"choice": choice})
        if answer.is_error:
            answer.raise_for_status()
        location: str | None = answer.headers.get("location")
        return location

    def messages(self, to: str | None = None) -> list[dict[str, Any]]:
        """Return messages, newest first, to one address or to all."""
        answer = self.client.get("/inbox.json", params={"to": to} if to else {})
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def wait_for_message(self, to: str, *, after: int = 0, timeout: float = 10.0) -> dict[str, Any]:
        """Return the newest message to an address whose `id` is above `after`.

        Raises:
            TimeoutError: none came within `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            fresh = [message for message in self.messages(to) if message["id"] > after]
            if fresh:
                return fresh[0]
            time.sleep(PAUSE)
        raise TimeoutError(f"no message to {to}")

    def notifications(self) -> list[dict[str, Any]]:
        """Return callbacks, newest first, with `state`, `attempts` and `answer`."""
        found: list[dict[str, Any]] = self._ask("notifications")["notifications"]
        return found

    def requests(self, service: str | None = None) -> list[dict[str, Any]]:
        """Return the requests received, newest first."""
        found: list[dict[str, Any]] = self._ask("requests", service=service)["requests"]
        return found

    def settle(self, timeout: float = 10.0) -> dict[str, int]:
        """Wait until no callback is scheduled and return how many are in each state.

        Raises:
            TimeoutError: some still wait after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            counts: dict[str, int] = self._ask("state")["callbacks"]
            if not counts.get("scheduled"):
                return counts
            time.sleep(PAUSE)
        raise TimeoutError("callbacks are still on their way")

    def _ask(self, question: str, **parameters: str | None) -> dict[str, Any]:
        given = {name: value for name, value in parameters.items() if value is not None}
        answer = self.client.get(f"/__control/{question}", params=given)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def running_emulator(settings: EmulatorSettings | None = None) -> Iterator[RunningEmulator]:
    """Run the emulators on free ports of 127.0.0.1 in a thread while the block lasts.

    Args:
        settings: by default state in memory, retries of callbacks within fractions of a second and a mail sink on a
            free port.

    Raises:
        RuntimeError: they did not start or did not stop in time.
    """
    chosen = settings or EmulatorSettings(retry_delays=QUICK_RETRIES, hang_seconds=30.0)
    if chosen.smtp_port is None:
        chosen = replace(chosen, smtp_port=0)
    server = EmulatorServer(chosen, "127.0.0.1", _free_port())
    failures: list[BaseException] = []

    def serve() -> None:
        try:
            asyncio.run(server.run())
        except (OSError, RuntimeError, FatalError) as error:
            failures.append(error)

    thread = threading.Thread(target=serve, name="emulators", daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.port}"
    with httpx.Client(base_url=url, trust_env=False, timeout=30.0) as client:
        try:
            smtp_port = _wait_until_ready(client, thread, failures)
            yield RunningEmulator(url, smtp_port, chosen, client)
        finally:
            server.stop()
            thread.join(STOP_SECONDS)
    if thread.is_alive():
        raise RuntimeError("the emulators did not stop")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(client: httpx.Client, thread: threading.Thread, failures: list[BaseException]) -> int:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and thread.is_alive():
        try:
            answer = client.get("/__control/state")
        except httpx.TransportError:
            time.sleep(PAUSE)
            continue
        return int(answer.json()["smtp_port"])
    raise RuntimeError("the emulators did not start") from (failures[0] if failures else None)
