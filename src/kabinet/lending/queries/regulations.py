"""What the law says on a day: caps and orders of allocation."""

from datetime import date

from django.db.models import QuerySet

from kabinet.lending.engine import BUSINESS_ORDER, CONSUMER_ORDER, Cap, Caps
from kabinet.lending.models import AllocationOrder, Regime, RegulatoryValue
from kabinet.lending.standard import DAILY_RATE, OVERPAYMENT, PSK

Orders = dict[str, list[tuple[date, tuple[str, ...], str]]]


def caps_on(on: date, regime: str) -> Caps:
    """The caps in force on a day. One query; none for the business regime.

    Args:
        on: Day of the contract.
        regime: `consumer`, whose caps 353-FZ sets, or `business`, which has none.
    """
    if regime != Regime.CONSUMER:
        return Caps()
    rows = (
        RegulatoryValue.objects.filter(valid_from__lte=on)
        .order_by("code", "-valid_from")
        .distinct("code")
        .values_list("code", "value", "source")
    )
    found = {code: Cap(value, source) for code, value, source in rows}
    return Caps(daily_rate=found.get(DAILY_RATE), psk=found.get(PSK), overpayment_share=found.get(OVERPAYMENT))


def regulatory_values() -> QuerySet[RegulatoryValue]:
    """Every figure of the law, newest first within its code."""
    return RegulatoryValue.objects.order_by("code", "-valid_from")


def all_orders() -> Orders:
    """Every order of allocation by regime, newest first. One query."""
    orders: Orders = {}
    rows = AllocationOrder.objects.order_by("-valid_from").values_list("regime", "valid_from", "buckets", "source")
    for regime, valid_from, buckets, source in rows:
        orders.setdefault(regime, []).append((valid_from, tuple(buckets), source))
    return orders


def order_on(on: date, regime: str, orders: Orders | None = None) -> tuple[tuple[str, ...], str]:
    """The order in which a repayment covers what is owed, for a contract of that day.

    Args:
        on: Day of the contract.
        regime: `consumer` or `business`.
        orders: What `all_orders` gave, to choose from it without a query.

    Returns:
        The buckets and the source. Without a row in force, the engine's preset and an empty source.
    """
    for valid_from, buckets, source in (all_orders() if orders is None else orders).get(regime, []):
        if valid_from <= on:
            return buckets, source
    return (CONSUMER_ORDER if regime == Regime.CONSUMER else BUSINESS_ORDER), ""
