"""`deploy/nginx.conf` in a real nginx, before the real site."""

import os
import re
import socket
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from kabinet.cli.doctor.finding import Finding
from kabinet.cli.doctor.way import examine_way
from kabinet.cli.processes import web_command
from tests.support.serving import free_port, rest_of, running

pytestmark = pytest.mark.nginx

CONFIG = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
NGINX = ["/usr/sbin/nginx"]
THREADS = 2
HALVES = 10 * THREADS
"""Half-sent forms at once: many more than the site has threads, and well within what one visitor may have."""
CONNECTIONS = 40
BURST, A_SECOND = 80, 20
"""Requests of one visitor at once, and how many of them are forgotten in a second."""
"""What the configuration lets one visitor have."""


@dataclass(frozen=True)
class Front:
    """A running nginx."""

    folder: Path
    https: int
    http: int
    site: int

    @property
    def url(self) -> str:
        return f"https://localhost:{self.https}"

    @property
    def authority(self) -> Path:
        return self.folder / "certificate.pem"

    def get(self, path: str, **options: object) -> httpx.Response:
        with self.client() as client:
            return client.get(path, **options)

    def client(self) -> httpx.Client:
        context = ssl.create_default_context(cafile=str(self.authority))
        return httpx.Client(base_url=self.url, verify=context, timeout=10, trust_env=False)

    def connect(self, name: str = "localhost") -> ssl.SSLSocket:
        line = socket.create_connection(("127.0.0.1", self.https), timeout=10)
        context = ssl.create_default_context(cafile=str(self.authority))
        context.check_hostname = False
        return context.wrap_socket(line, server_hostname=name)

    def half_post(self, path: str = "/sign-in/") -> ssl.SSLSocket:
        """A form whose body stops coming."""
        line = self.connect()
        head = f"POST {path} HTTP/1.1\r\nHost: localhost:{self.https}\r\nCookie: csrftoken={'a' * 32}\r\n"
        line.sendall(head.encode() + b"Content-Length: 100\r\n\r\nphone=")
        return line


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    found = Front(folder, free_port(), free_port(), free_port())
    _certify(folder)
    _adapt(found)
    environment = {
        "KABINET_BASE_URL": found.url,
        "KABINET_TRUSTED_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "kabinet.config.settings",
    }
    command = web_command("127.0.0.1", found.site, 1, THREADS)
    with running(command, f"http://127.0.0.1:{found.site}/health/", **environment):
        subprocess.run([*NGINX, "-t", "-q", "-c", folder / "nginx.conf"], check=True)
        server = [*NGINX, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        with running(server, f"http://127.0.0.1:{found.http}/"):
            yield found


def _certify(folder: Path) -> None:
    """A certificate of our own for `localhost`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(pem)


def _adapt(front: Front) -> None:
    """The configuration as shipped, with places of the test's own and one shorter time limit."""
    folder, text = front.folder, CONFIG.read_text()
    changes = {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "/run/nginx.pid": str(folder / "pid"),
        "/var/log/nginx": str(folder),
        "/etc/letsencrypt/live/lk.example.ru/fullchain.pem": str(folder / "certificate.pem"),
        "/etc/letsencrypt/live/lk.example.ru/privkey.pem": str(folder / "key.pem"),
        "lk.example.ru": "localhost",
        "listen 443 ": f"listen 127.0.0.1:{front.https} ",
        "listen 80 ": f"listen 127.0.0.1:{front.http} ",
        "127.0.0.1:8000": f"127.0.0.1:{front.site}",
        "client_body_timeout 15s": "client_body_timeout 2s",
    }
    for shipped, here in changes.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"    {kind}_temp_path {folder / kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(text.replace("http {\n", f"http {{\n{places}", 1))


@pytest.fixture(autouse=True)
def _limits_forget(front: Front) -> Iterator[None]:
    """Let the counters of the test before run down."""
    yield
    time.sleep(1)


def test_the_doctor_finds_the_way_in_order(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's own check, which claims a false address."""
    monkeypatch.setenv("SSL_CERT_FILE", str(front.authority))
    with override_settings(BASE_URL=front.url, ALLAUTH_TRUSTED_PROXY_COUNT=1, SECURE=True):
        findings = list(examine_way())
    assert findings == [Finding("ok", "Proxies in front: 1; the site sees the addresses of its visitors")]


def test_the_doctor_finds_a_proxy_that_the_settings_do_not_know(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(front.authority))
    with override_settings(BASE_URL=front.url, ALLAUTH_TRUSTED_PROXY_COUNT=0, SECURE=True):
        (finding,) = examine_way()
    assert finding.verdict == "fault"
    assert "KABINET_TRUSTED_PROXIES is 0" in finding.what


def test_a_certificate_that_nobody_trusts_is_a_fault(front: Front) -> None:
    with override_settings(BASE_URL=front.url, ALLAUTH_TRUSTED_PROXY_COUNT=1, SECURE=True):
        (finding,) = examine_way()
    assert finding.verdict == "fault"
    assert finding.what.startswith("Browsers will not trust the certificate")


def test_half_sent_forms_never_reach_the_site_and_are_given_up(front: Front) -> None:
    with ExitStack() as lines:
        halves = [lines.enter_context(front.half_post()) for _each in range(HALVES)]
        for _each in range(3):
            assert front.get("/health/").json() == {"status": "ok"}
        for half in halves:
            try:
                answer = rest_of(half, seconds=6)
            except (ConnectionError, ssl.SSLError):
                continue
            assert answer[:12] in {b"", b"HTTP/1.1 408"}
    assert front.get("/health/").is_success


def test_one_visitor_has_so_many_connections(front: Front) -> None:
    with ExitStack() as lines:
        for _each in range(CONNECTIONS):
            lines.enter_context(front.half_post("/static/"))  # where requests are not counted
        time.sleep(0.3)
        refused = front.get("/health/")
    assert refused.status_code == 429


def test_a_flood_is_turned_away_with_a_sentence(front: Front) -> None:
    with front.client() as client:
        answers = [client.get("/health/") for _each in range(160)]
    time.sleep(BURST / A_SECOND)  # until nothing of the flood counts any more, whichever trial comes next
    counts = Counter(answer.status_code for answer in answers)
    assert set(counts) == {200, 429}
    assert counts[200] >= 80
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["Retry-After"] == "10"
    assert "Подождите немного" in refused.text


def test_the_log_holds_no_searches_and_no_referrers(front: Front) -> None:
    front.get("/health/?search=Ivanov+79991234567", headers={"Referer": f"{front.url}/office/?search=Petrov"})
    time.sleep(0.2)
    logs = "".join(path.read_text() for path in front.folder.glob("*.log"))
    assert '"GET /health/" 200' in logs
    assert not re.search("Ivanov|Petrov|7999", logs)


def test_a_body_of_unknown_length_reaches_the_site_with_one(front: Front) -> None:
    with front.client() as client:
        answer = client.post("/sign-in/", content=iter([b"phone=", b"1"]))
    assert answer.status_code == 403  # no token; the site alone would refuse it for its missing length


def test_a_body_that_is_too_long_is_refused_before_it_is_sent(front: Front) -> None:
    with front.connect() as line:
        head = f"POST /sign-in/ HTTP/1.1\r\nHost: localhost:{front.https}\r\nContent-Length: {300 * 2**20}\r\n\r\n"
        line.sendall(head.encode())
        answer = rest_of(line)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert "выберите файл поменьше" in answer.decode()


def test_other_names_get_no_answer_and_plain_http_is_led_to_https(front: Front) -> None:
    with pytest.raises(ssl.SSLError):
        front.connect("other.example")
    answer = httpx.get(f"http://127.0.0.1:{front.http}/products/?a=1", trust_env=False)
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://localhost/products/?a=1")


def test_a_site_that_is_away_is_a_page_with_a_time_to_come_back(tmp_path: Path) -> None:
    alone = Front(tmp_path, free_port(), free_port(), free_port())
    _certify(tmp_path)
    _adapt(alone)
    server = [*NGINX, "-c", str(tmp_path / "nginx.conf"), "-g", "daemon off;"]
    with running(server, f"http://127.0.0.1:{alone.http}/"):
        answer = alone.get("/cabinet/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Сайт временно недоступен" in answer.text
