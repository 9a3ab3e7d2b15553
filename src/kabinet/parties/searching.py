"""What the search of the register looks in, and what it looks for."""

import re
from collections.abc import Iterable

from django.db.models import Q

from kabinet.kernel.text import search_key

MAX_WORDS = 6
_DIGITS_AND_SIGNS = re.compile(r"[+0-9()\s.\-]+")


def search_text(*, names: Iterable[str], phone: str, email: str, inn: str) -> str:
    """Everything a client is found by, folded, in one text."""
    parts = [*names, phone.removeprefix("+"), email, inn]
    return " ".join(search_key(part) for part in parts if part)


def matches(query: str, column: str = "search_text") -> Q | None:
    """The condition of a search, or None when there is nothing to look for.

    A phone may be typed in any way: `8 (999) 123-45-67` finds +79991234567. Words may come in any order.

    Args:
        query: As typed.
        column: Path to `Party.search_text` from the model that is filtered.
    """
    folded = search_key(query[:200])
    if not folded:
        return None
    digits = re.sub(r"\D", "", folded)
    if digits and _DIGITS_AND_SIGNS.fullmatch(folded):
        number = digits[1:] if len(digits) == 11 and digits[0] in "78" else digits
        return Q(**{f"{column}__contains": number})
    condition = Q()
    for word in folded.split()[:MAX_WORDS]:
        condition &= Q(**{f"{column}__contains": word})
    return condition
