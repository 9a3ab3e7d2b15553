"""Every sum of 3,000 random loans, and their full cost of credit, against the slow oracle.

KABINET_ORACLE_LOANS and KABINET_ORACLE_SEED draw more, or others.
"""

from __future__ import annotations

import os
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from kabinet.lending.engine import Schedule, Terms, TermsError, build_schedule
from tests.lending.engine import oracle
from tests.lending.engine.drawing import drawn

LOANS = int(os.environ.get("KABINET_ORACLE_LOANS", "3000"))
SEED = int(os.environ.get("KABINET_ORACLE_SEED", "353"))
LOT = 250
_HALF = Fraction(1, 2000)


def rows_of(schedule: Schedule) -> list[tuple[Any, int, int]]:
    return [(row.due, int(row.principal * 100), int(row.interest * 100)) for row in schedule.rows]


def compare(values: dict[str, Any], terms: Terms) -> oracle.Hand | None:
    """Hold one loan of the engine against the same by hand; `None` where both refuse it."""
    try:
        hand = oracle.schedule(values)
    except oracle.Refused:
        with pytest.raises(TermsError):
            build_schedule(terms)
        return None
    schedule = build_schedule(terms)
    assert rows_of(schedule) == [(line.due, line.principal, line.interest) for line in hand.lines], values
    psk = schedule.psk
    if sum(line.payment for line in hand.lines) == int(terms.amount * 100):
        assert psk.percent == 0, values
        return hand
    assert psk.base_period == oracle.base_period(values, hand).name, values
    percent = Fraction(psk.percent)
    assert oracle.exceeds(values, hand, percent - _HALF), values
    assert not oracle.exceeds(values, hand, percent + _HALF), values
    return hand


@pytest.mark.parametrize("lot", range(-(-LOANS // LOT)))
def test_random_loans_by_hand(lot: int) -> None:
    for values, terms in drawn(SEED + lot, min(LOT, LOANS - lot * LOT)):
        compare(values, terms)


def test_random_fixed_instalments_by_hand() -> None:
    """From the interest of a nominal period up, less of which is refused; some repay sooner."""
    rng = Random(SEED)
    for values, _ in drawn(SEED - 1, 300):
        if values["method"] != "annuity":
            continue
        floor = int(Fraction(values["amount"]) * 100 * oracle.nominal_period(values)) + 1
        values["instalment"] = Decimal(rng.randrange(floor, floor * 3 + 100)) / 100
        compare(values, Terms(**values))
