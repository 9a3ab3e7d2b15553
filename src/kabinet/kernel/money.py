"""Sums of money: roubles as `Decimal` with two decimals, never floats."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.errors import Words

KOPECK = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("999999999999.99")
"""The largest sum a column holds: `numeric(14, 2)`."""

_SUM = re.compile(r"(?P<sign>-?)(?P<roubles>\d{1,15})(?:[.,](?P<kopecks>\d{1,2}))?")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")


_TEXTS = {
    "money.invalid": _("Enter a sum such as 1500 or 1500,50."),
    "money.too_large": _("This sum is too large."),
}


class MoneyError(ValueError):
    """What was typed is not a sum; `code` is `money.invalid` or `money.too_large`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> Words:
        """One sentence for the person who typed it."""
        return _TEXTS[self.code]


def parse_money(text: str) -> Decimal:
    """Read a sum as people type it: `1 250 000,50`, `1250000.5`, `300 ₽`.

    Returns:
        Roubles with two decimals.

    Raises:
        MoneyError: The text is no sum, has more than two decimals or exceeds what the books hold.
    """
    if len(text) > 40:
        raise MoneyError("money.invalid")
    cleaned = _SPACES.sub("", text).removesuffix("₽").removesuffix("руб.").removesuffix("р.")
    match = _SUM.fullmatch(cleaned)
    if match is None or not cleaned.isascii():
        raise MoneyError("money.invalid")
    value = Decimal(f"{match['sign']}{match['roubles']}.{match['kopecks'] or '0'}").quantize(KOPECK)
    if abs(value) > LARGEST:
        raise MoneyError("money.too_large")
    return value


def quantize(value: Decimal) -> Decimal:
    """Round to kopecks, halves away from zero."""
    return value.quantize(KOPECK, rounding=ROUND_HALF_UP)


def format_amount(value: Decimal) -> str:
    """A sum as Russians read it, without its unit: `1 250 000,00` with no-break spaces.

    Golos draws the narrow no-break space so thin that thousands run together; this one keeps them apart.
    """
    text = f"{quantize(value):,.2f}".replace(",", "\u00a0").replace(".", ",")
    return text.replace("-", "\u2212")


def format_money(value: Decimal) -> str:
    """A sum with its unit: `1 250 000,00 ₽`."""
    return f"{format_amount(value)}\u00a0₽"


def money_field(**options: Any) -> "models.DecimalField[Any, Any]":
    """A `numeric(14, 2)` column of roubles."""
    return models.DecimalField(max_digits=14, decimal_places=2, **options)
