"""Saying what a long command is at: a line for each step, and how far it has got."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Tick = Callable[[int, int], None]
"""Called with how many parts of a step are done, and how many there are."""

PLAIN_EVERY = 5.0
"""Seconds between two lines about one step where no terminal can draw over the last one."""
ON_TERMINAL_EVERY = 0.1


class Progress:
    """Writes `[2/5] words`, then how far the step has got, then how long it took."""

    def __init__(self, steps: int, *, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.steps = steps
        self.begun = 0
        self._out = out or sys.stdout
        self._clock = clock

    @contextmanager
    def step(self, words: str) -> Iterator[Tick]:
        """One step; the block may call what it is given to say how far it has got."""
        self.begun += 1
        head = f"[{self.begun}/{self.steps}] {words}"
        redrawn = self._out.isatty()
        pause = ON_TERMINAL_EVERY if redrawn else PLAIN_EVERY
        self._write(f"{head} …" if redrawn else f"{head} …\n")
        started = said = self._clock()

        def tick(done: int, of: int) -> None:
            nonlocal said
            if of and self._clock() - said >= pause:
                said = self._clock()
                self._write(f"\r{head}: {done} из {of} …" if redrawn else f"{head}: {done} из {of}\n")

        yield tick
        took = f"{head}: готово за {self._clock() - started:.0f} с"
        self._write(f"\r\x1b[K{took}\n" if redrawn else f"{took}\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
