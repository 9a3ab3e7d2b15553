"""Orders of allocation that the law sets, as every installation needs them: dated, with their sources."""

from datetime import date
from typing import Any

from kabinet.lending.engine import BUSINESS_ORDER, CONSUMER_ORDER

ORDERS: tuple[tuple[str, date, tuple[str, ...], str], ...] = (
    ("consumer", date(2014, 7, 1), CONSUMER_ORDER, "353-ФЗ, ст. 5, ч. 20"),
    ("business", date(1995, 1, 1), BUSINESS_ORDER, "ГК РФ, ст. 319 и 319.1"),
)
"""Orders of allocation: regime, first day in force, buckets, source."""


def ensure_orders(orders: Any) -> None:
    """Write the orders that are missing; rows that exist stay as they are.

    Args:
        orders: Model of allocation orders; a migration gives its historical one.
    """
    for regime, valid_from, buckets, source in ORDERS:
        orders.objects.get_or_create(
            regime=regime, valid_from=valid_from, defaults={"buckets": list(buckets), "source": source}
        )
