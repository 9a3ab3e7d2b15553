"""Terms of loans drawn by a seed, as the engine's own and as the oracle reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from kabinet.lending.engine import Terms


def draw(rng: Random) -> dict[str, Any]:
    """Draw possible terms: every method, unit, day count, rounding, end of month, calendar, grace and multiple."""
    method = rng.choice(["annuity"] * 6 + ["differentiated", "flat", "bullet", "single"])
    payments = 1 if method == "single" else rng.choice([1, 2, 3, rng.randrange(2, 13), rng.randrange(2, 37)])
    unit = rng.choice(["day", "week", "month", "month"])
    daily = rng.random() < 0.4
    rate = rng.choice(["0.8", "0.8", f"{rng.randrange(0, 150) / 100:.2f}"]) if daily else None
    annual = None if daily else rng.choice(["24", "0", f"{rng.randrange(0, 30000) / 100:.2f}"])
    values: dict[str, Any] = {
        "amount": Decimal(
            rng.choice([f"{rng.randrange(1, 500)}000", f"{rng.randrange(10_00, 3_000_000_00) / 100:.2f}"])
        ),
        "issued": date(2012, 1, 1) + timedelta(days=rng.randrange(366 * 18)),
        "payments": payments,
        "annual_rate": Decimal(annual) if annual is not None else None,
        "daily_rate": Decimal(rate) if rate is not None else None,
        "every": rng.choice([7, 10, 14, 30, 31, rng.randrange(1, 32)])
        if unit == "day"
        else rng.choice([1, 1, 1, 2, 3]),
        "unit": unit,
        "method": method,
        "annuity": rng.choice(["nominal", "exact"]),
        "day_count": rng.choice(["act/act", "act/act", "act/365", "act/364", "act/360", "30/360"]),
        "rounding": rng.choice(["half_up", "half_up", "half_even"]),
        "payment_day": rng.choice([None, rng.randrange(1, 32)]) if unit == "month" else None,
        "month_end": rng.choice(["clamp", "clamp", "roll"]),
        "calendar": rng.choice([None, "ru"]),
        "instalment": None,
        "instalment_multiple": Decimal(rng.choice(["0.01"] * 6 + ["1", "10", "50", "1000"])),
        "grace_principal": rng.choice([0, 0, 0, rng.randrange(payments)]),
    }
    return values


def drawn(seed: int, count: int) -> Iterator[tuple[dict[str, Any], Terms]]:
    """Draw so many terms; the same seed draws the same."""
    rng = Random(seed)
    for _ in range(count):
        values = draw(rng)
        yield values, Terms(**values)
