"""Loans of every shape, for properties that hold for all of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kabinet.lending.engine import Terms
from kabinet.lending.engine.terms import DAY_COUNTS

money = st.integers(100, 10**9).map(lambda kopecks: Decimal(kopecks).scaleb(-2))
rates = st.integers(0, 40_000).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
daily_rates = st.integers(0, 200).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
issue_days = st.dates(date(1995, 1, 1), date(2060, 12, 31))


@st.composite
def terms(draw: st.DrawFn, **fixed: Any) -> Terms:
    """Draw possible terms without a fixed instalment or a coarse multiple."""
    method = fixed.get("method") or draw(st.sampled_from(["annuity", "differentiated", "bullet", "single", "flat"]))
    payments = 1 if method == "single" else draw(st.integers(1, 60))
    unit = draw(st.sampled_from(["day", "week", "month"]))
    rate: dict[str, Any] = {"annual_rate": draw(rates)} if draw(st.booleans()) else {"daily_rate": draw(daily_rates)}
    values: dict[str, Any] = {
        "amount": draw(money),
        "issued": draw(issue_days),
        "payments": payments,
        "every": draw(st.integers(1, 31 if unit == "day" else 3)),
        "unit": unit,
        "method": method,
        "annuity": draw(st.sampled_from(["nominal", "exact"])),
        "day_count": draw(st.sampled_from(DAY_COUNTS)),
        "rounding": draw(st.sampled_from(["half_up", "half_even"])),
        "payment_day": draw(st.none() | st.integers(1, 31)) if unit == "month" else None,
        "month_end": draw(st.sampled_from(["clamp", "roll"])),
        "calendar": draw(st.sampled_from([None, "ru"])),
        "grace_principal": draw(st.integers(0, payments - 1)),
        **rate,
    }
    return Terms(**{**values, **fixed})
