"""What the doctor says of the database, the files and the outside services."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kabinet.cli.doctor.finding import Finding
from kabinet.kernel.units import MEGABYTE

if TYPE_CHECKING:
    from kabinet.kernel.connections.configured import Configured

LEAST_POSTGRESQL = 150_000
ENOUGH_FREE_MB = 2_000


def prepare() -> Iterator[Finding]:
    """Load the application; start the embedded database if it is ours and has been used before.

    A look must not leave a database behind, so none is made.
    """
    import django

    from kabinet.cli.startup import start_database
    from kabinet.config.environment import environment

    env = environment()
    folder = env.data_dir.resolve() / "postgres"
    started = env.database_url is not None or (folder / "PG_VERSION").exists()
    if started:
        start_database()
    django.setup()
    if not started:
        yield Finding("fault", f"There is no database yet in {folder}", "Run: kabinet migrate")


def database() -> Iterator[Finding]:
    """Its version and extensions."""
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


def migrations() -> Iterator[Finding]:
    """Whether the schema is the one of this code."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding("fault", f"{len(waiting)} migrations wait", "Run: kabinet migrate")
    else:
        yield Finding("ok", "The database is up to date")


def worker() -> Iterator[Finding]:
    """Whether somebody does the jobs."""
    from django.db import connection

    from kabinet.kernel import jobs

    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_workers where last_heartbeat > now() - make_interval(secs => %s)",
            [jobs.STALLED_AFTER],
        )
        (alive,) = cursor.fetchone()
    if alive:
        yield Finding("ok", f"Workers alive: {alive}")
    else:
        yield Finding("warning", "No worker is alive: messages and payments wait", "Run: kabinet worker")


def files() -> Iterator[Finding]:
    """Whether files can be stored, and whether the static ones are collected."""
    from django.conf import settings

    from kabinet.kernel import disk
    from kabinet.kernel.files import storage_ready

    if storage_ready():
        yield Finding("ok", "Files can be stored")
    else:
        yield Finding("fault", "Files cannot be stored", "Check KABINET_DATA_DIR and the rights to it.")
    free = disk.free_bytes(disk.files_folder()) // MEGABYTE
    if free < disk.LEAST_FREE // MEGABYTE:
        advice = "Make room: the site takes no more visitors until then."
        yield Finding("fault", f"{free} MB are free on the disk of the files", advice)
    elif free < ENOUGH_FREE_MB:
        yield Finding("warning", f"{free} MB are free on the disk of the files", "Make room before it is needed.")
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Finding("fault", "Static files are not collected", "Run: kabinet migrate")


def connections() -> Iterator[Finding]:
    """Whether each outside service in use answers and knows us."""
    from django.db import DatabaseError
    from django.utils import translation

    from kabinet.kernel.connections import configured
    from kabinet.kernel.connections.catalogue import KINDS

    with translation.override("en"):
        for kind in KINDS.values():
            try:
                known = configured.fresh(kind.name)
            except DatabaseError:
                known = configured.of_environment(kind.name)
            if not any(each.works for each in known):
                yield Finding("warning", f"{kind.title}: nothing is set up", f"{kind.sentence}")
            for each in known:
                yield _answer(each)


def _answer(each: "Configured") -> Finding:
    from kabinet.kernel.connections.catalogue import ConnectionFaultError
    from kabinet.kernel.connections.configured import adapter_of

    name = f"{each.provider.title}"
    if each.unreadable:
        return Finding(
            "fault", f"{name}: its secrets cannot be read", "Set KABINET_SECRET_KEY_PREVIOUS, run: kabinet reseal"
        )
    if each.config is None:
        return Finding("fault", f"{name}: not complete", "Fill it in: office, setup, connections.")
    if not each.is_on:
        return Finding("ok", f"{name}: switched off")
    try:
        return Finding("ok", f"{name}: {each.provider.check(adapter_of(each))}")
    except ConnectionFaultError as fault:
        return Finding("fault", f"{name}: {fault.sentence}", "Look at it: office, setup, connections.")
