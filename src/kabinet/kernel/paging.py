"""Pages of long lists without counting: each begins after the row where its neighbour ended."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

ModelT = TypeVar("ModelT", bound=Model)
RowT = TypeVar("RowT")

PAGE_SIZE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """Some rows of a list, newest first.

    Attributes:
        rows: The rows.
        newer: Cursor of the page before; empty on the first.
        older: Cursor of the page after; empty on the last.
    """

    rows: list[RowT]
    newer: str = ""
    older: str = ""


def page(rows: QuerySet[ModelT, ModelT], *, by: str, cursor: str = "", size: int = PAGE_SIZE) -> Page[ModelT]:
    """One page of a list ordered by a moment, newest first. One query.

    Args:
        rows: What is listed; its order is replaced.
        by: A column of moments that is never null here; an index on `(-by, id)` serves it.
        cursor: Where to begin, from `Page.newer` or `Page.older`; one that is malformed means the first page.
        size: Rows on a page.
    """
    place = _read(cursor)
    backwards = place is not None and place[0] == "n"
    order = (by, "-id") if backwards else (f"-{by}", "id")
    found = list(_beyond(rows, by, place).order_by(*order)[: size + 1])
    more = len(found) > size
    shown = found[:size]
    if backwards:
        shown.reverse()
        return Page(shown, _cursor("n", shown[:1], by) if more else "", _cursor("o", shown[-1:], by))
    return Page(shown, _cursor("n", shown[:1], by) if place else "", _cursor("o", shown[-1:], by) if more else "")


def _beyond(
    rows: QuerySet[ModelT, ModelT], by: str, place: tuple[Literal["n", "o"], datetime, UUID] | None
) -> QuerySet[ModelT, ModelT]:
    if place is None:
        return rows
    direction, moment, pk = place
    if direction == "o":
        return rows.filter(Q(**{f"{by}__lte": moment}), Q(**{f"{by}__lt": moment}) | Q(pk__gt=pk))
    return rows.filter(Q(**{f"{by}__gte": moment}), Q(**{f"{by}__gt": moment}) | Q(pk__lt=pk))


def _cursor(direction: str, rows: list[Any], by: str) -> str:
    if not rows:
        return ""
    moment: datetime = getattr(rows[0], by)
    return f"{direction}{(moment - EPOCH) // timedelta(microseconds=1)}.{rows[0].pk.hex}"


def _read(cursor: str) -> tuple[Literal["n", "o"], datetime, UUID] | None:
    direction, rest = cursor[:1], cursor[1:80]
    microseconds, _dot, key = rest.partition(".")
    if direction not in {"n", "o"} or not microseconds.isascii() or not microseconds.isdigit():
        return None
    try:
        moment = EPOCH + timedelta(microseconds=int(microseconds))
        return ("n" if direction == "n" else "o"), moment, UUID(hex=key)
    except (ValueError, OverflowError):
        return None
