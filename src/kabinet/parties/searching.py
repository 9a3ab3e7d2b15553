"""What the search of the register looks in, and what it looks for."""

import re
from collections.abc import Iterable
from functools import reduce
from operator import and_
from typing import Any, Final, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from kabinet.kernel.text import search_key
from kabinet.parties.models import Party

ModelT = TypeVar("ModelT", bound=Model)

MAX_WORDS: Final = 6
WHOLE: Final = 10
"""Digits of a phone without its country, and of the shorter INN."""
FEW: Final = 4_000
"""Clients up to whom it is quicker to go from them to what is theirs than to walk through a list in its order."""
_DIGITS_AND_SIGNS = re.compile(r"[+0-9()\s.\-]+")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[a-z0-9-]{2,}")


def search_text(*, names: Iterable[str], phone: str, email: str, inn: str) -> str:
    """Everything a client is found by, folded, in one text."""
    parts = [*names, phone.removeprefix("+"), email, inn]
    return " ".join(search_key(part) for part in parts if part)


def matches(query: str, of: str = "") -> Q | None:
    """The condition of a search, or None when there is nothing to look for.

    A phone may be typed in any way: `8 (999) 123-45-67` finds +79991234567. A whole phone, INN or e-mail is found as
    such; fewer digits, and words in any order, anywhere in the search text.

    Args:
        query: As typed.
        of: Path to the client from the model that is filtered, `party__`.
    """
    folded = search_key(query[:200])
    if not folded:
        return None
    if _ADDRESS.fullmatch(folded):
        return Q(Exact(Lower(f"{of}email"), folded))
    digits = re.sub(r"\D", "", folded)
    if not digits or not _DIGITS_AND_SIGNS.fullmatch(folded):
        words = folded.split()[:MAX_WORDS]
        return reduce(and_, (Q(**{f"{of}search_text__contains": word}) for word in words))
    number = digits[1:] if len(digits) == 11 and digits[0] in "78" else digits
    if len(number) < WHOLE:
        return Q(**{f"{of}search_text__contains": number})
    return Q(**{f"{of}phone__in": [f"+7{number}", f"+{digits}"]}) | Q(**{f"{of}inn": digits})


def of_clients(rows: QuerySet[ModelT], query: str, *, also: Q | None = None) -> QuerySet[ModelT]:
    """The rows that belong to a client who is found so, or that fit `also`; all of them when nothing is looked for.

    No one plan serves rare and frequent names. What belongs to few clients is gathered first, by indexes and whatever
    the order of the list, and the list then names it. Of many clients, each row of the list is looked at: in its own
    order it soon comes upon enough of them. One query, two when few are found.

    Args:
        rows: What is filtered; has a column `party`.
        query: As typed.
        also: What else is found by it, through an index.
    """
    condition = matches(query)
    if condition is None:
        return rows if also is None else rows.filter(also)
    clients = _first(Party.objects.filter(condition))
    if len(clients) > FEW:
        return rows.filter(_either(matches(query, "party__"), also))
    theirs = _either(_one_of("party_id", clients), also)
    found = _first(rows.filter(theirs))
    return rows.filter(_one_of("pk", found) if len(found) <= FEW else theirs)


def _first(rows: QuerySet[Any]) -> list[UUID]:
    """Keys of the rows, of one more than few at most."""
    return list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])


def _one_of(column: str, keys: list[UUID]) -> Q:
    """The column is one of these, said as one value: thousands of values take longer to read than to find."""
    named = Value(keys, output_field=ArrayField(UUIDField()))
    return Q(Func(F(column), named, template="%(expressions)s)", arg_joiner=" = any(", output_field=BooleanField()))


def _either(one: Q | None, other: Q | None) -> Q:
    return (one or Q()) | (other or Q())
