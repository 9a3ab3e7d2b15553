"""The long-running processes: web server and worker."""

import asyncio
import os
import signal
import subprocess
import sys
from types import FrameType
from typing import Any

import click
import structlog

from kabinet.cli.startup import setup
from kabinet.config.lifeline import tied
from kabinet.config.ports import PortTakenError, hold_port, numeric

log = structlog.get_logger(__name__)

TRY_AGAIN_AFTER = 2.0
"""Seconds a worker waits before it looks for its database again."""


def web_command(host: str, port: int, workers: int, threads: int) -> list[str]:
    """How the web server is started."""
    return [sys.executable, "-m", "kabinet.config.server", host, str(port), str(workers), str(threads)]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes; about one a core.")
@click.option("--threads", default=4, show_default=True, help="Requests one process answers at a time.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site. Run `kabinet migrate` first; put TLS in front."""
    setup(guarded=True)
    from django.conf import settings

    from kabinet.config.environment import environment, is_loopback

    env = environment()
    try:
        address = numeric(host)
        if (env.demo or env.debug) and not is_loopback(address):
            raise click.ClickException(f"KABINET_DEMO and KABINET_DEBUG are for this machine alone, not for {host}")
        held = hold_port(address, port, settings.DATA_DIR)
    except PortTakenError as taken:
        raise click.ClickException(
            f"{taken}. Does the site run already? Another port: kabinet serve --port …"
        ) from taken
    with held:
        server = start_web(address, port, workers, threads)

        def stop(_signal: int, _frame: FrameType | None) -> None:
            server.terminate()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        sys.exit(server.wait())


def start_web(host: str, port: int, workers: int, threads: int) -> "subprocess.Popen[bytes]":
    """Start the web server; it is gone at once when this process is killed, so that another may take its port."""
    return subprocess.Popen(web_command(host, port, workers, threads), env=os.environ | tied(signal.SIGKILL))


@click.command()
@click.option("--queues", default="", help="Comma-separated; all when empty.")
@click.option("--concurrency", default=4, show_default=True, help="Jobs at a time.")
@click.option("--once", is_flag=True, help="Stop when nothing waits any more.")
def worker(queues: str, concurrency: int, once: bool) -> None:
    """Run background jobs: messages, payments, deliveries."""
    setup(guarded=True)
    run_worker(queues=[name for name in queues.split(",") if name], concurrency=concurrency, wait=not once)


def run_worker(
    *, queues: list[str], concurrency: int, wait: bool, heartbeat: float = 10.0, stalled_after: float = 60.0
) -> None:
    """Work until told to stop. A database that goes away is waited for.

    Args:
        queues: Names of queues; all when empty.
        concurrency: Jobs at a time.
        wait: False to stop when nothing waits any more.
        heartbeat: Seconds between signs of life.
        stalled_after: Seconds of silence after which other workers take this one for dead.
    """
    options = {
        "queues": queues or None,
        "concurrency": concurrency,
        "wait": wait,
        "name": f"worker-{os.getpid()}",
        "update_heartbeat_interval": heartbeat,
        "stalled_worker_timeout": stalled_after,
        "shutdown_graceful_timeout": 20,
        "install_signal_handlers": False,
    }
    asyncio.run(_work_until_told(options))


async def _work_until_told(options: dict[str, Any]) -> None:
    """Start the worker anew whenever it gives up, for it does so when its connections break."""
    from procrastinate.exceptions import ConnectorException

    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    order = loop.create_task(told.wait())
    while not told.is_set():
        life = loop.create_task(_live(options))
        await asyncio.wait({life, order}, return_when=asyncio.FIRST_COMPLETED)
        life.cancel()
        try:
            await life
        except asyncio.CancelledError:
            return
        except ConnectorException as error:
            if not options["wait"]:
                raise
            log.warning("worker.database_away", error=str(error.__cause__ or error).strip()[:200])
        else:
            if not options["wait"]:
                return
        await asyncio.wait({order}, timeout=TRY_AGAIN_AFTER)


async def _live(options: dict[str, Any]) -> None:
    """One life of the worker, with connections of its own."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    with app.replace_connector(DjangoConnector().get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(**options)
