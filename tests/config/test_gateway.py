"""The server against senders and readers that take their time."""

import hashlib
import os
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import httpx
import pytest
from django.core.exceptions import RequestDataTooBig

from kabinet.cli.processes import web_command
from kabinet.config.bodies import Patience
from tests.support.gateway_app import THREADS
from tests.support.serving import free_port, granian, half_post, rest_of, running

SLOW = 4 * THREADS


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The small application behind one worker of the server."""
    number = free_port()
    file = tmp_path_factory.mktemp("gateway") / "file.pdf"
    file.write_bytes(os.urandom(16 * 2**20))
    with running(granian("tests.support.gateway_app:application", number), address(number), GATEWAY_FILE=str(file)):
        yield number


def kabinet(port: int, *, workers: int, threads: int, **environment: str) -> AbstractContextManager[Any]:
    """The site itself."""
    environment |= {"KABINET_ALLOWED_HOSTS": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "kabinet.config.settings"}
    return running(web_command("127.0.0.1", port, workers, threads), address(port, "/health/"), **environment)


def address(port: int, path: str = "/") -> str:
    return f"http://127.0.0.1:{port}{path}"


def ask(port: int, path: str = "/", *, seconds: float = 3) -> httpx.Response:
    return httpx.get(address(port, path), timeout=seconds, trust_env=False)


def environ(response: httpx.Response) -> dict[str, str]:
    return dict(line.split("=", 1) for line in response.text.splitlines())


def test_half_sent_forms_hold_nobody_up() -> None:
    """Five times as many as there are threads in both workers."""
    number = free_port()
    with kabinet(number, workers=2, threads=3), ExitStack() as lines:
        for _each in range(30):
            lines.enter_context(half_post(number))
        time.sleep(0.5)
        for _each in range(5):
            assert ask(number, "/health/").json() == {"status": "ok"}


def test_a_body_that_stops_coming_is_given_up_with_a_sentence(port: int) -> None:
    before = ask(port, "/count/").text
    with ExitStack() as lines:
        halves = [lines.enter_context(half_post(port, "/digest/")) for _each in range(SLOW)]
        answers = [rest_of(half) for half in halves]
    assert all(answer.startswith(b"HTTP/1.1 408 ") for answer in answers)
    assert "Повторите отправку" in answers[0].decode()
    assert b"connection: close" in answers[0].lower()
    assert ask(port, "/count/").text == before


def test_heads_that_stop_coming_are_cut_off() -> None:
    number = free_port()
    with kabinet(number, workers=1, threads=2, KABINET_REQUEST_TIMEOUT="1"), ExitStack() as lines:
        heads = [lines.enter_context(socket.create_connection(("127.0.0.1", number))) for _each in range(8)]
        for head in heads:
            head.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: ")
        assert ask(number, "/health/").is_success
        for head in heads:
            rest_of(head, seconds=5)


def test_readers_who_do_not_read_hold_nobody_up(port: int) -> None:
    with ExitStack() as lines:
        for _each in range(SLOW):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(b"GET /file/ HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.3)
        for _each in range(5):
            assert ask(port).is_success
        whole = ask(port, "/file/", seconds=20)
    assert len(whole.content) == 16 * 2**20
    assert whole.headers["content-type"] == "application/pdf"


def test_a_body_in_pieces_arrives_whole(port: int) -> None:
    body = os.urandom(3 * 2**20)
    with half_post(port, "/digest/", sent=body[:10], length=len(body)) as line:
        for start in range(10, len(body), 2**19):
            line.sendall(body[start : start + 2**19])
            time.sleep(0.05)
        head, _blank, answer = line.recv(65536).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert answer.decode() == hashlib.sha256(body).hexdigest() + str(len(body))


def test_a_sender_who_goes_away_is_not_answered_and_nothing_is_done(port: int) -> None:
    before = ask(port, "/count/").text
    with half_post(port, "/digest/"):
        time.sleep(0.1)
    time.sleep(0.3)
    assert ask(port, "/count/").text == before


def test_a_body_longer_than_anything_taken_is_refused_unread(port: int) -> None:
    before = ask(port, "/count/").text
    with half_post(port, "/digest/", length=300 * 2**20) as line:
        answer = rest_of(line, seconds=3)
    assert answer.startswith(b"HTTP/1.1 ")
    assert answer[9:12] != b"200"
    assert ask(port, "/count/").text == str(int(before) + 1)


def test_a_body_without_a_length_is_refused(port: int) -> None:
    answer = httpx.post(address(port, "/digest/"), content=iter([b"a", b"b"]), trust_env=False)
    assert answer.status_code == 411


def test_what_a_request_carries_reaches_the_application(port: int) -> None:
    seen = environ(
        httpx.get(
            address(port, "/заём/?q=%D0%B0&b=1"),
            headers=[("Cookie", "a=1"), ("Cookie", "b=2"), ("X_Forwarded_For", "6.6.6.6"), ("Accept-Language", "ru")],
            trust_env=False,
        )
    )
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/заём/"
    assert seen["QUERY_STRING"] == "q=%D0%B0&b=1"
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert seen["HTTP_ACCEPT_LANGUAGE"] == "ru"
    assert "HTTP_X_FORWARDED_FOR" not in seen
    assert (seen["REMOTE_ADDR"], seen["SERVER_PORT"]) == ("127.0.0.1", str(port))
    assert seen["HTTP_HOST"] == f"127.0.0.1:{port}"


def test_more_requests_than_can_wait_are_turned_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    from kabinet.config.gateway import Gateway

    class Scope:
        method, path, query_string, http_version, scheme, authority = "GET", "/", "", "1.1", "http", None
        server, client = "127.0.0.1:8000", "127.0.0.1:9"
        headers: dict[str, str] = {}

    class Protocol:
        def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.status, self.headers, self.body = status, dict(headers), body

    gateway = Gateway(lambda _environ, _start: [], threads=1, longest=10, patience=Patience())
    gateway.inside = gateway.most
    protocol = Protocol()
    asyncio.run(gateway.__rsgi__(Scope(), protocol))
    assert (protocol.status, protocol.headers["Retry-After"]) == (503, "5")
    assert "перегружен" in protocol.body.decode()


def test_patience_ends_for_a_trickle() -> None:
    patience = Patience(idle=20, grace=60, least_rate=2048)
    assert patience.left(0, 0) == 20
    assert patience.left(50, 0) == 10
    assert patience.left(61, 100) < 0
    assert patience.left(3600, 20 * 2**20) == 20
    assert patience.left(100, 2048 * 30) < 0


def test_bodies_leave_the_disk_the_room_that_everything_else_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio
    from collections.abc import AsyncIterator

    from kabinet.config.bodies import IN_MEMORY, take_in
    from kabinet.kernel import disk

    taken: list[int] = []

    async def pieces() -> AsyncIterator[bytes]:
        while True:
            taken.append(1)
            yield b"a" * 64_000

    monkeypatch.setattr(disk, "free_bytes", lambda _folder: disk.LEAST_FREE - 1)
    with pytest.raises(OSError, match="too little room"):
        asyncio.run(take_in(pieces(), 20 * 2**20, Patience()))
    assert len(taken) == IN_MEMORY // 64_000 + 1
    asyncio.run(take_in(pieces(), IN_MEMORY, Patience())).close()


def test_a_body_longer_than_its_address_may_have_is_not_taken_in() -> None:
    import asyncio

    from kabinet.config.gateway import Gateway, TooLong

    class Scope:
        method, query_string, http_version, scheme, authority = "POST", "", "1.1", "http", None
        server, client = "127.0.0.1:8000", "127.0.0.1:9"
        headers = {"content-length": "11", "cookie": "a=1"}

        def __init__(self, path: str) -> None:
            self.path = path

    class Protocol:
        def __aiter__(self) -> Iterator[bytes]:
            raise AssertionError("the body was asked for")

    asked: list[tuple[str, str]] = []

    def room(path: str, cookies: str) -> int:
        asked.append((path, cookies))
        return 10 if path == "/narrow/" else 100

    gateway = Gateway(lambda _environ, _start: [], threads=1, longest=50, patience=Patience(), room=room)
    body, length = asyncio.run(gateway._body(Scope("/narrow/"), Protocol()))
    assert (type(body), length, asked) == (TooLong, 11, [("/narrow/", "a=1")])
    with pytest.raises(AssertionError, match="asked for"):
        asyncio.run(gateway._body(Scope("/wide/"), Protocol()))


@pytest.mark.parametrize("read", [lambda body: body.read(), lambda body: body.read(5), lambda body: body.readline()])
def test_whoever_reads_a_body_that_was_not_taken_in_is_refused(read: Any) -> None:
    from kabinet.config.gateway import TooLong

    with pytest.raises(RequestDataTooBig):
        read(TooLong())
