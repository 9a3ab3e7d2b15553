"""Sums and numbers as people type them, read in one place and never guessed.

A group is three digits: `1 000 000`, `1.000.000,50` and `1'000'000` can be read in one way only. One mark with up to
two digits after it is a decimal mark: `85,5`, `85.50`. One mark with three digits after it could be either, and then
the person is asked (`85.000`: 85 000 or 85?). Units and outer spaces do not count. The browser repeats none of this.

Pure: no Django, so that the engines may use it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Final, NoReturn

from kabinet.kernel import text as texts

CODES: Final[Mapping[str, frozenset[str]]] = {
    "format": frozenset(),
    "spaces": frozenset(),
    "thousands": frozenset(),
    "kopecks": frozenset(),
    "unclear": frozenset({"many", "few"}),
}
"""Every code of `AmountError` with the names of its parameters."""

_LONGEST: Final = 60
_KOPECK: Final = Decimal("0.01")
_GROUP: Final = 3
_UNIT: Final = r"(?:₽|руб(?:\.|ль|ля|лей)?|[рp]\.?|ru[br]\.?)"
_KOPECKS: Final = r"(?P<kopecks>[0-9]{1,2}) ?коп(?:\.|ейка|ейки|еек)?"
_SUM: Final = re.compile(rf"(?:{_UNIT} ?)?(?P<sum>[^₽a-zа-я]*?) ?(?:{_UNIT}(?: {_KOPECKS})?)?", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"[0-9] ?(?:[кkmм]|тыс|т\. ?р|млн|млрд|миллион|миллиард)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?P<sign>[-\u2212]?) ?(?P<digits>[0-9][0-9 .,']*)")
_BESIDE_MARK: Final = re.compile(r" ?([.,']) ?")
_WHOLE: Final = re.compile(r"[0-9]{1,15}|[1-9][0-9]{0,2}(?P<mark>[ .,'])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
_GROUPS_OR_DECIMALS: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_DECIMALS: Final = re.compile(r"[0-9]{0,15}")


class AmountError(ValueError):
    """What was typed is no number, or could be two.

    Attributes:
        code: A key of `CODES`: `format`, `spaces` (digits in groups that are not threes), `thousands` (a word for
            them), `kopecks` (more than two digits after the mark), `unclear` (one mark before three digits).
        params: Of `unclear`: `many` and `few`, the two numbers it could be. This is the one refusal that repeats
            what was typed, since it asks about it; it is never logged.
    """

    def __init__(self, code: str, **params: Decimal) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Decimal] = params


def read_money(typed: str) -> Decimal:
    """A sum in roubles with two decimals: `1 250 000,50`, `1,000,000`, `85000 руб.`, `300 рублей 50 копеек`.

    Raises:
        AmountError: Of every code.
    """
    line = _line(typed)
    found = _SUM.fullmatch(line)
    if found is None:
        raise AmountError("thousands" if _THOUSANDS.search(line) else "format")
    number = _read(found["sum"], places=2)
    if found["kopecks"]:
        if number != number.to_integral_value():
            raise AmountError("format")
        kopecks = Decimal(found["kopecks"]) * _KOPECK
        return (number - kopecks if number.is_signed() else number + kopecks).quantize(_KOPECK)
    kept = number.quantize(_KOPECK)
    if len(str(number)) > len(str(kept)):
        raise AmountError("kopecks")
    return kept


def read_number(typed: str, places: int) -> Decimal:
    """A number as it is typed, with all its decimals.

    Args:
        typed: As typed.
        places: Digits that are expected after the mark; where three or more are, three are no question.

    Raises:
        AmountError: `format`, `spaces` or `unclear`.
    """
    return _read(_line(typed), places)


def _line(typed: str) -> str:
    if len(typed) > 4 * _LONGEST:
        raise AmountError("format")
    line = texts.fold_apostrophes(texts.one_line(typed))
    if len(line) > _LONGEST:
        raise AmountError("format")
    return line


def _read(line: str, places: int) -> Decimal:
    found = _NUMBER.fullmatch(line)
    if found is None:
        raise AmountError("format")
    digits = _BESIDE_MARK.sub(r"\1", found["digits"])
    whole, decimals = _split(digits, places)
    if not _WHOLE.fullmatch(whole) or not _DECIMALS.fullmatch(decimals):
        raise AmountError("spaces" if " " in digits else "format")
    number = Decimal(re.sub(r"[^0-9]", "", whole) + "." + (decimals or "0"))
    return -number if found["sign"] and number else number


def _split(digits: str, places: int) -> tuple[str, str]:
    """The whole part with the marks between its groups, and the digits after the decimal mark."""
    mark = next((sign for sign in reversed(digits) if sign in ".,"), "")
    if not mark or digits.count(mark) > 1:
        return digits, ""
    whole, _mark, decimals = digits.partition(mark)
    if places < _GROUP and _GROUPS_OR_DECIMALS.fullmatch(digits):
        _ask(whole, decimals)
    return whole, decimals


def _ask(whole: str, decimals: str) -> NoReturn:
    few = Decimal(f"{whole}.{decimals}").quantize(_KOPECK, rounding=ROUND_DOWN)
    raise AmountError("unclear", many=Decimal(whole + decimals), few=few)
