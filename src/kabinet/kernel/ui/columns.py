"""Columns of a table, declared once: title, cell, look, order and sum."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from operator import attrgetter
from typing import Any, Literal

from kabinet.kernel.ui import formats

Kind = Literal["text", "money", "sum", "number", "phone", "day", "moment"]
_WRITTEN: dict[str, Callable[[Any], Any]] = {
    "text": lambda value: "" if value is None else value,
    "money": formats.money_plain,
    "sum": formats.money_short,
    "number": lambda value: "" if value is None else value,
    "phone": formats.phone,
    "day": formats.date_short,
    "moment": formats.datetime_short,
}
_LOOKS = {
    "money": "money",
    "sum": "money",
    "number": "number-cell",
    "phone": "nowrap",
    "day": "nowrap",
    "moment": "nowrap",
}


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        title: What stands above it and, where a row is a card, beside each cell.
        cell: A macro that draws the cell of a row, or the name of an attribute or a method: `loan.party.display_name`.
        kind: How an attribute is written and aligned: money without its unit, a sum with it, a day, a moment.
        empty: What stands where the attribute says nothing.
        look: Further classes of its cells.
        head: Whether it names the row; one of a table does.
        phones: Whether the cards of phones have it.
        sort: The value of `order` in the address that sorts by it; empty where nothing does.
        total: What stands under it, written already.
    """

    title: Any
    cell: Callable[[Any], Any] | str
    kind: Kind = "text"
    empty: str = ""
    look: str = ""
    head: bool = False
    phones: bool = True
    sort: str = ""
    total: Any = ""

    @cached_property
    def classes(self) -> str:
        """Classes of its cells."""
        return " ".join(filter(None, [self.alignment, self.look, "" if self.phones else "no-card"]))

    @property
    def alignment(self) -> str:
        """The class of its total, which has a place of its own whatever the look of the cells."""
        return _LOOKS.get(self.kind, "")

    def draw(self, row: Any) -> Any:
        """What the cell of a row says."""
        if not isinstance(self.cell, str):
            return self.cell(row)
        found = _getter(self.cell)(row)
        written = _WRITTEN[self.kind](found() if callable(found) else found)
        return self.empty if written == "" else written


_getter = cache(attrgetter)


def column(title: Any, cell: Callable[[Any], Any] | str, **options: Any) -> Column:
    """A column, as pages declare it: `column(_("Sum"), "amount", kind="money")`."""
    return Column(title, cell, **options)
