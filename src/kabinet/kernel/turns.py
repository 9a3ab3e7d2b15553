"""Costly work by turns: only so many threads of a process at once, so that the rest is left to pages."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kabinet.kernel.errors import Refused


class Gate:
    """Lets a bounded number of threads through at once, and a short queue wait.

    Args:
        at_once: Threads inside.
        waiting: Threads that wait; a longer queue would only hold threads that pages need.
        patience: Seconds they wait; None for as long as it takes.
        busy: Makes the refusal of those who find no place or lose patience.
    """

    def __init__(self, at_once: int, waiting: int, patience: float | None, busy: Callable[[], Refused]) -> None:
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._turns = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._busy = busy

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it.

        Raises:
            Refused: What `busy` makes: the queue is full, or the turn does not come.
        """
        if not self._places.acquire(blocking=False):
            raise self._busy()
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise self._busy()
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()
