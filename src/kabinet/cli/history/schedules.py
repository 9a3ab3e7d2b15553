"""Schedules of the drawn loans, worked out by the engine as the product does."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from psycopg import Cursor
from psycopg.types.json import Jsonb
from uuid6 import uuid7

from kabinet.lending.engine import Schedule, build_schedule, terms_as_dict
from kabinet.lending.models import LoanProduct
from kabinet.lending.queries.products import terms_of

BATCH: Final = 5_000
_PLANNED: Final = """
    select id, service_id, amount, payments, manager_id, decided_at, contract_date, disbursed_on from lent order by n
"""
_SCHEDULES: Final = """
    copy lending_schedule (id, created_at, loan_id, number, terms, days_off_extend, psk_percent, psk_roubles,
                           total_payment, total_interest, published_at, published_by) from stdin
"""
_INSTALMENTS: Final = """
    copy lending_instalment (schedule_id, number, due, days, payment, principal, interest, balance) from stdin
"""


def write_schedules() -> None:
    """Write the schedules of each loan in the temporary table `lent`.

    One of the contract's day; where the money went out on another day, a second version of that day.
    """
    products = {product.pk: product for product in LoanProduct.objects.all()}

    @lru_cache(maxsize=50_000)
    def built(product_id: Any, amount: Decimal, payments: int, issued: date) -> Schedule:
        return build_schedule(terms_of(products[product_id].terms, amount, payments, issued))

    with connection.cursor() as cursor:
        cursor.execute(_PLANNED)
        planned = cursor.fetchall()
    for start in range(0, len(planned), BATCH):
        schedules, instalments = [], []
        for loan_id, product_id, amount, payments, manager_id, at, contract_date, disbursed_on in planned[start:][
            :BATCH
        ]:
            extend = products[product_id].days_off_extend
            for number, issued in enumerate(dict.fromkeys((contract_date, disbursed_on or contract_date)), 1):
                made, key = built(product_id, amount, payments, issued), uuid7()
                schedules.append((key, at, loan_id, number, *_columns(made, extend=extend), at, manager_id))
                instalments += [(key, *row) for row in made.rows]
        _copy(_SCHEDULES, iter(schedules))
        _copy(_INSTALMENTS, iter(instalments))


def _columns(made: Schedule, extend: bool) -> tuple[Any, ...]:
    return (
        Jsonb(terms_as_dict(made.terms)),
        extend,
        made.psk.percent,
        made.psk.roubles,
        made.totals.payment,
        made.totals.interest,
    )


def _copy(statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as wrapped:
        cursor: Cursor[Any] = wrapped.cursor
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
