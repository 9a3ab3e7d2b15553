"""The published vectors, to the kopeck and to the third decimal."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kabinet.lending.engine import build_schedule, full_cost_of_credit, parse_flows, parse_terms, schedule_as_dict

VECTORS = Path(__file__).parents[2] / "vectors"
SCHEDULES: list[dict[str, Any]] = json.loads((VECTORS / "schedules.json").read_text(encoding="utf-8"))
FLOWS: list[dict[str, Any]] = json.loads((VECTORS / "psk.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", SCHEDULES, ids=lambda vector: vector["id"])
def test_schedule_equals_vector(vector: dict[str, Any]) -> None:
    found = schedule_as_dict(build_schedule(parse_terms(vector["terms"])))["rows"]
    assert isinstance(found, list)
    assert [{name: row[name] for name in vector["rows"][0]} for row in found] == vector["rows"]


@pytest.mark.parametrize("vector", FLOWS, ids=lambda vector: vector["id"])
def test_psk_equals_vector(vector: dict[str, Any]) -> None:
    found = full_cost_of_credit(parse_flows(vector["flows"]))
    assert (str(found.percent), found.base_period) == (vector["psk"], vector["base_period"])


def test_example_with_a_long_first_period() -> None:
    """Example E of the notes on the law: 45 days to the first of five monthly payments."""
    flows = [(date(2026, 11, 23), Decimal(-100_000))]
    flows += [(date(2027, month, 7), Decimal(22_000)) for month in range(1, 6)]
    found = full_cost_of_credit(flows)
    assert (str(found.percent), found.base_period, str(found.roubles)) == ("33.660", "1 month", "10000.00")
