"""Callbacks on their way to the product: kept in the store, sent in the background, retried with a bound."""

import asyncio
import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal

import httpx

from kabinet.emulators.clock import Clock
from kabinet.emulators.faults import Faults
from kabinet.emulators.settings import EmulatorSettings
from kabinet.emulators.store import Store

ReleaseOrder = Literal["sent", "reversed", "shuffled"]
RELEASE_ORDERS: tuple[ReleaseOrder, ...] = ("sent", "reversed", "shuffled")
LONGEST_SLEEP = 1.0
KEPT_ANSWER = 200
SMSRU_ACCEPTED = "100"


class Outbox:
    """Sends callbacks when they are due; several may travel at once (`callback_workers`)."""

    def __init__(self, settings: EmulatorSettings, store: Store, clock: Clock, faults: Faults) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._faults = faults
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def send(
        self,
        *,
        service: str,
        label: str,
        subject: str,
        url: str | None,
        body: str,
        content_type: str = "application/json",
        delay: float = 0.0,
    ) -> None:
        """Put a callback on its way; for YooKassa the notification switches apply.

        Args:
            service: who sends it.
            label: what it is, such as `payment.succeeded`.
            subject: identifier of the object it tells about.
            url: the receiver; None records the callback without sending.
            body: the request's body.
            content_type: of the body.
            delay: seconds to wait before the first try.
        """
        copies, state = 1, "scheduled" if url else "unaddressed"
        switches = self._faults.notifications
        if service == "yookassa" and url:
            if self._faults.take_lost():
                state = "lost"
            else:
                copies += switches.duplicate
                delay += switches.late
                state = "held" if switches.hold or switches.reorder else state
        with self._store.transaction():
            for _ in range(copies):
                self._store.execute(
                    "INSERT INTO callbacks (service, label, subject, url, content_type, body, state, due_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (service, label, subject, url or "", content_type, body, state, self._clock.timestamp() + delay),
                )
            if state == "held" and not switches.hold and self._held() >= switches.reorder:
                self.release("reversed")
        self.wake()

    def release(self, order: ReleaseOrder = "sent", *, seed: int = 0) -> int:
        """Let the held callbacks go in the given order and return their number.

        They are rewritten at the end of the queue, so the order holds. A lateness they had remains.
        """
        with self._store.transaction():
            held = self._store.rows("SELECT * FROM callbacks WHERE state = 'held' ORDER BY seq")
            if order == "reversed":
                held.reverse()
            elif order == "shuffled":
                held.sort(key=lambda row: _lot(seed, row))
            latest = max((row["due_at"] for row in held), default=0.0)
            for row in held:
                self._store.execute("DELETE FROM callbacks WHERE seq = ?", (row["seq"],))
                self._store.execute(
                    "INSERT INTO callbacks (service, label, subject, url, content_type, body, state, due_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, 'scheduled', ?)",
                    (*(row[key] for key in ("service", "label", "subject", "url", "content_type", "body")), latest),
                )
        self.wake()
        return len(held)

    def entries(self, limit: int = 200) -> list[dict[str, Any]]:
        """Return callbacks, newest first."""
        return [dict(row) for row in self._store.rows("SELECT * FROM callbacks ORDER BY seq DESC LIMIT ?", (limit,))]

    def counts(self) -> dict[str, int]:
        """Return how many callbacks are in each state."""
        rows = self._store.rows("SELECT state, count(*) AS n FROM callbacks GROUP BY state ORDER BY state")
        return {row["state"]: row["n"] for row in rows}

    def wake(self) -> None:
        """Tell the background task, from any thread, that there may be something to do."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self, client: httpx.AsyncClient, tick: Callable[[], None]) -> None:
        """Deliver what is due until cancelled; `tick` is called in each round, for expiry."""
        self._loop = asyncio.get_running_loop()
        while True:
            tick()
            batch = self._store.rows(
                "SELECT * FROM callbacks WHERE state = 'scheduled' AND due_at <= ? ORDER BY due_at, seq LIMIT ?",
                (self._clock.timestamp(), self._settings.callback_workers),
            )
            if batch:
                await asyncio.gather(*(self._deliver(client, dict(row)) for row in batch))
                continue
            await self._sleep()

    async def _sleep(self) -> None:
        upcoming = self._store.row("SELECT min(due_at) AS at FROM callbacks WHERE state = 'scheduled'")
        due = upcoming["at"] if upcoming is not None else None
        wait = LONGEST_SLEEP if due is None else min(LONGEST_SLEEP, max(0.0, due - self._clock.timestamp()))
        self._wake.clear()
        # Not wait_for: before Python 3.12 it may swallow a cancellation that meets the event.
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._wake.wait()

    async def _deliver(self, client: httpx.AsyncClient, row: dict[str, Any]) -> None:
        try:
            response = await client.post(
                row["url"], content=row["body"].encode(), headers={"Content-Type": row["content_type"]}
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            accepted, answer = False, type(error).__name__
        else:
            accepted = response.status_code == httpx.codes.OK
            if row["service"] == "smsru":
                accepted = accepted and response.text.strip().startswith(SMSRU_ACCEPTED)
            answer = str(response.status_code)
        attempts = row["attempts"] + 1
        delays = self._settings.retry_delays
        state, due_at = "delivered", row["due_at"]
        if not accepted:
            state = "scheduled" if attempts <= len(delays) else "failed"
            due_at = self._clock.timestamp() + (delays[attempts - 1] if state == "scheduled" else 0.0)
        self._store.execute(
            "UPDATE callbacks SET state = ?, attempts = ?, due_at = ?, answer = ? WHERE seq = ?",
            (state, attempts, due_at, answer[:KEPT_ANSWER], row["seq"]),
        )

    def _held(self) -> int:
        found = self._store.row("SELECT count(*) AS n FROM callbacks WHERE state = 'held'")
        return 0 if found is None else int(found["n"])


def _lot(seed: int, row: sqlite3.Row) -> bytes:
    """Draw a place for a callback: as good as chance, yet the same for the same seed."""
    return hashlib.sha256(f"{seed}:{row['seq']}".encode()).digest()
