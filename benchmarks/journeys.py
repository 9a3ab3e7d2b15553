"""Journeys a minute: the whole road over HTTP, walked by one to eight people at once.

Each moves the calculator, fills an application in with every field saved by itself, signs in with a code and sends it;
a manager finds it, approves it and enters the disbursement; the borrower pays the first instalment and sees it marked.
The site, its database, the emulators of operator and acquirer and the walkers share the cores of this machine.

Run: python -m benchmarks.journeys [seconds a round]
"""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.demo import demo_site
from tests.journeys.site import DemoSite

if TYPE_CHECKING:
    from benchmarks.visitor import Visitor

AT_ONCE = (1, 2, 4, 8)
SECONDS = 30.0
LEAST_A_MINUTE = 150
DESK = "127.0.9.1"


@dataclass(slots=True)
class Round:
    """What came of a round.

    Attributes:
        seconds: Of each journey that ended well.
        requests: Of each.
        errors: What went wrong, and how often.
        took: Seconds of the whole round.
    """

    seconds: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    took: float = 0.0

    @property
    def a_minute(self) -> float:
        """Journeys a minute."""
        return 60 * len(self.seconds) / self.took


def walked(site: DemoSite, manager: Visitor, people: int, seconds: float, numbers: Iterator[int]) -> Round:
    """Let people walk the road one time after another; each ends the journey they are on when the time is over."""
    from benchmarks.walk import journey

    outcome = Round()
    began = perf_counter()

    def walk() -> None:
        with manager.another_window() as window:
            while perf_counter() - began < seconds:
                start = perf_counter()
                try:
                    outcome.requests.append(journey(site, window, next(numbers)))
                    outcome.seconds.append(perf_counter() - start)
                except (RuntimeError, LookupError, OSError, AssertionError) as error:
                    outcome.errors[f"{type(error).__name__}: {error}"[:200]] += 1

    walkers = [threading.Thread(target=walk) for _one in range(people)]
    for walker in walkers:
        walker.start()
    for walker in walkers:
        walker.join()
    outcome.took = perf_counter() - began
    return outcome


def measure(site: DemoSite, seconds: float) -> int:
    """Print the table; returns how many journeys did not end well. Needs Django set up."""
    from benchmarks.walk import signed_in_manager

    manager, numbers, failed, best = signed_in_manager(site, DESK), count(1), 0, 0.0
    print(f"{os.cpu_count()} cores shared by all, {seconds:g} s a round")
    print(f"  {'at once':>7}{'journeys':>10}{'a minute':>10}{'requests each':>15}{'median, s':>11}{'longest, s':>12}")
    walked(site, manager, 1, 1.0, numbers)
    for people in AT_ONCE:
        outcome = walked(site, manager, people, seconds, numbers)
        best = outcome.a_minute
        done = outcome.seconds or [0.0]
        each = median(outcome.requests or [0])
        row = f"{people:>7}{len(outcome.seconds):>10}{best:>10.0f}{each:>15.0f}{median(done):>11.2f}{max(done):>12.2f}"
        print(f"  {row}", flush=True)
        for words, times in outcome.errors.items():
            print(f"      {times} × {words}")
        failed += outcome.errors.total()
    print(
        f"  at least {LEAST_A_MINUTE} a minute for {AT_ONCE[-1]} at once: {'yes' if best >= LEAST_A_MINUTE else 'no'}"
    )
    return failed


def main(arguments: Sequence[str] = ()) -> int:
    """Start the demo and walk; status 1 when a journey did not end well."""
    seconds = float(arguments[0]) if arguments else SECONDS
    with demo_site() as site:
        return 1 if measure(site, seconds) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
