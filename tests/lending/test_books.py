"""The books are pure: what is true of every loan whatever was paid, and when."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from kabinet.lending.books import Repayment, lay, net_repayments
from kabinet.lending.engine import BUSINESS_ORDER, CONSUMER_ORDER, build_schedule, parse_terms, schedule_status
from kabinet.lending.engine.calendar import latest_due_before

ISSUED = date(2026, 1, 15)
SCHEDULE = build_schedule(
    parse_terms({"amount": "50000.00", "annual_rate": "30", "issued": ISSUED.isoformat(), "payments": 8})
)
sums = st.integers(1, 9_000_00).map(lambda kopecks: Decimal(kopecks) / 100)
days = st.integers(0, 400).map(lambda after: ISSUED + timedelta(days=after))
repayments = st.lists(st.builds(Repayment, st.uuids(), days, sums), max_size=12).map(
    lambda items: sorted(items, key=lambda item: (item.on, item.operation_id))
)
orders = st.sampled_from([CONSUMER_ORDER, BUSINESS_ORDER])


@settings(deadline=None)
@given(repayments, orders, days)
def test_every_kopeck_is_somewhere(items: list[Repayment], order: tuple[str, ...], on: date) -> None:
    books = lay(SCHEDULE.rows, items, order)
    came_in = sum(item.amount for item in items)
    on_instalments = sum((paid.interest + paid.principal for paid in books.paid.values()), Decimal(0))
    status = schedule_status(SCHEDULE.rows, books.paid, on)
    assert books.repaid == came_in == on_instalments + books.overpaid
    assert status.remaining == max(SCHEDULE.totals.payment - came_in, 0)
    assert books.overpaid == max(came_in - SCHEDULE.totals.payment, 0)
    for item in items:
        split = books.splits[item.operation_id]
        assert sum((part.amount for part in split.parts), split.surplus) == item.amount


@settings(deadline=None)
@given(items=repayments, order=orders, on=days, extend=st.booleans())
def test_overdue_is_what_fell_due_less_what_came_in(
    *, items: list[Repayment], order: tuple[str, ...], on: date, extend: bool
) -> None:
    """The office's list finds overdue loans in SQL by this rule."""
    known = [item for item in items if item.on <= on]
    latest = latest_due_before(on) if extend else on - timedelta(days=1)
    fallen_due = sum((row.payment for row in SCHEDULE.rows if row.due <= latest), Decimal(0))
    came_in = sum((item.amount for item in known), Decimal(0))
    books = lay(SCHEDULE.rows, known, order, days_off_extend=extend)
    status = schedule_status(SCHEDULE.rows, books.paid, on, days_off_extend=extend)
    assert status.overdue == max(fallen_due - came_in, 0)


@dataclass
class Fact:
    pk: UUID
    kind: str
    on: date
    amount: Decimal
    reverses_id: UUID | None = None


def test_reversed_money_never_came() -> None:
    kept, part, whole, out = (Fact(uuid4(), "repayment", ISSUED, Decimal(100)) for _ in range(4))
    out.kind = "disbursement"
    facts = [
        kept,
        part,
        whole,
        out,
        Fact(uuid4(), "reversal", ISSUED, Decimal(30), part.pk),
        Fact(uuid4(), "reversal", ISSUED, Decimal(20), part.pk),
        Fact(uuid4(), "reversal", ISSUED, Decimal(100), whole.pk),
        Fact(uuid4(), "reversal", ISSUED, Decimal(100), out.pk),
    ]
    assert {item.operation_id: item.amount for item in net_repayments(facts)} == {kept.pk: 100, part.pk: 50}


def test_without_a_schedule_all_is_surplus() -> None:
    item = Repayment(uuid4(), ISSUED, Decimal("10.00"))
    books = lay((), [item], CONSUMER_ORDER)
    assert (books.repaid, books.overpaid, books.paid) == (10, 10, {})
