"""A sample of the sweep: days of issue 97 apart."""

from __future__ import annotations

from decimal import Decimal

from tests.lending.engine.sweep import judge, sweep


def test_the_cap_is_judged_as_by_hand() -> None:
    wrong = [(name, source, percent) for name, source, engine, hand, percent in sweep(97) if engine != hand]
    assert wrong == []


def test_intervals_of_days_at_the_lawful_rate_keep_the_cap() -> None:
    """0.8 a day is 292 a year: a single payment keeps it to the third decimal, moved or not."""
    for calendar in (None, "ru"):
        source = {
            "amount": "30000",
            "daily_rate": "0.8",
            "method": "single",
            "every": 30,
            "unit": "day",
            "payments": 1,
            "calendar": calendar,
        }
        for month in range(1, 13):
            engine, hand, percent = judge({**source, "issued": f"2026-{month:02d}-09"})
            assert (engine, hand) == (False, False)
            assert percent <= Decimal("292.000")
