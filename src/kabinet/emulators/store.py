"""SQLite behind the emulators: one connection, one lock, explicit transactions."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL,
    created_at TEXT NOT NULL, lapses_at REAL, body TEXT NOT NULL, details TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refunds (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, payment_id TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, response TEXT NOT NULL, created_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, service TEXT NOT NULL, own_id TEXT NOT NULL,
    address TEXT NOT NULL, sender TEXT NOT NULL, subject TEXT NOT NULL DEFAULT '', text TEXT NOT NULL,
    html TEXT NOT NULL DEFAULT '', cost TEXT NOT NULL DEFAULT '0.00', outcome TEXT NOT NULL DEFAULT 'delivered',
    visible INTEGER NOT NULL DEFAULT 1, created_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS messages_by_address ON messages (address, seq);
CREATE TABLE IF NOT EXISTS callbacks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, service TEXT NOT NULL, label TEXT NOT NULL, subject TEXT NOT NULL,
    url TEXT NOT NULL, content_type TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS callbacks_due ON callbacks (state, due_at, seq);
CREATE TABLE IF NOT EXISTS requests (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, service TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, query TEXT NOT NULL, headers TEXT NOT NULL, body TEXT NOT NULL, fault TEXT NOT NULL,
    status INTEGER);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
CLEARING = (
    "DELETE FROM payments",
    "DELETE FROM refunds",
    "DELETE FROM idempotency",
    "DELETE FROM messages",
    "DELETE FROM callbacks",
    "DELETE FROM requests",
    "DELETE FROM notes",
)

Parameters = Sequence[Any] | Mapping[str, Any]


class Store:
    """The state of the emulators; safe to use from several threads.

    Args:
        path: SQLite file that survives a restart, or None to keep everything in memory.
    """

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False, timeout=30
        )
        self._connection.row_factory = sqlite3.Row
        if path is not None:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block as one transaction; a nested block joins the outer one."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement that changes rows and return the number of the inserted row."""
        with self._lock:
            return self._connection.execute(sql, parameters).lastrowid or 0

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        with self._lock:
            found: sqlite3.Row | None = self._connection.execute(sql, parameters).fetchone()
            return found

    def note(self, name: str) -> str | None:
        """Return a named value, or None when it was never set."""
        found = self.row("SELECT value FROM notes WHERE name = ?", (name,))
        return None if found is None else str(found["value"])

    def set_note(self, name: str, value: str) -> None:
        """Set a named value."""
        self.execute(
            "INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def clear(self) -> None:
        """Forget everything."""
        with self.transaction():
            for statement in CLEARING:
                self._connection.execute(statement)

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        with self._lock:
            self._connection.close()
