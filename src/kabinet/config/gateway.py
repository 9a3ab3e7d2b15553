"""The entry point of the web server: between granian's connections and Django's threads.

Granian's own way into WSGI lets a thread wait for every body and every reader: as many half-sent forms as there are
threads stop the site. Here the event loop takes bodies in (`bodies`), a few threads answer, and files go out from the
server itself, so that neither slow senders nor slow readers hold a thread.
"""

import asyncio
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy as _

from kabinet.config.bodies import BrokenBodyError, LateBodyError, Patience, take_in
from kabinet.kernel.errors import Words

log = structlog.get_logger("kabinet.web")
Headers = list[tuple[str, str]]

CLOSE: Headers = [("Connection", "close")]
SHORTEST_WAIT = 5
"""Seconds after which somebody turned away for lack of threads may try again."""
QUEUE = 64
"""Requests, per thread, that may wait for their turn; further ones are turned away at once."""

PAGE = (
    '<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><h1>{title}</h1><p>{advice}</p>"
)
LATE = (_("The request came in part"), _("The connection broke off or was too slow. Send it again."))
FULL = (_("The site is overloaded now"), _("Wait a little and try again: what you typed before is saved."))
UNMEASURED = (_("A request without its length"), _("Send it again with the header Content-Length."))
NO_ROOM = (
    _("The site takes no data for the moment"),
    _("Try again in a few minutes: what you typed before is saved."),
)


class TooLong(io.BytesIO):
    """Stands for a body that was not taken in: whoever reads it, against its declared length, is refused."""

    def read(self, _size: int | None = -1, /) -> bytes:
        """Refuse.

        Raises:
            RequestDataTooBig: Always.
        """
        raise RequestDataTooBig("the body is longer than anything this site takes")

    readline = read


class Sent:
    """A file that an application answers with (PEP 3333's `wsgi.file_wrapper`)."""

    def __init__(self, source: IO[bytes], size: int = 65536) -> None:
        self.source = source
        self.size = size

    def path(self) -> str:
        """Where the whole file lies on this machine; empty when it is something else than a whole file."""
        name = getattr(self.source, "name", "")
        try:
            whole = isinstance(name, str) and name.startswith("/") and self.source.fileno() >= 0
            return name if whole and self.source.tell() == 0 else ""
        except (OSError, AttributeError):
            return ""

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.source.read(self.size), b"")

    def close(self) -> None:
        """Let go of the file."""
        if hasattr(self.source, "close"):
            self.source.close()


class Gateway:
    """An RSGI application around a WSGI one.

    Attributes:
        wsgi: The application.
        threads: How many requests are answered at a time.
        longest: Bytes of the longest body that is taken in at all.
        room: Bytes that are taken in for a path and a header of cookies; `longest` bounds it.
        patience: How long to wait for bodies.
    """

    def __init__(
        self,
        wsgi: Callable[..., Iterable[bytes]],
        *,
        threads: int,
        longest: int,
        patience: Patience,
        room: Callable[[str, str], int] | None = None,
    ) -> None:
        self.wsgi = wsgi
        self.longest = longest
        self.room = room or (lambda _path, _cookies: longest)
        self.patience = patience
        self.most = threads * QUEUE
        self.inside = 0
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        try:
            body, length = await self._body(scope, protocol)
        except BrokenBodyError:
            return
        except LateBodyError:
            _say(protocol, 408, LATE)
            return
        except ValueError:
            _say(protocol, 411, UNMEASURED)
            return
        except OSError:
            log.exception("request.no_room")
            _say(protocol, 503, NO_ROOM)
            return
        try:
            await self._answer(scope, protocol, body, length)
        finally:
            body.close()

    async def _body(self, scope: Any, protocol: Any) -> tuple[IO[bytes], int]:
        """The body, and its length as declared.

        Raises:
            ValueError: It has no length.
            BrokenBodyError, LateBodyError, OSError: As `take_in`.
        """
        declared = scope.headers.get("content-length")
        if "transfer-encoding" in scope.headers:
            raise ValueError
        length = int(declared) if declared else 0
        if not length:
            return io.BytesIO(), 0
        if length > self.longest or length > self.room(scope.path, scope.headers.get("cookie") or ""):
            return TooLong(), length
        return await take_in(aiter(protocol), length, self.patience), length

    async def _answer(self, scope: Any, protocol: Any, body: IO[bytes], length: int) -> None:
        if self.inside >= self.most:
            log.warning("request.turned_away", waiting=self.inside)
            _say(protocol, 503, FULL, ("Retry-After", str(SHORTEST_WAIT)))
            return
        self.inside += 1
        try:
            environ = _environ(scope, body, length)
            await asyncio.get_running_loop().run_in_executor(self._threads, self._call, environ, protocol)
        finally:
            self.inside -= 1

    def _call(self, environ: dict[str, Any], protocol: Any) -> None:
        """Let the application answer; runs in a thread."""
        started: list[Any] = []

        def start_response(status: str, headers: Headers, _error: object = None) -> None:
            started[:] = [int(status[:3]), headers]

        answer = self.wsgi(environ, start_response)
        try:
            status, headers = started
            if isinstance(environ["wsgi.input"], TooLong):
                headers = headers + CLOSE
            path = answer.path() if isinstance(answer, Sent) else ""
            if path:
                protocol.response_file(status, headers, path)
            else:
                protocol.response_bytes(status, headers, b"".join(answer))
        finally:
            if hasattr(answer, "close"):
                answer.close()


def _environ(scope: Any, body: IO[bytes], length: int) -> dict[str, Any]:
    """What PEP 3333 promises of a request. Names with an underscore are dropped: they would pose as others."""
    server, _colon, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": Sent,
        "CONTENT_LENGTH": str(length) if length else "",
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        if "_" in name or name == "content-length":
            continue
        key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        joint = "; " if name == "cookie" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ and key != "HTTP_HOST" else value
    return environ


def _say(protocol: Any, status: int, words: tuple[Words, Words], *headers: tuple[str, str]) -> None:
    """A page that needs nothing; the connection ends with it."""
    page = PAGE.format(title=words[0], advice=words[1]).encode()
    kind = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
    protocol.response_bytes(status, [*kind, *headers, *CLOSE], page)
