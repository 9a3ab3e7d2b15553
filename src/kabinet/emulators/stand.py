"""The stand: what all emulators share."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from kabinet.emulators.clock import Clock
from kabinet.emulators.faults import Faults
from kabinet.emulators.journal import Journal
from kabinet.emulators.outbox import Outbox
from kabinet.emulators.settings import EmulatorSettings
from kabinet.emulators.store import Store


@dataclass(slots=True)
class Stand:
    """Settings, state, switches, clock and callbacks of one running set of emulators."""

    settings: EmulatorSettings
    store: Store
    clock: Clock
    faults: Faults
    journal: Journal
    outbox: Outbox
    smtp_port: int | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def build(cls, settings: EmulatorSettings) -> "Stand":
        """Open the state and put the parts together."""
        store, clock, faults = Store(settings.state_file), Clock(settings.clock), Faults()
        return cls(
            settings=settings,
            store=store,
            clock=clock,
            faults=faults,
            journal=Journal(store, clock),
            outbox=Outbox(settings, store, clock, faults),
        )

    @property
    def notify_url(self) -> str | None:
        """Where YooKassa's notifications go: what was set while running, else the settings."""
        return self.store.note("notify_url") or self.settings.yookassa.notify_url

    @notify_url.setter
    def notify_url(self, url: str) -> None:
        self.store.set_note("notify_url", url)

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than the emulators run."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stopping.wait()

    def reset(self) -> None:
        """Forget all state, switch all faults off and return to the present time; the notification address stays."""
        kept = self.store.note("notify_url")
        with self.store.transaction():
            self.store.clear()
            if kept is not None:
                self.store.set_note("notify_url", kept)
        self.faults.reset()
        self.clock.reset()
