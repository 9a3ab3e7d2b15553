"""What can be wrong with an answer, as codes and parameters.

The engine never writes sentences: a face turns a problem into words in the reader's language
(`kabinet.questionnaires.messages`). A problem never carries what was typed, only counts and limits; but for a
number that can be read in two ways: its question names both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from kabinet.kernel.amounts import CODES as AMOUNT_CODES
from kabinet.kernel.identifiers import ERROR_CODES as IDENTIFIER_CODES

Param = str | int | Decimal | date

PROBLEM_CODES: Final[Mapping[str, frozenset[str]]] = {
    **IDENTIFIER_CODES,
    "unknown_field": frozenset(),
    "item.gone": frozenset(),
    "type": frozenset(),
    "required": frozenset(),
    "required.choice": frozenset(),
    "required.consent": frozenset(),
    "required.file": frozenset(),
    "text.control": frozenset(),
    "text.line_break": frozenset(),
    "text.too_long": frozenset({"maximum", "count"}),
    "text.too_short": frozenset({"minimum", "count"}),
    "text.name": frozenset(),
    "text.digits": frozenset(),
    "number.format": frozenset(),
    "number.spaces": frozenset(),
    "number.unclear": frozenset({"many", "few"}),
    "number.whole": frozenset(),
    "number.decimals": frozenset({"maximum"}),
    "number.too_small": frozenset({"minimum"}),
    "number.too_big": frozenset({"maximum"}),
    "number.step": frozenset({"step", "minimum"}),
    **{f"money.{code}": params for code, params in AMOUNT_CODES.items()},
    "money.too_small": frozenset({"minimum"}),
    "money.too_big": frozenset({"maximum"}),
    "money.step": frozenset({"step", "minimum"}),
    "date.format": frozenset(),
    "date.year": frozenset(),
    "date.impossible": frozenset(),
    "date.too_early": frozenset({"minimum"}),
    "date.too_late": frozenset({"maximum"}),
    "date.too_young": frozenset({"years"}),
    "date.too_old": frozenset({"years"}),
    "choice.unknown": frozenset(),
    "choice.too_few": frozenset({"minimum", "count"}),
    "choice.too_many": frozenset({"maximum", "count"}),
    "yes_no.unknown": frozenset(),
    "address.index": frozenset(),
    "address.incomplete": frozenset(),
    "file.reference": frozenset(),
    "file.empty": frozenset(),
    "file.kind": frozenset({"allowed"}),
    "file.too_big": frozenset({"maximum"}),
    "file.too_many": frozenset({"maximum", "count"}),
    "item.blank": frozenset(),
    "group.too_many": frozenset({"maximum", "count"}),
    "group.too_few": frozenset({"minimum", "count"}),
}
"""Every code the engine can answer with, and the names of its parameters."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right.

    Attributes:
        path: Where: a field's code, `group.key.field` in a repeated group and
            `group.key` for a whole item of it, with `.part` for a part of an address.
        code: What is wrong, a key of `PROBLEM_CODES`.
        params: Counts and limits that the sentence names; of an unclear number, the two it could be.
    """

    path: str
    code: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)

    def at(self, path: str) -> Problem:
        """The same problem at another path."""
        return replace(self, path=path)
