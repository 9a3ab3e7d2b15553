"""Lists with filters and a cursor: `GET /payments` and `GET /refunds`."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping

from kabinet.emulators.store import Store
from kabinet.emulators.yookassa.errors import ApiError
from kabinet.emulators.yookassa.parsing import JsonObject

DEFAULT_LIMIT = 10
HIGHEST_LIMIT = 100
BEYOND_ALL = 1 << 62
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z", re.ASCII)
PAYMENTS = """
SELECT seq, body FROM payments WHERE seq < :position
AND (:status IS NULL OR json_extract(body, '$.status') = :status)
AND (:payment_method IS NULL OR json_extract(body, '$.payment_method.type') = :payment_method)
AND (:created_at_gte IS NULL OR json_extract(body, '$.created_at') >= :created_at_gte)
AND (:created_at_gt IS NULL OR json_extract(body, '$.created_at') > :created_at_gt)
AND (:created_at_lte IS NULL OR json_extract(body, '$.created_at') <= :created_at_lte)
AND (:created_at_lt IS NULL OR json_extract(body, '$.created_at') < :created_at_lt)
AND (:captured_at_gte IS NULL OR json_extract(body, '$.captured_at') >= :captured_at_gte)
AND (:captured_at_gt IS NULL OR json_extract(body, '$.captured_at') > :captured_at_gt)
AND (:captured_at_lte IS NULL OR json_extract(body, '$.captured_at') <= :captured_at_lte)
AND (:captured_at_lt IS NULL OR json_extract(body, '$.captured_at') < :captured_at_lt)
ORDER BY seq DESC LIMIT :limit
"""
REFUNDS = """
SELECT seq, body FROM refunds WHERE seq < :position
AND (:status IS NULL OR json_extract(body, '$.status') = :status)
AND (:payment_id IS NULL OR payment_id = :payment_id)
AND (:created_at_gte IS NULL OR json_extract(body, '$.created_at') >= :created_at_gte)
AND (:created_at_gt IS NULL OR json_extract(body, '$.created_at') > :created_at_gt)
AND (:created_at_lte IS NULL OR json_extract(body, '$.created_at') <= :created_at_lte)
AND (:created_at_lt IS NULL OR json_extract(body, '$.created_at') < :created_at_lt)
ORDER BY seq DESC LIMIT :limit
"""


def list_payments(store: Store, query: Mapping[str, str]) -> JsonObject:
    """Return a page of payments, newest first.

    Raises:
        ApiError: a filter, the limit or the cursor is wrong.
    """
    return _listing(store, PAYMENTS, query, ("status", "payment_method"), ("created_at", "captured_at"))


def list_refunds(store: Store, query: Mapping[str, str]) -> JsonObject:
    """Return a page of refunds, newest first.

    Raises:
        ApiError: a filter, the limit or the cursor is wrong.
    """
    return _listing(store, REFUNDS, query, ("status", "payment_id"), ("created_at",))


def _listing(
    store: Store, sql: str, query: Mapping[str, str], plain: Iterable[str], moments: Iterable[str]
) -> JsonObject:
    limit = _limit(query.get("limit"))
    values: dict[str, str | int | None] = {name: query.get(name) for name in plain}
    for field in moments:
        for comparison in ("gte", "gt", "lte", "lt"):
            name = f"{field}.{comparison}"
            values[f"{field}_{comparison}"] = _moment(name, query[name]) if name in query else None
    values |= {"position": _position(query.get("cursor")), "limit": limit + 1}
    rows = store.rows(sql, values)
    answer: JsonObject = {"type": "list", "items": [json.loads(row["body"]) for row in rows[:limit]]}
    if len(rows) > limit:
        answer["next_cursor"] = base64.urlsafe_b64encode(f"after:{rows[limit - 1]['seq']}".encode()).decode()
    return answer


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= HIGHEST_LIMIT:
        raise ApiError(f"A number from 1 to {HIGHEST_LIMIT} is expected", parameter="limit")
    return int(text)


def _position(cursor: str | None) -> int:
    if cursor is None:
        return BEYOND_ALL
    try:
        position = int(base64.urlsafe_b64decode(cursor).decode("ascii").removeprefix("after:"))
    except (binascii.Error, ValueError) as error:
        raise ApiError("Cursor is not valid", parameter="cursor") from error
    return min(position, BEYOND_ALL)


def _moment(name: str, value: str) -> str:
    """Bring a moment to the three decimals that stored ones have, so that they compare as text."""
    if not MOMENT.fullmatch(value):
        raise ApiError("A moment such as 2026-11-21T09:30:00.000Z is expected", parameter=name)
    whole, _, fraction = value.removesuffix("Z").partition(".")
    return f"{whole}.{fraction[:3]:0<3}Z"
