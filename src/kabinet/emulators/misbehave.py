"""The layer around each service that records requests and misbehaves as the switches say."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kabinet.emulators.faults import Misdeed
from kabinet.emulators.stand import Stand

LARGEST_BODY = 1_000_000
DONE_BEFORE_TROUBLE = frozenset({Misdeed.FAIL_AFTER, Misdeed.SILENT_AFTER})


class Misbehaving:
    """Wraps the ASGI application of one service.

    Args:
        app: the well-behaved service.
        service: its name among the switches.
        stand: the shared stand.
        error: makes the service's own error answer for an HTTP status.
    """

    def __init__(self, app: ASGIApp, *, service: str, stand: Stand, error: Callable[[int], Response]) -> None:
        self._app = app
        self._service = service
        self._stand = stand
        self._error = error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request as the switches demand."""
        body = await _read(receive)
        if body is None:
            await self._error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)
            return
        plan = self._stand.faults.take(self._service, method=scope["method"])
        entry = self._stand.journal.record(
            service=self._service,
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers=Headers(scope=scope),
            body=body,
            fault="" if plan.misdeed is Misdeed.NOTHING else plan.misdeed.value,
        )

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._stand.journal.answered(entry, message["status"])
            await send(message)

        if plan.delay:
            await self._stand.pause(plan.delay)
        if plan.misdeed in DONE_BEFORE_TROUBLE:
            await self._app(scope, _replay(body), _swallow)
        if plan.misdeed is Misdeed.NOTHING:
            await self._app(scope, _replay(body), answer)
        elif plan.misdeed in {Misdeed.SILENT_BEFORE, Misdeed.SILENT_AFTER}:
            await self._stay_silent(scope, receive, send)
        else:
            status = HTTPStatus.ACCEPTED if plan.misdeed is Misdeed.PROCESSING else plan.status
            await self._error(status)(scope, receive, answer)

    async def _stay_silent(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait until the client gives up, the emulators stop or patience ends; only then close."""
        waits = {asyncio.ensure_future(_gone(receive)), asyncio.ensure_future(self._stand.stopping.wait())}
        _, pending = await asyncio.wait(
            waits, timeout=self._stand.settings.hang_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        await Response(status_code=HTTPStatus.GATEWAY_TIMEOUT)(scope, receive, send)


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, or None when it is larger than `LARGEST_BODY` bytes."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        size += len(part)
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts) if size <= LARGEST_BODY else None


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _swallow(message: Message) -> None:
    del message


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
