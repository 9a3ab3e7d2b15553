"""Where the time of a page goes: shares of the processor's time in Python, by who spends it.

Starts `kabinet demo` with data of its own and profiles each page of the road in this process. A profile weighs short
functions too heavily, so that only shares are printed, not times; what C does counts for whoever called it.

Run: python -m benchmarks.shares
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections import Counter
from typing import Any

from benchmarks.demo import demo_site

TURNS = 20
AREAS = ("drawing", "queries", "driver", "framework", "engines", "the rest")
_BELONGS = (
    ("psycopg", "driver"),
    ("django/db/backends", "driver"),
    ("django/db", "queries"),
    ("jinja2", "drawing"),
    ("markupsafe", "drawing"),
    ("/templates/", "drawing"),
    ("kabinet/kernel/ui", "drawing"),
    ("/engine/", "engines"),
    ("site-packages", "framework"),
)
"""Parts of a file's path and the area it belongs to; the first that fits counts."""


def area_of(path: str) -> str:
    """The area of a file; nothing for what is written in C."""
    if path.startswith(("~", "<")):
        return ""
    return next((area for part, area in _BELONGS if part in path), "the rest")


def shares(page: Any, client: Any) -> dict[str, float]:
    """Shares of one page, per cent, by area."""
    headers = dict(page.headers)
    for _warm in range(2):
        client.get(page.path, headers=headers)
    profile = cProfile.Profile()
    profile.enable()
    for _turn in range(TURNS):
        client.get(page.path, headers=headers)
    profile.disable()
    spent: Counter[str] = Counter()
    stats: dict[Any, Any] = vars(pstats.Stats(profile))["stats"]
    for (path, _line, _name), (_calls, _all, own, _with, callers) in stats.items():
        if area := area_of(path):
            spent[area] += own
            continue
        for (caller, _at, _by), (_n, _m, part, _w) in callers.items():
            spent[area_of(caller) or "the rest"] += part
    whole = spent.total()
    return {area: 100 * spent[area] / whole for area in AREAS}


def measure() -> None:
    """Print the table. Needs Django set up on the demo's data."""
    from benchmarks.road import pages, sessions

    browsers = sessions()
    print(f"  {'page, %':<40}" + "".join(f"{area:>11}" for area in AREAS))
    for page in pages():
        found = shares(page, browsers[page.who])
        print(f"  {page.name:<40}" + "".join(f"{found[area]:>11.0f}" for area in AREAS), flush=True)


def main() -> int:
    """Start the demo and profile."""
    with demo_site():
        measure()
    return 0


if __name__ == "__main__":
    sys.exit(main())
