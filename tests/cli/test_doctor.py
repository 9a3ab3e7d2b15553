import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.test import override_settings

from kabinet.cli.doctor import examine, way
from kabinet.cli.doctor.finding import Finding
from kabinet.cli.doctor.variables import examine_variables
from kabinet.cli.doctor.way import CLAIMED, Way, judge
from kabinet.config.environment import environment
from kabinet.emulators.settings import EmulatorSettings, SmsSettings, YooKassaSettings
from kabinet.emulators.testing import running_emulator
from kabinet.kernel import disk

SETTINGS = EmulatorSettings(
    yookassa=YooKassaSettings(shop_id="100500", secret_key="test_secret"), sms=SmsSettings(smsru_api_id="test-api-id")
)
REAL = {
    "KABINET_BASE_URL": "https://lk.example.ru",
    "KABINET_TRUSTED_PROXIES": "1",
    "KABINET_EMAIL_FROM": "Kabinet <no-reply@example.ru>",
}


@pytest.fixture
def real_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Settings as of a site in order; further changes through the fixture."""
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    environment.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    environment.cache_clear()


def said_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[Finding]:
    """What is to mend or to know when these variables differ from those of a site in order."""
    for name, value in variables.items():
        monkeypatch.setenv(f"KABINET_{name}", value)
    environment.cache_clear()
    found = [finding for finding in examine_variables() if finding.verdict != "ok"]
    assert all(finding.advice for finding in found)
    for name in variables:
        monkeypatch.delenv(f"KABINET_{name}")
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.mark.django_db
def test_a_healthy_installation_has_no_faults(real_site: pytest.MonkeyPatch) -> None:
    with running_emulator(SETTINGS) as emulator:
        real_site.setenv("KABINET_SMSRU_URL", f"{emulator.smsru_url}/")
        real_site.setenv("KABINET_YOOKASSA_URL", emulator.yookassa_url)
        real_site.setenv("KABINET_EMAIL_HOST", "127.0.0.1")
        environment.cache_clear()
        with override_settings(BASE_URL="http://127.0.0.1:9"):
            findings = list(examine())
    faults = [finding.what for finding in findings if finding.verdict == "fault"]
    assert faults == [
        "KABINET_SMSRU_URL leads to this machine",
        "KABINET_YOOKASSA_URL leads to this machine",
        "Static files are not collected",
    ]
    said = [finding.what for finding in findings]
    assert "The database is up to date" in said
    assert "YooKassa: Asked for the shop: 100500 answers, no real money moves." in said
    assert any(line.startswith("SMS.ru: Asked for the balance: ") for line in said)
    assert "SMTP: Called the mail server and signed in: it answers." in said
    assert "No worker is alive: messages and payments wait" in said


@pytest.mark.django_db
def test_what_does_not_answer_is_a_fault_and_the_rest_is_still_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KABINET_SMSRU_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("KABINET_YOOKASSA_URL", "http://127.0.0.1:9/")
    environment.cache_clear()
    with override_settings(BASE_URL="http://127.0.0.1:9"):
        findings = list(examine())
    monkeypatch.undo()
    environment.cache_clear()
    faults = " | ".join(finding.what for finding in findings if finding.verdict == "fault")
    assert "SMS.ru: Asked for the balance: no answer (smsru.unreachable)." in faults
    assert "YooKassa: Asked for the shop: no answer (unreachable)." in faults
    assert any(finding.what.startswith("PostgreSQL") and finding.verdict == "ok" for finding in findings)


def test_settings_in_order_leave_nothing_to_say(real_site: pytest.MonkeyPatch) -> None:
    assert said_of(real_site) == []


@pytest.mark.parametrize(
    ("variables", "verdict", "words"),
    [
        ({"ALLOWED_HOSTS": "*"}, "fault", "KABINET_ALLOWED_HOSTS lets any host name in"),
        ({"YOOKASSA_NETWORKS": "0.0.0.0/0"}, "fault", "accepts notifications from 0.0.0.0/0: from anybody"),
        ({"YOOKASSA_NETWORKS": "185.71.76.0/27,::/0"}, "fault", "accepts notifications from ::/0"),
        ({"YOOKASSA_NETWORKS": "77.0.0.0/8"}, "fault", "accepts notifications from 77.0.0.0/8"),
        ({"TRUSTED_PROXIES": "0"}, "fault", "TLS ends at a proxy, yet KABINET_TRUSTED_PROXIES is 0"),
        ({"BASE_URL": "http://lk.example.ru"}, "fault", "The site's address is not https"),
        ({"YOOKASSA_URL": "http://127.0.0.1:8090/"}, "fault", "KABINET_YOOKASSA_URL leads to this machine"),
        ({"EMAIL_FROM": "Kabinet <no-reply@localhost>"}, "fault", "KABINET_EMAIL_FROM is nobody's address"),
        ({"SECRET_KEY_PREVIOUS": "an-earlier-key"}, "warning", "Earlier keys are still accepted: 1"),
        ({"TRUSTED_PROXYES": "1"}, "warning", "Nobody reads KABINET_TRUSTED_PROXYES"),
    ],
)
def test_each_dangerous_setting_is_named_with_what_to_do(
    real_site: pytest.MonkeyPatch, variables: dict[str, str], verdict: str, words: str
) -> None:
    (finding,) = said_of(real_site, **variables)
    assert finding.verdict == verdict
    assert words in finding.what


def test_a_disk_that_fills_up_is_told_of_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from kabinet.cli.doctor import services

    monkeypatch.setattr(disk, "free_bytes", lambda _folder: 1_000_000_000)
    assert ("warning", "1000 MB are free on the disk of the files") in [(f.verdict, f.what) for f in services.files()]
    monkeypatch.setattr(disk, "free_bytes", lambda _folder: 100_000_000)
    assert ("fault", "100 MB are free on the disk of the files") in [(f.verdict, f.what) for f in services.files()]


def _doctor(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KABINET_")}
    return subprocess.run(
        [sys.executable, "-m", "kabinet.cli", "doctor"],
        env=clean
        | {"DJANGO_SETTINGS_MODULE": "kabinet.config.settings", "KABINET_DATA_DIR": str(folder / "var")}
        | {f"KABINET_{name}": value for name, value in variables.items()},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_without_settings_everything_that_can_be_is_examined_and_nothing_is_made(tmp_path: Path) -> None:
    result = _doctor(tmp_path)
    assert result.returncode == 1
    assert result.stderr == ""
    for words in (
        "[FAULT ] KABINET_SECRET_KEY is not set\n         Make one: ",
        "[FAULT ] The site's address is not https",
        "[FAULT ] There is no database yet in ",
        "         Run: kabinet migrate",
        "[FAULT ] Static files are not collected",
        "[ note ] E-mail: nothing is set up",
        "[ note ] SMS: nothing is set up",
        "[ note ] Online payments: nothing is set up",
        " to mend\n",
    ):
        assert words in result.stdout
    assert not (tmp_path / "var" / "postgres").exists()


def test_each_variable_that_does_not_fit_is_named_and_the_rest_is_examined(tmp_path: Path) -> None:
    result = _doctor(
        tmp_path,
        SECRET_KEY="a" * 60,
        EMAIL_PORT="many",
        DEBUG="1",
        DEMO="1",
        BASE_URL="https://lk.example.ru",
        TIME_ZONE="Moscow",
        DATABASE_URL="mysql://db/kabinet",
        SMSC_PASSWORD_FILE=str(tmp_path / "absent"),
        SMS_SENDER_FILE="no secret, no file",
    )
    assert result.returncode == 1
    for words in (
        "KABINET_EMAIL_PORT: ",
        "KABINET_DEBUG is for this machine alone",
        "KABINET_DEMO is for this machine alone",
        "KABINET_TIME_ZONE names no time zone",
        "KABINET_DATABASE_URL must begin with postgresql://",
        "KABINET_SECRET_KEY repeats itself",
        "KABINET_SMSC_PASSWORD_FILE cannot be used: No such file",
        "TLS ends at a proxy",
        "Static files are not collected",
    ):
        assert f"[FAULT ] {words}" in result.stdout
    assert "Nobody reads KABINET_SMS_SENDER_FILE" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("found", "trusted", "words"),
    [
        (Way(CLAIMED, (CLAIMED,), secure=True), 1, "A visitor may claim any address"),
        (Way(CLAIMED, (CLAIMED, "10.0.0.9"), secure=True), 2, "A visitor may claim any address"),
        (Way("127.0.0.1", (CLAIMED, "10.0.0.9"), secure=True), 0, "1 in front, KABINET_TRUSTED_PROXIES is 0"),
        (Way("10.0.0.9", ("203.0.113.9", "10.0.0.9"), secure=True), 1, "2 in front, KABINET_TRUSTED_PROXIES is 1"),
        (Way("127.0.0.1", ("10.0.0.9",), secure=True), 2, "KABINET_TRUSTED_PROXIES is 2, but 1 wrote X-Forwarded-For"),
        (Way("10.0.0.9", ("10.0.0.9",), secure=False), 1, "The proxy does not say that visitors came over https"),
    ],
)
def test_a_way_that_hides_or_forges_visitors_is_a_fault(found: Way, trusted: int, words: str) -> None:
    (finding,) = judge(found, trusted=trusted, https=True)
    assert (finding.verdict, words in finding.what, bool(finding.advice)) == ("fault", True, True)


def test_a_way_in_order_is_told() -> None:
    for way_found, trusted in [
        (Way("10.0.0.9", ("10.0.0.9",), secure=True), 1),
        (Way("10.0.0.9", (CLAIMED, "10.0.0.9"), secure=True), 1),
    ]:
        (finding,) = judge(way_found, trusted=trusted, https=True)
        assert finding == Finding("ok", "Proxies in front: 1; the site sees the addresses of its visitors")
    (alone,) = judge(Way("127.0.0.1", (CLAIMED,), secure=False), trusted=0, https=False)
    assert (alone.verdict, alone.what) == ("warning", "Nothing stands in front of the site")


def test_the_doctor_goes_the_way_of_a_visitor() -> None:
    seen: list[str] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["X-Forwarded-For"])
            way_in = {"status": "ok", "client": "198.51.100.4", "forwarded": ["198.51.100.4"], "secure": False}
            body = json.dumps(way_in if self.headers["X-Kabinet-Doctor"] else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Silence."""

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        with override_settings(BASE_URL=address, ALLAUTH_TRUSTED_PROXY_COUNT=0):
            findings = list(way.examine_way())
        server.shutdown()
    assert seen == [CLAIMED]
    assert [finding.verdict for finding in findings] == ["fault"]
    assert "1 in front, KABINET_TRUSTED_PROXIES is 0" in findings[0].what
