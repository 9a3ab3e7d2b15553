"""Pages of the road on demo data: queries of each, and answers to eight visitors at once.

First to eight people who read for half a second before they ask again, which is faster than anybody reads; then to
eight machines that never pause, which shows how much the server can take.

Starts `kabinet demo` with data of its own: two web processes, a worker, the emulators, all on this machine together
with the visitors. The peer is `/health/` of the same server in the same run: the framework without database and page.

Run: python -m benchmarks.pages [seconds a page]
"""

from __future__ import annotations

import os
import random
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median, quantiles
from time import perf_counter, sleep
from urllib.parse import urlsplit

from benchmarks.demo import demo_site
from tests.journeys.site import DemoSite

VISITORS = 8
SECONDS = 3.0
PAUSE = 0.5
MOST_QUERIES = 12
TARGET_MS = 100.0


@dataclass(frozen=True, slots=True)
class Result:
    """What one page came to; times in milliseconds."""

    median: float
    p95: float
    per_second: float


def visit(site: str, path: str, headers: dict[str, str], seconds: float, *, pause: float = 0.0) -> Result:
    """Eight visitors, each asking again when the answer is there and read for `pause` seconds, give or take half."""
    times: list[float] = []
    address = urlsplit(site)
    end = perf_counter() + seconds

    def one() -> None:
        chance = random.Random(threading.get_ident())
        sleep(pause * chance.random())
        connection = HTTPConnection(address.hostname or "", address.port or 80, timeout=30)
        while perf_counter() < end:
            start = perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            times.append((perf_counter() - start) * 1000)
            if answer.status != 200:
                message = f"{path} answered {answer.status}"
                raise AssertionError(message)
            sleep(pause * (0.5 + chance.random()))
        connection.close()

    began = perf_counter()
    visitors = [threading.Thread(target=one) for _number in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return Result(median(times), quantiles(times, n=20)[-1], len(times) / (perf_counter() - began))


def measure(site: DemoSite, seconds: float) -> int:
    """Print the table; returns how many pages ask too much of the database."""
    from benchmarks.road import cost_of, cost_of_autosave, pages, sessions

    browsers = sessions()
    road = pages()
    too_many = slow = 0
    print(f"{VISITORS} visitors, {os.cpu_count()} cores shared with the server, {seconds:g} s a page; milliseconds")
    print(f"  {'':<38}{'':>8}{'':>7}{f'reading {PAUSE:g} s':>18}{'without pauses':>28}")
    print(f"  {'page':<38}{'queries':>8}{'CPU':>7}{'median':>9}{'95 %':>9}{'median':>9}{'95 %':>9}{'a second':>10}")
    visit(site.url, "/health/", {}, 1.0)
    floor = _both(site.url, "/health/", {}, seconds)
    print(f"  {'peer: /health/, the bare framework':<38}{0:>8}{'':>7}{_row(*floor)}")
    for page in road:
        client = browsers[page.who]
        queries, spent = cost_of(page, client)
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        headers = {**dict(page.headers), "Cookie": cookies} if page.who else dict(page.headers)
        visit(site.url, page.path, headers, 0.5)
        reading, machines = _both(site.url, page.path, headers, seconds)
        words = ["too many queries"] if queries > MOST_QUERIES else []
        words += ["over 100 ms"] if reading.p95 >= TARGET_MS else []
        too_many += queries > MOST_QUERIES
        slow += reading.p95 >= TARGET_MS
        line = f"  {page.name:<38}{queries:>8}{spent:>7.1f}{_row(reading, machines)}"
        print(f"{line}  {', '.join(words)}".rstrip(), flush=True)
    queries, spent = cost_of_autosave(browsers["applicant"])
    print(f"  {'application: saving one field':<38}{queries:>8}{spent:>7.1f}")
    total = len(road)
    print("  CPU: what one answer takes of one core in Python alone, undisturbed; the rest is waiting for a turn")
    print(f"  at most {MOST_QUERIES} queries: {total - too_many} of {total} pages")
    print(f"  95 % under {TARGET_MS:g} ms for {VISITORS} who read: {total - slow} of {total} pages")
    return too_many


def _both(site: str, path: str, headers: dict[str, str], seconds: float) -> tuple[Result, Result]:
    return visit(site, path, headers, 2 * seconds, pause=PAUSE), visit(site, path, headers, seconds)


def _row(reading: Result, machines: Result) -> str:
    return (
        f"{reading.median:>9.1f}{reading.p95:>9.1f}{machines.median:>9.1f}{machines.p95:>9.1f}"
        f"{machines.per_second:>10.0f}"
    )


def main(arguments: Sequence[str] = ()) -> int:
    """Start the demo and measure; status 1 when a page asks too much of the database."""
    seconds = float(arguments[0]) if arguments else SECONDS
    with demo_site() as site:
        return 1 if measure(site, seconds) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
