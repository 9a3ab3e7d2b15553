"""`kabinet doctor`: what is wrong with the installation, and what to do about it."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import click

from kabinet.cli.startup import setup

Verdict = Literal["ok", "warning", "fault"]
SIGNS: dict[Verdict, str] = {"ok": "  ok  ", "warning": " note ", "fault": "FAULT "}
LEAST_POSTGRESQL = 150_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    verdict: Verdict
    what: str
    advice: str = ""


@click.command()
def doctor() -> None:
    """Check settings, database, files and outside services. Exit status 1 when something is broken."""
    setup()
    findings = list(examine())
    for finding in findings:
        click.echo(f"[{SIGNS[finding.verdict]}] {finding.what}")
        if finding.advice:
            click.echo(f"         {finding.advice}")
    sys.exit(1 if any(finding.verdict == "fault" for finding in findings) else 0)


def examine() -> Iterator[Finding]:
    """All findings, in the order in which they are worth mending."""
    for check in (_address, _database, _migrations, _files, _mail, _sms, _yookassa):
        yield from _safely(check)


def _safely(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 - whatever broke is the finding
        yield Finding("fault", f"{check.__name__.strip('_')}: {type(error).__name__}: {error}"[:300])


def _address() -> Iterator[Finding]:
    from django.conf import settings

    from kabinet.config.environment import environment

    env = environment()
    yield Finding("ok", f"Address of the site: {settings.BASE_URL}")
    if env.demo:
        yield Finding("warning", "KABINET_DEMO is set: known key, emulators", "Unset it on a real site.")
        return
    if not settings.SECURE:
        yield Finding("fault", "The site's address is not https", "Set KABINET_BASE_URL=https://…, TLS in front.")
    for name in ("smsru_url", "smsc_url", "yookassa_url"):
        if urlsplit(str(getattr(env, name))).hostname in {"127.0.0.1", "localhost", "::1"}:
            yield Finding("fault", f"KABINET_{name.upper()} leads to this machine", "Emulators are for the demo alone.")


def _database() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone()
        cursor.execute("select count(*) from pg_available_extensions where name = 'pg_trgm'")
        (has_trigrams,) = cursor.fetchone()
    if number < LEAST_POSTGRESQL:
        yield Finding("fault", f"PostgreSQL {version} is too old", "PostgreSQL 15 or newer is needed.")
    else:
        yield Finding("ok", f"PostgreSQL {version}")
    if not has_trigrams:
        yield Finding("fault", "The extension pg_trgm is missing", "Install PostgreSQL's contrib modules.")


def _migrations() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("fault", f"{len(waiting)} migrations wait", "Run: kabinet migrate")
    else:
        yield Finding("ok", "The database is up to date")


def _files() -> Iterator[Finding]:
    from django.conf import settings

    from kabinet.kernel.files import storage_ready

    if storage_ready():
        yield Finding("ok", "Files can be stored")
    else:
        yield Finding("fault", "Files cannot be stored", "Check KABINET_DATA_DIR and the rights to it.")
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Finding("fault", "Static files are not collected", "Run: kabinet migrate")


def _mail() -> Iterator[Finding]:
    from django.core.mail import get_connection

    connection = get_connection()
    try:
        connection.open()
        connection.close()
    except OSError as error:
        yield Finding("fault", f"The mail server does not answer: {error}", "Check KABINET_EMAIL_HOST and _PORT.")
    else:
        yield Finding("ok", "The mail server answers")


def _sms() -> Iterator[Finding]:
    from kabinet.config.environment import environment
    from kabinet.notifications.providers import sms_provider

    if environment().sms_provider == "none":
        yield Finding("warning", "No SMS operator", "Codes go by e-mail only; set KABINET_SMS_PROVIDER.")
        return
    sms_provider().check()
    yield Finding("ok", f"The SMS operator answers: {environment().sms_provider}")


def _yookassa() -> Iterator[Finding]:
    from kabinet.config.environment import environment
    from kabinet.payments.providers import acquirer

    if not environment().yookassa_shop_id:
        yield Finding("warning", "Online payments are off", "Set KABINET_YOOKASSA_SHOP_ID and _SECRET_KEY.")
        return
    acquirer().check()
    yield Finding("ok", f"YooKassa answers for shop {environment().yookassa_shop_id}")
