"""Every list, search and counter over a database of any size, in process and warm, beside the plain SQL it needs.

The peer of a page is the one statement that a person with `psql` would write for what it shows. Where all queries of
the page together take more than twice as long (and at least 5 ms longer), the plan of the slowest is printed.

Over the database that the site's settings name, filled before by `kabinet history` (docs/scale.md), or over one of its
own with so many applications.

Run: python -m benchmarks.scale [turns [applications]]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.scale_pages import Case

TURNS = 20
PAGE_MS = 60.0
SEARCH_MS = 100.0
LEEWAY_MS = 5.0


@dataclass(slots=True)
class Queries:
    """The queries of one answer with their milliseconds."""

    times: list[tuple[float, str, Any]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Django's wrapper around each query."""
        start = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.times.append(((perf_counter() - start) * 1000, sql, params))

    @property
    def together(self) -> float:
        """Milliseconds of all."""
        return sum(spent for spent, _sql, _params in self.times)

    @property
    def slowest(self) -> tuple[str, Any]:
        """The statement that took longest, and its values."""
        _spent, sql, params = max(self.times, key=lambda query: query[0])
        return sql, params


@dataclass(frozen=True, slots=True)
class Result:
    """What one page came to; times in milliseconds."""

    median: float
    p95: float
    queries: Queries
    plain: float

    @property
    def is_dear(self) -> bool:
        """Whether its queries take more than twice as long as the plain statement."""
        return self.queries.together > max(2 * self.plain, self.plain + LEEWAY_MS)


def measure(case: Case, client: Any, turns: int) -> Result:
    """Ask for a page again and again, then for the plain statement."""
    from django.db import connection

    times = []
    for turn in range(turns + 2):
        start = perf_counter()
        answer = client.get(case.path)
        spent = (perf_counter() - start) * 1000
        if answer.status_code != 200:
            message = f"{case.path} answered {answer.status_code}"
            raise RuntimeError(message)
        if turn >= 2:
            times.append(spent)
    queries = min((_queries_of(case, client) for _turn in range(3)), key=lambda queries: queries.together)
    plain = []
    with connection.cursor() as cursor:
        for _turn in range(turns):
            start = perf_counter()
            cursor.execute(case.sql, case.values)
            cursor.fetchall()
            plain.append((perf_counter() - start) * 1000)
    return Result(median(times), quantiles(times, n=20)[-1], queries, median(plain))


def _queries_of(case: Case, client: Any) -> Queries:
    from django.db import connection

    queries = Queries()
    with connection.execute_wrapper(queries):
        client.get(case.path)
    return queries


def plan_of(sql: str, params: Any) -> Iterator[str]:
    """How the database answers a statement, line by line."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, buffers) {sql}", params)
        yield from (line for (line,) in cursor.fetchall())
        transaction.set_rollback(True)


def report(turns: int) -> int:
    """Print the table and the plans; returns how many pages are over their target."""
    from benchmarks.scale_pages import cases, sessions, sizes

    print(f"in process and warm, {turns} turns each; milliseconds; {sizes()}")
    print(f"  {'page':<46}{'median':>8}{'95 %':>8}{'queries':>9}{'of them SQL':>13}{'plain SQL':>11}")
    browsers, dear, slow, total = sessions(), [], 0, 0
    for case in cases():
        result = measure(case, browsers[case.who], turns)
        target = SEARCH_MS if case.is_search else PAGE_MS
        words = f"  over {target:g} ms" if result.p95 > target else ""
        slow, total = slow + (result.p95 > target), total + 1
        figures = f"{result.median:>8.1f}{result.p95:>8.1f}{len(result.queries.times):>9}"
        print(f"  {case.name:<46}{figures}{result.queries.together:>13.1f}{result.plain:>11.1f}{words}", flush=True)
        if result.is_dear:
            dear.append((case, result))
    print(
        f"  within {PAGE_MS:g} ms, searches within {SEARCH_MS:g} ms, in 95 % of turns: {total - slow} of {total} pages"
    )
    print(f"  load of the machine over the last five minutes: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores")
    for case, result in dear:
        sql, params = result.queries.slowest
        print(f"\n{case.name}: {result.queries.together:.1f} ms of SQL, plain {result.plain:.1f} ms; its slowest query")
        print("  " + sql[:1500])
        for line in plan_of(sql, params):
            print("  " + line)
    return slow


def main(arguments: Sequence[str] = ()) -> int:
    """Measure; status 1 when a page is over its target."""
    os.environ.setdefault("KABINET_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kabinet.config.settings")
    turns = int(arguments[0]) if arguments else TURNS
    if len(arguments) > 1:
        return _over_its_own(turns, int(arguments[1]))
    from kabinet.cli.startup import setup

    setup()
    import_module("kabinet.config.wsgi")  # as the web server begins: everything loaded, nothing of it searched again
    return 1 if report(turns) else 0


def _over_its_own(turns: int, applications: int) -> int:
    """The same over a database of its own, in processes that end, and their server with them, before it goes."""
    with tempfile.TemporaryDirectory(prefix="kabinet-scale-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the database server of a root user runs as another user
        environment = {**os.environ, "KABINET_DATA_DIR": folder}
        environment.pop("KABINET_DATABASE_URL", None)
        fill = [sys.executable, "-m", "kabinet.cli", "history", "--applications", str(applications)]
        subprocess.run(fill, check=True, env=environment, stdout=subprocess.DEVNULL)
        look = [sys.executable, "-m", "benchmarks.scale", str(turns)]
        return subprocess.run(look, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
