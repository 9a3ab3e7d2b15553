"""The web server as a process of its own: `python -m kabinet.config.server HOST PORT WORKERS THREADS`."""

import os
import sys

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from kabinet.config.environment import environment
from kabinet.config.lifeline import follow_starter

STOP_WITHIN = 15
"""Seconds in which requests under way may end."""


def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve until told to stop.

    Args:
        host: Address of this machine to listen on.
        port: Its port.
        workers: Web processes.
        threads: Requests each of them answers at a time.
    """
    os.environ["KABINET_WEB_THREADS"] = str(threads)  # the workers read it
    milliseconds = round(environment().request_timeout * 1000)
    Server(
        "kabinet.config.rsgi:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=milliseconds),
        websockets=False,
        workers=workers,
        backlog=1024,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
    ).serve()


if __name__ == "__main__":
    follow_starter()
    serve(sys.argv[1], *(int(number) for number in sys.argv[2:5]))
