"""Every day of issue of three years: is the cap on the full cost of credit judged as by hand?

Products of the demo with every number of payments they allow, and loans at 0.8 per cent a day, which the law allows:
single payments, fortnights, thirty days and months, on their days and moved by days off.

Run: python -m tests.lending.engine.sweep [days between issues]
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kabinet.lending.engine import Terms, build_schedule, parse_terms
from tests.lending.engine import oracle

FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
CAP = Decimal(292)
# What rounds to more than 292.000.
ABOVE = Fraction(292) + Fraction(1, 2000)
FIELDS = Terms.__dataclass_fields__

# The demo's products as `kabinet.cli.demo_data` founds them: terms, sum shown first, fewest and most payments.
DEMO: dict[str, tuple[dict[str, Any], str, range]] = {
    "do-zarplaty": (
        {"daily_rate": "0.75", "every": 14, "unit": "day", "annuity": "exact"},
        "15000",
        range(1, 7),
    ),
    "lichnye-celi": ({"annual_rate": "48"}, "100000", range(3, 25)),
    "razvitie-biznesa": (
        {"annual_rate": "12.5", "method": "differentiated", "calendar": "ru"},
        "1000000",
        range(6, 37),
    ),
}
DAILY = {"daily_rate": "0.8"}
DEAR: dict[str, tuple[dict[str, Any], str, range]] = {
    "single, 30 days": ({**DAILY, "method": "single", "every": 30, "unit": "day"}, "30000", range(1, 2)),
    "single, 30 days, moved": (
        {**DAILY, "method": "single", "every": 30, "unit": "day", "calendar": "ru"},
        "30000",
        range(1, 2),
    ),
    "fortnights": ({**DAILY, "every": 14, "unit": "day", "annuity": "exact"}, "30000", range(1, 7)),
    "fortnights, moved": ({**DAILY, "every": 2, "unit": "week", "calendar": "ru"}, "30000", range(1, 7)),
    "30 days": ({**DAILY, "every": 30, "unit": "day"}, "30000", range(1, 7)),
    "30 days, moved": ({**DAILY, "every": 30, "unit": "day", "calendar": "ru"}, "30000", range(1, 7)),
    "months": (DAILY, "30000", range(1, 7)),
    "months, moved": ({**DAILY, "calendar": "ru"}, "30000", range(1, 7)),
    "months, on the 10th": ({**DAILY, "payment_day": 10, "annuity": "exact"}, "30000", range(1, 7)),
}


def issues(step: int, offset: int = 0) -> Iterator[date]:
    """Days of issue, so many days apart."""
    for day in range(offset, (LAST - FIRST).days + 1, step):
        yield FIRST + timedelta(days=day)


def judge(source: dict[str, Any]) -> tuple[bool, bool, Decimal]:
    """Whether a loan exceeds the cap: by the engine, by hand; and the engine's figure."""
    terms = parse_terms(source)
    values = {name: getattr(terms, name) for name in FIELDS}
    percent = build_schedule(terms).psk.percent
    return percent > CAP, oracle.exceeds(values, oracle.schedule(values), ABOVE), percent


def sweep(step: int = 1, offset: int = 0) -> Iterator[tuple[str, dict[str, Any], bool, bool, Decimal]]:
    """Judge every loan of the table; yields the product, the terms, both verdicts and the figure."""
    for name, (terms, amount, payments) in {**DEMO, **DEAR}.items():
        for issued in issues(step, offset):
            for count in payments:
                source = {**terms, "amount": amount, "issued": issued, "payments": count}
                yield (name, source, *judge(source))


def say(line: str) -> None:
    """A line for whoever runs it."""
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Print one line a product; the status is 1 where a verdict differs."""
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    judged: Counter[str] = Counter()
    above: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    most: dict[str, Decimal] = {}
    for name, source, engine, hand, percent in sweep(step):
        judged[name] += 1
        above[name] += hand
        most[name] = max(most.get(name, percent), percent)
        if engine != hand:
            wrong[name] += 1
            say(f"differs: {source}: {percent}")
    say(f"issued from {FIRST} to {LAST}, every {step} days")
    for name, count in judged.items():
        say(f"  {name:24} {count:6} loans, {above[name]:5} above {CAP} %, highest {most[name]}, {wrong[name]} differ")
    say(f"{sum(judged.values())} loans, {sum(wrong.values())} verdicts differ from those by hand")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
