"""Serving the emulators over HTTP with granian inside one process."""

import asyncio
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from granian.constants import Interfaces
from granian.server.embed import Server

from kabinet.emulators.app import create_app
from kabinet.emulators.settings import EmulatorSettings


class PortTakenError(RuntimeError):
    """Another program listens where the emulators should."""


def ensure_free(host: str, port: int) -> None:
    """Check that nothing listens there; the server itself would quietly share the port.

    Raises:
        PortTakenError: the port is taken or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(f"{host}:{port}: {error.strerror}") from error


@dataclass(slots=True)
class EmulatorServer:
    """One server; `run` in a loop of its own, `stop` from any thread."""

    settings: EmulatorSettings
    host: str
    port: int
    _server: Server | None = field(default=None, init=False)
    _stopping: asyncio.Event | None = field(default=None, init=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)

    async def run(self) -> None:
        """Serve until stopped."""
        self._loop = asyncio.get_running_loop()
        app = create_app(self.settings)
        self._stopping = app.state.stand.stopping
        self._server = Server(
            app,
            address=self.host,
            port=self.port,
            interface=Interfaces.ASGI,
            websockets=False,
            log_enabled=False,
        )
        await self._server.serve()

    def stop(self) -> None:
        """Ask the server to end; requests left without an answer are let go first, or it would wait for them."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        if self._stopping is not None:
            self._stopping.set()
        if self._server is not None:
            stop: Callable[[], None] = self._server.stop
            stop()


def main(host: str = "127.0.0.1", port: int = 8090, settings: EmulatorSettings | None = None) -> None:
    """Serve the emulators until interrupted.

    Args:
        host: address to listen on.
        port: its port.
        settings: everything else; the defaults start no mail sink.

    Raises:
        PortTakenError: the port for HTTP or for mail is taken.
    """
    chosen = settings or EmulatorSettings()
    ensure_free(host, port)
    if chosen.smtp_port:
        ensure_free(chosen.smtp_host, chosen.smtp_port)
    server = EmulatorServer(chosen, host, port)

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.stop)
        await server.run()

    asyncio.run(serve())
