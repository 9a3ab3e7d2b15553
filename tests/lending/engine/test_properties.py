"""What holds for every loan."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kabinet.lending.engine import (
    BUSINESS_ORDER,
    CONSUMER_ORDER,
    PskError,
    Terms,
    TermsError,
    allocate,
    build_schedule,
    explain_row,
    full_cost_of_credit,
    paid_from,
    parse_terms,
    schedule_as_dict,
    schedule_status,
    terms_as_dict,
)
from kabinet.lending.engine.base_period import BasePeriod, positions
from kabinet.lending.engine.rounding import to_roubles
from tests.lending.engine.strategies import terms

ZERO = Decimal("0.00")
relaxed = settings(deadline=None, max_examples=150)


@relaxed
@given(terms())
def test_schedule_is_sound(loan: Terms) -> None:
    schedule = build_schedule(loan)
    rows = schedule.rows
    assert [row.number for row in rows] == list(range(1, loan.payments + 1))
    assert sum(row.principal for row in rows) == loan.amount == schedule.totals.principal
    assert sum(row.interest for row in rows) == schedule.totals.interest
    assert sum(row.payment for row in rows) == schedule.totals.payment
    balances = [loan.amount, *(row.balance for row in rows)]
    for row, (before, after) in zip(rows, pairwise(balances), strict=True):
        assert row.payment == row.principal + row.interest
        assert after == before - row.principal
        assert before >= after >= 0
        assert row.interest >= 0
        assert all(value.as_tuple().exponent == -2 for value in row[3:])
    assert rows[-1].balance == ZERO


@relaxed
@given(
    terms(method="annuity"),
    st.none() | st.integers(1, 10**8),
    st.sampled_from(["0.01", "1", "10", "100", "500"]),
    st.booleans(),
)
def test_instalments_fit_or_are_refused(loan: Terms, fixed: int | None, multiple: str, dear: bool) -> None:
    change = {"instalment": to_roubles(fixed) if fixed else None, "instalment_multiple": Decimal(multiple)}
    if dear:
        change |= {"annual_rate": Decimal(10_000), "daily_rate": None}
    try:
        schedule = build_schedule(replace(loan, **change))
    except TermsError as refusal:
        field = refusal.field
    else:
        field = ""
        assert len(schedule.rows) == loan.payments or (fixed and schedule.remarks)
        assert sum(row.principal for row in schedule.rows) == loan.amount
        assert all(row.principal >= 0 for row in schedule.rows)
        assert schedule.rows[-1].principal > 0 or loan.payments == 1 or not fixed
        middle = schedule.rows[loan.grace_principal : -1]
        if fixed:
            assert {row.payment for row in middle if row.principal} <= {to_roubles(fixed)}
            assert all(row.interest >= to_roubles(fixed) for row in middle if not row.principal)
        assert all(row.payment % Decimal(multiple) == 0 for row in middle if row.principal and not fixed)
    assert field in {"", "instalment" if fixed else "instalment_multiple"}
    assert field != "instalment_multiple" or multiple != "0.01"


@relaxed
@given(terms(method="annuity"), st.sampled_from(["0.01", "1", "10"]), st.booleans())
def test_a_found_instalment_is_as_good_as_fixed(loan: Terms, multiple: str, dear: bool) -> None:
    change: dict[str, Any] = {"instalment_multiple": Decimal(multiple)}
    if dear:
        change |= {"annual_rate": Decimal(10_000), "daily_rate": None}
    try:
        found = build_schedule(replace(loan, **change))
    except TermsError:
        return
    level = [row.payment for row in found.rows[loan.grace_principal : -1] if row.principal]
    if level:
        assert build_schedule(replace(loan, **change, instalment=level[0])).rows == found.rows


@relaxed
@given(terms())
def test_dates_rise_and_days_fill_them(loan: Terms) -> None:
    rows = build_schedule(loan).rows
    dates = [loan.issued, *(row.due for row in rows)]
    assert all(earlier < later for earlier, later in pairwise(dates))
    assert [row.days for row in rows] == [(later - earlier).days for earlier, later in pairwise(dates)]


@relaxed
@given(terms())
def test_same_input_same_output(loan: Terms) -> None:
    assert schedule_as_dict(build_schedule(loan)) == schedule_as_dict(build_schedule(loan))


@relaxed
@given(terms())
def test_precision_of_the_caller_changes_nothing(loan: Terms) -> None:
    expected = schedule_as_dict(build_schedule(loan))
    with localcontext(Context(prec=3)):
        found = schedule_as_dict(build_schedule(loan))
    assert found == expected


@relaxed
@given(terms())
def test_terms_survive_json(loan: Terms) -> None:
    assert parse_terms(json.loads(json.dumps(terms_as_dict(loan)))) == loan


@relaxed
@given(terms())
def test_explanations_add_up_to_the_interest(loan: Terms) -> None:
    schedule = build_schedule(loan)
    for row in schedule.rows:
        found = explain_row(schedule, row.number)
        assert found.interest == row.interest
        assert found.segments[0].first == (row.due - timedelta(days=row.days - 1))
        assert found.segments[-1].last == row.due


@relaxed
@given(terms(), st.sampled_from([CONSUMER_ORDER, BUSINESS_ORDER]))
def test_paying_the_schedule_leaves_nothing(loan: Terms, order: tuple[str, ...]) -> None:
    rows = build_schedule(loan).rows
    parts = []
    for row in rows:
        if row.payment:
            parts += allocate(rows, paid_from(parts), row.payment, row.due, order)
    status = schedule_status(rows, paid_from(parts), rows[-1].due)
    assert status.remaining == status.due_now == status.overdue == ZERO
    assert status.is_repaid
    assert {item.state for item in status.instalments} == {"paid"}
    assert all(part.bucket.startswith("current") for part in parts)


@relaxed
@given(
    terms(),
    st.lists(st.tuples(st.integers(1, 10**7), st.integers(-30, 900)), max_size=8),
    st.integers(0, 10**5),
    st.sampled_from([CONSUMER_ORDER, BUSINESS_ORDER]),
)
def test_allocation_keeps_every_kopeck(
    loan: Terms, repayments: list[tuple[int, int]], penalty_kopecks: int, order: tuple[str, ...]
) -> None:
    rows = build_schedule(loan).rows
    penalty = Decimal(penalty_kopecks).scaleb(-2)
    parts = []
    for kopecks, day in repayments:
        on = loan.issued + timedelta(days=day)
        before = schedule_status(rows, paid_from(parts), on, penalty=penalty)
        amount = min(Decimal(kopecks).scaleb(-2), before.remaining)
        if not amount:
            continue
        made = allocate(rows, paid_from(parts), amount, on, order, penalty=penalty)
        assert sum(part.amount for part in made) == amount
        assert all(part.amount > 0 for part in made)
        parts += made
        penalty -= sum((part.amount for part in made if part.kind == "penalty"), ZERO)
        after = schedule_status(rows, paid_from(parts), on, penalty=penalty)
        assert after.remaining == before.remaining - amount
    for number, paid in paid_from(parts).items():
        assert ZERO <= paid.interest <= rows[number - 1].interest
        assert ZERO <= paid.principal <= rows[number - 1].principal


def _share(days: float) -> Fraction:
    return Fraction(days).limit_denominator(4000)


@relaxed
@given(terms(), st.integers(0, 30))
def test_psk_brings_the_flows_to_zero(loan: Terms, fee_per_cent: int) -> None:
    """At the printed figure ± half of its last digit the sum of discounted flows has two signs."""
    flows = build_schedule(loan).flows
    fee = (loan.amount * fee_per_cent / 100).quantize(ZERO)
    found = full_cost_of_credit([*flows, (loan.issued, fee)] if fee else flows)
    if not sum(amount for _, amount in flows) + fee:
        assert found.percent == 0
        return
    count, unit = found.base_period.split()
    base = BasePeriod(int(count), unit)
    merged = [(flows[0][0], flows[0][1] + fee), *(flow for flow in flows[1:] if flow[1])]
    periods, rests = positions([day for day, _ in merged], base)

    def discounted(percent: Decimal) -> Decimal:
        rate = percent / 100 * base.days_denominator / base.days_numerator
        total = Decimal()
        for (_, amount), period, rest in zip(merged, periods, rests, strict=True):
            share = _share(rest)
            simple = 1 + rate * share.numerator / share.denominator
            total += amount / simple / (1 + rate) ** period
        return total

    with localcontext(Context(prec=60)):
        half = Decimal("0.0005")
        assert discounted(max(found.percent - half, Decimal())) >= 0
        assert discounted(found.percent + half) <= 0


@relaxed
@given(
    st.lists(
        st.tuples(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.decimals(-1000, 1000, places=2)),
        max_size=12,
    )
)
def test_psk_of_absurd_flows_is_a_figure_or_a_clear_refusal(flows: list[tuple[date, Decimal]]) -> None:
    try:
        found = full_cost_of_credit(flows)
    except PskError as error:
        refusal = str(error)
    else:
        refusal = ""
        assert found.percent >= 0
        assert found.percent.as_tuple().exponent == -3
    assert "\n" not in refusal
