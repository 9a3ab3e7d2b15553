"""Holding a port: the web server shares its port with whoever asks, so two sites would answer in turn."""

import fcntl
import socket
from pathlib import Path
from typing import IO


class PortTakenError(RuntimeError):
    """Somebody listens there already, or the address is not one of this machine."""


def hold_port(host: str, port: int, folder: Path) -> IO[str]:
    """Make sure that nobody listens there, and that no second start does the same while what is returned stays open.

    Args:
        host: An address of this machine.
        port: Its port.
        folder: Where the mark of it is kept.

    Raises:
        PortTakenError: In words that name the port.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = (folder / f"serve-{port}.lock").open("w")
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _try_port(host, port)
    except OSError as error:
        mark.close()
        raise PortTakenError(f"port {port} of {host} is taken: {error.strerror}") from error
    return mark


def _try_port(host: str, port: int) -> None:
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


def numeric(host: str) -> str:
    """The address behind a name of this machine; the web server takes addresses alone.

    Raises:
        PortTakenError: There is none.
    """
    try:
        return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
    except OSError as error:
        raise PortTakenError(f"{host} is no address of this machine: {error.strerror}") from error
