"""What the law says on a day: caps and orders of allocation."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery

from kabinet.lending.engine import BUSINESS_ORDER, CONSUMER_ORDER, Cap, Caps
from kabinet.lending.models import AllocationOrder, Regime, Schedule
from kabinet.organisation.models import RegulatoryValue
from kabinet.organisation.queries.regulations import values_on

Orders = dict[str, list[tuple[date, tuple[str, ...], str]]]


def caps_on(on: date, regime: str) -> Caps:
    """The caps in force on a day. One query; none for the business regime.

    Args:
        on: Day of the contract.
        regime: `consumer`, whose caps 353-FZ sets, or `business`, which has none.
    """
    if regime != Regime.CONSUMER:
        return Caps()
    found = {value.code: Cap(value.value, value.source) for value in values_on(on)}
    code = RegulatoryValue.Code
    return Caps(
        daily_rate=found.get(code.DAILY_RATE_CAP),
        psk=found.get(code.PSK_CAP),
        overpayment_share=found.get(code.OVERPAYMENT_CAP),
    )


def all_orders() -> Orders:
    """Every order of allocation by regime, newest first. One query."""
    orders: Orders = {}
    rows = AllocationOrder.objects.order_by("-valid_from").values_list("regime", "valid_from", "buckets", "source")
    for regime, valid_from, buckets, source in rows:
        orders.setdefault(regime, []).append((valid_from, tuple(buckets), source))
    return orders


class Order(NamedTuple):
    """In which order a repayment covers what is owed, and where the law sets it; an empty source is our preset."""

    buckets: tuple[str, ...]
    source: str


def with_order(schedules: QuerySet[Schedule]) -> list[tuple[Schedule, Order]]:
    """Schedules, each with the order of allocation in force on the day of its contract. One query."""
    in_force = AllocationOrder.objects.filter(
        regime=OuterRef("loan__regime"), valid_from__lte=OuterRef("loan__contract_date")
    ).order_by("-valid_from")
    found = schedules.annotate(
        contract_regime=F("loan__regime"),
        order_buckets=Subquery(in_force.values("buckets")[:1]),
        order_source=Subquery(in_force.values("source")[:1]),
    )
    return [(each, _order(each.contract_regime, each.order_buckets, each.order_source)) for each in found]


def _order(regime: str, buckets: Sequence[str] | None, source: str | None) -> Order:
    preset = CONSUMER_ORDER if regime == Regime.CONSUMER else BUSINESS_ORDER
    return Order(tuple(buckets) if buckets else preset, source or "")
