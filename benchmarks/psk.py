"""Full cost of credit beside pyxirr, a Rust extension, on the same 37 flows.

The two solve different equations: pyxirr compounds by days over 365, article 6 of 353-FZ by calendar months. So the
figures are compared after turning ours into an effective yearly rate; they agree to about one part in a hundred.

Run: python benchmarks/psk.py
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any

import pyxirr

from kabinet.lending.engine import build_schedule, full_cost_of_credit, parse_terms

LOANS = 300
ROUNDS = 25
MONTHS = 36
Flows = list[tuple[date, Decimal]]


def make_flows(method: str, *, moved: bool) -> list[Flows]:
    """Draw loans of different sums, rates and days; the seed is fixed."""
    rng = random.Random(353)
    loans: list[Flows] = []
    for _ in range(LOANS):
        terms = {
            "amount": f"{rng.randrange(50_000_00, 5_000_000_00) / 100:.2f}",
            "annual_rate": f"{rng.randrange(300, 12000) / 100:.2f}",
            "issued": (date(2022, 1, 1) + timedelta(days=rng.randrange(1500))).isoformat(),
            "payments": MONTHS,
            "method": method,
            "calendar": "ru" if moved else None,
        }
        loans.append(build_schedule(parse_terms(terms)).flows)
    return loans


def best_of(work: Callable[[Any], object], loans: Sequence[Any]) -> float:
    """Return the microseconds per loan, each at its best of a few rounds: what else the machine does counts little."""
    return sum(min(timed(work, flows) for _ in range(ROUNDS)) for flows in loans) / len(loans) * 1e6


def timed(work: Callable[[Any], object], flows: Any) -> float:
    """Return how many seconds one call takes."""
    start = perf_counter()
    work(flows)
    return perf_counter() - start


def yearly(percent: Decimal) -> float:
    """Turn a nominal rate by months into an effective yearly one."""
    return float((1 + float(percent) / 1200) ** 12 - 1)


def main() -> int:
    """Compare, and print a table."""
    cases = {
        "equal instalments": make_flows("annuity", moved=False),
        "falling instalments": make_flows("differentiated", moved=False),
        "equal, moved by days off": make_flows("annuity", moved=True),
        "falling, moved too": make_flows("differentiated", moved=True),
    }
    print(f"{LOANS} loans of {MONTHS + 1} flows; best of {ROUNDS} rounds, microseconds per call")
    print(f"  {'':24} {'pyxirr, floats':>15} {'pyxirr, decimals':>17} {'kabinet, decimals':>18} {'furthest apart':>15}")
    for name, loans in cases.items():
        floats = [[(day, float(amount)) for day, amount in flows] for flows in loans]
        apart = max(
            abs(yearly(full_cost_of_credit(flows).percent) / (pyxirr.xirr(flows) or 1.0) - 1) for flows in loans
        )
        by_floats = best_of(pyxirr.xirr, floats)
        by_decimals = best_of(pyxirr.xirr, loans)
        ours = best_of(full_cost_of_credit, loans)
        print(f"  {name:24} {by_floats:15.1f} {by_decimals:17.1f} {ours:18.1f} {apart * 100:13.3f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
