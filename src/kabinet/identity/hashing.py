"""Passwords are hashed slowly on purpose; only so many at once, so that the rest of the site keeps its processor."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import security
from kabinet.kernel.errors import Refused

AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
"""Hashes at the same moment in one process: half of the processor stays for pages."""

WAITING = 8
"""How many more wait for their turn; a longer queue would only hold threads that pages need."""

PATIENCE = 3.0
"""Seconds in the queue."""

BUSY = "identity.busy"


class Gate:
    """Lets a bounded number of threads through at once, and a short queue wait.

    Args:
        at_once: Threads inside.
        waiting: Threads that wait.
        patience: Seconds they wait.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE) -> None:
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._turns = threading.BoundedSemaphore(at_once)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it.

        Raises:
            Refused: `identity.busy`: the queue is full, or the turn does not come.
        """
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise _busy()
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


def _busy() -> Refused:
    security.note("hashing_busy")
    return Refused(BUSY, _("Very many people sign in right now. Try again in a minute, or sign in with a code."))


gate = Gate()


class BoundedPasswordHasher(PBKDF2PasswordHasher):
    """Django's usual hasher behind the gate: making, checking, and the hash for accounts that do not exist."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Hash a password when it is its turn.

        Raises:
            Refused: `identity.busy`.
        """
        with gate.turn():
            return super().encode(password, salt, iterations)
