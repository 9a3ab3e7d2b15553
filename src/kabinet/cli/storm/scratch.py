"""Where the storm takes place: a scratch database, the emulators and a web server, all gone afterwards."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import click
import httpx

from kabinet.config.lifeline import tied
from kabinet.emulators.settings import EmulatorSettings, YooKassaSettings
from kabinet.emulators.testing import RunningEmulator, running_emulator

START_SECONDS = 30
WAIT = 0.05


@dataclass(frozen=True, slots=True)
class Place:
    """What the storm plays with.

    Attributes:
        emulator: The acquirer.
        site: Base address of the web server.
    """

    emulator: RunningEmulator
    site: str


@contextmanager
def storm_place() -> Iterator[Place]:
    """Start everything on this machine and leave nothing behind.

    The database is one of the storm's own, on the server that `KABINET_DATABASE_URL` names or else the embedded one.
    """
    settings = EmulatorSettings(yookassa=YooKassaSettings())
    with running_emulator(settings) as emulator:
        port = _free_port()
        site = f"http://127.0.0.1:{port}"
        os.environ.update(_environment(emulator, site))
        with _scratch_database(), _web_server(port):
            yield Place(emulator, site)


def _environment(emulator: RunningEmulator, site: str) -> dict[str, str]:
    shop = emulator.settings.yookassa
    return {
        "KABINET_DEMO": "1",
        "KABINET_BASE_URL": site,
        "KABINET_YOOKASSA_URL": emulator.yookassa_url,
        "KABINET_YOOKASSA_SHOP_ID": shop.shop_id,
        "KABINET_YOOKASSA_SECRET_KEY": shop.secret_key,
        "KABINET_YOOKASSA_NETWORKS": "127.0.0.1/32",
        "KABINET_EMAIL_HOST": "127.0.0.1",
        "KABINET_EMAIL_PORT": str(emulator.smtp_port),
        "KABINET_EMAIL_TLS": "none",
        "KABINET_SMS_PROVIDER": "none",
    }


@contextmanager
def _scratch_database() -> Iterator[None]:
    import psycopg

    from kabinet.cli.startup import start_database
    from kabinet.config.environment import environment

    start_database()
    environment.cache_clear()
    url = environment().database_url
    if url is None:
        raise click.ClickException("there is no database to make the storm's own beside")
    server, name = url.get_secret_value(), f"kabinet_storm_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    parts = urlsplit(server)
    os.environ["KABINET_DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    environment.cache_clear()
    try:
        _migrate()
        yield
    finally:
        from django.db import connections

        connections.close_all()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"drop database if exists {name} with (force)")


def _migrate() -> None:
    from kabinet.cli.startup import setup

    setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


@contextmanager
def _web_server(port: int) -> Iterator[None]:
    from kabinet.cli.processes import web_command

    quiet = {**os.environ, **tied(signal.SIGKILL), "PYTHONWARNINGS": "ignore"}
    server = subprocess.Popen(web_command("127.0.0.1", port, 1, 4), env=quiet)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/", server)
        yield
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(trust_env=False, timeout=2) as client:
        while time.monotonic() < deadline and server.poll() is None:
            try:
                if client.get(url).is_success:
                    return
            except httpx.TransportError:
                time.sleep(WAIT)
    sys.exit("kabinet: the web server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
