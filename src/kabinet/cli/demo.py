"""`kabinet demo`: everything on one machine, with a made-up organisation and emulators of the outside."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType
from typing import IO, NoReturn

import click
import httpx

from kabinet.cli.processes import web_command
from kabinet.cli.progress import Progress
from kabinet.cli.startup import check_settings, setup
from kabinet.cli.upkeep import STEPS_OF_UPKEEP, bring_up_to_date
from kabinet.config.lifeline import tied
from kabinet.config.ports import PortTakenError, hold_port

START_SECONDS = 180
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the parts of the demo listen."""

    web: int
    emulators: int
    smtp: int


@dataclass(slots=True)
class Company:
    """The processes of the demo. They stop together: when one ends, so do the rest."""

    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    stopping: bool = False

    def start(self, name: str, command: list[str]) -> None:
        """Start one more; it ends with this process, however that ends."""
        number = signal.SIGTERM if name == "обработчик" else signal.SIGKILL  # jobs under way may end
        self.processes[name] = subprocess.Popen(command, env=os.environ | tied(number))

    def stop(self, _signal: int = signal.SIGTERM, _frame: FrameType | None = None) -> None:
        """Ask all to end."""
        self.stopping = True
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()

    def all_live(self) -> bool:
        """Whether none has ended."""
        return all(process.poll() is None for process in self.processes.values())

    def wait(self) -> int:
        """Wait until one ends, end the rest; returns the exit status of the demo."""
        while self.all_live():
            time.sleep(0.2)
        status = 0
        if not self.stopping:
            ended = {name: process.poll() for name, process in self.processes.items() if process.poll() is not None}
            click.echo(f"Остановлено: {', '.join(f'{name} ({code})' for name, code in ended.items())}", err=True)
            status = 1
        self.stop()
        for process in self.processes.values():
            try:
                process.wait(timeout=25)
            except subprocess.TimeoutExpired:
                process.kill()
        return status


def demo_environment(ports: Ports) -> dict[str, str]:
    """Variables that lead everything to the emulators on this machine."""
    from kabinet.emulators.settings import DEMO_SHOP_ID, DEMO_SHOP_KEY

    emulators = f"http://{HOST}:{ports.emulators}"
    return {
        "KABINET_DEMO": "1",
        "KABINET_BASE_URL": f"http://{HOST}:{ports.web}",
        "KABINET_SMSRU_URL": f"{emulators}/smsru/",
        "KABINET_SMSC_URL": f"{emulators}/smsc/",
        "KABINET_EMAIL_HOST": HOST,
        "KABINET_EMAIL_PORT": str(ports.smtp),
        "KABINET_EMAIL_TLS": "none",
        "KABINET_EMAIL_FROM": "Деловой партнёр <no-reply@partner.example>",
        "KABINET_YOOKASSA_URL": f"{emulators}/yookassa/v3/",
        "KABINET_YOOKASSA_SHOP_ID": DEMO_SHOP_ID,
        "KABINET_YOOKASSA_SECRET_KEY": DEMO_SHOP_KEY,
        "KABINET_YOOKASSA_NETWORKS": "127.0.0.0/8",
        "KABINET_RECEIPT_FALLBACK_EMAIL": "receipts@partner.example",
    }


@click.command()
@click.option("--port", default=8000, show_default=True, help="Where the site listens.")
@click.option("--emulators-port", default=8090, show_default=True, help="Where the emulators listen.")
@click.option("--smtp-port", default=8025, show_default=True, help="Where the emulated mail server listens.")
def demo(port: int, emulators_port: int, smtp_port: int) -> None:
    """Run the site, a worker and the emulators with demo data. Data stay in var/ between runs."""
    ports = Ports(port, emulators_port, smtp_port)
    _refuse_taken_ports(ports)
    for name, value in demo_environment(ports).items():
        os.environ.setdefault(name, value)
    check_settings()
    progress = Progress(3 + STEPS_OF_UPKEEP)
    with progress.step("База данных"):
        setup(guarded=True)
    bring_up_to_date(progress)
    from kabinet.cli.demo_data import ensure_demo_data, guide

    with progress.step("Примеры: организация, клиенты, заявки и займы за год") as tick:
        ensure_demo_data(tick)
    held = _hold(port)
    company = Company()
    signal.signal(signal.SIGTERM, company.stop)
    signal.signal(signal.SIGINT, company.stop)
    with held:
        with progress.step("Сайт, обработчик заданий и эмуляторы"):
            _start(company, ports)
        click.echo(guide(site=f"http://{HOST}:{port}", emulators=f"http://{HOST}:{emulators_port}"))
        sys.exit(company.wait())


def _start(company: Company, ports: Ports) -> None:
    """Start everything and wait until it answers; leaves with status 1 when it does not."""
    company.start("эмуляторы", _emulators_command(ports))
    company.start("сайт", web_command(HOST, ports.web, workers=2, threads=4))
    company.start("обработчик", [sys.executable, "-m", "kabinet.cli", "worker"])
    for address in (f"http://{HOST}:{ports.web}/ready/", f"http://{HOST}:{ports.emulators}/"):
        if _answers(address, company):
            continue
        if company.stopping:
            sys.exit(company.wait())
        if company.all_live():
            click.echo(f"{address} не отвечает", err=True)
            company.stop()
        sys.exit(company.wait() or 1)


def _emulators_command(ports: Ports) -> list[str]:
    from django.conf import settings

    options = {
        "--host": HOST,
        "--port": str(ports.emulators),
        "--smtp-port": str(ports.smtp),
        "--state-file": str(settings.DATA_DIR / "emulators.sqlite3"),
        "--notify-url": f"http://{HOST}:{ports.web}/api/webhooks/acquirers/yookassa/",
    }
    return [sys.executable, "-m", "kabinet.cli", "emulators", *(part for pair in options.items() for part in pair)]


def _hold(port: int) -> IO[str]:
    """Keep a second demo of the same data from sharing the port, should both have found it free."""
    from django.conf import settings

    try:
        return hold_port(HOST, port, settings.DATA_DIR)
    except PortTakenError:
        _leave_taken(port)


def _leave_taken(port: int) -> NoReturn:
    click.echo(f"Порт {port} занят: демо уже запущено или порт нужен другой программе.", err=True)
    click.echo("Другие порты: kabinet demo --port … --emulators-port … --smtp-port …", err=True)
    sys.exit(1)


def _refuse_taken_ports(ports: Ports) -> None:
    for port in (ports.web, ports.emulators, ports.smtp):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                _leave_taken(port)


def _answers(url: str, company: Company) -> bool:
    """Wait until an address answers; False when a process ended or the time is over."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not company.stopping:
        if not company.all_live():
            return False
        try:
            if httpx.get(url, timeout=5).status_code == httpx.codes.OK:
                return True
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    return False
