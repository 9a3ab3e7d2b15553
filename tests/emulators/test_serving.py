import socket
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from kabinet.emulators.command import emulators
from kabinet.emulators.settings import EmulatorSettings, YooKassaSettings
from kabinet.emulators.store import Store
from kabinet.emulators.testing import running_emulator

ORDER: dict[str, Any] = {
    "amount": {"value": "10.00", "currency": "RUB"},
    "capture": True,
    "confirmation": {"type": "redirect", "return_url": "http://127.0.0.1:9/back"},
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_starts_and_stops_cleanly() -> None:
    with running_emulator() as emulator:
        assert emulator.client.get("/health").json() == {"status": "ok"}
    with pytest.raises(httpx.ConnectError):
        httpx.get(emulator.url, trust_env=False)


def test_stops_although_a_request_hangs() -> None:
    with running_emulator() as emulator:
        emulator.faults(smsru={"silent_before": 1})
        answers: list[int] = []

        def ask() -> None:
            answers.append(httpx.get(f"{emulator.smsru_url}/my/balance", timeout=20, trust_env=False).status_code)

        hanging = Thread(target=ask)
        hanging.start()
        while not emulator.requests("smsru"):
            time.sleep(0.01)
    hanging.join(20)
    assert answers == [504]


def test_state_in_a_file_survives_a_restart(tmp_path: Path) -> None:
    settings = EmulatorSettings(state_file=tmp_path / "deep" / "emulators.sqlite3", retry_delays=(0.05,))
    shop = settings.yookassa
    arguments: dict[str, Any] = {"auth": (shop.shop_id, shop.secret_key), "headers": {"Idempotence-Key": "one"}}
    with running_emulator(settings) as emulator:
        identifier = emulator.client.post("/yookassa/v3/payments", json=ORDER, **arguments).json()["id"]
        emulator.control("notify-url", {"url": "http://127.0.0.1:9/closed"})
        emulator.faults(notifications={"hold": True})
        emulator.choose(identifier)
        assert emulator.settle() == {"held": 1}
    with running_emulator(settings) as emulator:
        again = emulator.client.post("/yookassa/v3/payments", json=ORDER, **arguments).json()
        assert again["id"] == identifier
        body = emulator.client.get(f"/yookassa/v3/payments/{identifier}", auth=arguments["auth"]).json()
        assert body["status"] == "succeeded"
        assert emulator.control("notifications/release") == {"released": 1}
        assert emulator.settle() == {"failed": 1}


def test_notification_reaches_a_real_server() -> None:
    received: list[bytes] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            del arguments

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/notify"
        settings = EmulatorSettings(yookassa=YooKassaSettings(notify_url=url))
        auth = (settings.yookassa.shop_id, settings.yookassa.secret_key)
        with running_emulator(settings) as emulator:
            headers = {"Idempotence-Key": "one"}
            body = emulator.client.post("/yookassa/v3/payments", json=ORDER, auth=auth, headers=headers).json()
            assert body["confirmation"]["confirmation_url"].startswith(emulator.url)
            assert emulator.choose(body["id"]) == "http://127.0.0.1:9/back"
            assert emulator.settle() == {"delivered": 1}
        server.shutdown()
    assert len(received) == 1


def test_taken_ports_are_told_of() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for arguments in (["--port", port, "--smtp-port", "0"], ["--port", str(free_port()), "--smtp-port", port]):
            result = CliRunner().invoke(emulators, arguments)
            assert result.exit_code == 1
            assert f"cannot listen on 127.0.0.1:{port}" in result.output


def run_command(options: list[str]) -> None:
    emulators(options)


def test_command_serves_until_told_to_end(tmp_path: Path) -> None:
    port, smtp_port = str(free_port()), str(free_port())
    options = ["--port", port, "--smtp-port", smtp_port, "--state-file", str(tmp_path / "state.sqlite3")]
    process = get_context("spawn").Process(target=run_command, args=(options,))
    process.start()
    try:
        assert wait_for_state(port)["smtp_port"] == int(smtp_port)
    finally:
        process.terminate()
        process.join(10)
    assert process.exitcode == 0


def wait_for_state(port: str) -> dict[str, Any]:
    for _ in range(200):
        try:
            return dict(httpx.get(f"http://127.0.0.1:{port}/__control/state", trust_env=False).json())
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the emulators did not start")


def test_transaction_rolls_back_whole() -> None:
    store = Store(None)
    store.set_note("kept", "1")

    def fail() -> None:
        with store.transaction():
            store.set_note("kept", "2")
            with store.transaction():
                store.set_note("other", "3")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (store.note("kept"), store.note("other")) == ("1", None)
    store.close()


def test_default_settings_name_no_callback_and_no_mail() -> None:
    settings = EmulatorSettings()
    assert (settings.yookassa.notify_url, settings.smtp_port, settings.state_file) == (None, None, None)
    assert replace(settings, smtp_port=0).smtp_port == 0
