"""Web servers in processes of their own, and what talks to them byte by byte."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that another user may walk into, as the database server of a root user is; pytest's own are closed."""
    with tempfile.TemporaryDirectory(prefix="kabinet-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], address: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A command that is to answer at `address`; stopped afterwards."""
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        wait_for_answer(address, process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def wait_for_answer(address: str, process: "subprocess.Popen[bytes]", *, seconds: float = 100) -> None:
    """Wait until something answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(address, timeout=2, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} does not answer; the process ended with {process.poll()}")


def granian(target: str, port: int) -> list[str]:
    """One worker of the server as `kabinet` runs it."""
    options = ["--interface", "rsgi", "--host", "127.0.0.1", "--port", str(port), "--http", "1", "--no-ws"]
    return [sys.executable, "-m", "granian", *options, "--log-level", "warning", "--workers-kill-timeout", "5", target]


def half_post(port: int, path: str = "/sign-in/", *, sent: bytes = b"phone=", length: int = 100) -> socket.socket:
    """A form whose body stops coming; its cookie makes the site look for the token in the body."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n"
    head += f"Cookie: csrftoken={'a' * 32}\r\n"
    line.sendall(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + sent)
    return line


def rest_of(line: socket.socket, *, seconds: float = 10) -> bytes:
    """What still comes until the other side closes the connection."""
    line.settimeout(seconds)
    received = b""
    while piece := line.recv(65536):
        received += piece
    return received
