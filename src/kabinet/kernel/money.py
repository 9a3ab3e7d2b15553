"""Sums of money: roubles as `Decimal` with two decimals, never floats."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.amounts import AmountError, read_money

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KOPECK = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("999999999999.99")
"""The largest sum a column holds: `numeric(14, 2)`."""

AMOUNT_TEXTS: Final[Mapping[str, _StrPromise]] = {
    "money.format": _("Enter the sum in digits, for example 15 000 or 15 000,50."),
    "money.spaces": _("Check the spaces: digits go in threes, for example 15 000 or 1 250 000."),
    "money.thousands": _("Enter the whole sum in digits, for example 85 000 for eighty-five thousand."),
    "money.kopecks": _("A sum has at most two digits after the point: those are kopecks."),
    "money.unclear": _("Is it %(many)s or %(few)s? Write roubles without points and commas, kopecks in two digits."),
}
"""The sentences of every way in which what was typed is no sum, with places for their parameters."""
_TEXTS: Final[Mapping[str, _StrPromise]] = {**AMOUNT_TEXTS, "money.too_large": _("This sum is too large.")}


class MoneyError(ValueError):
    """What was typed is not a sum.

    Attributes:
        code: `money.` and a code of `amounts.CODES`, or `money.too_large`.
        params: What the sentence names.
    """

    def __init__(self, code: str, **params: Decimal) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Decimal] = params

    @property
    def message(self) -> str:
        """One sentence for the person who typed it, in the language in force."""
        return str(_TEXTS[self.code]) % {name: format_money(value) for name, value in self.params.items()}


def parse_money(text: str) -> Decimal:
    """Read a sum as people type it: `1 250 000,50`, `1,000,000`, `300 руб.`; what could be two sums is asked about.

    Returns:
        Roubles with two decimals.

    Raises:
        MoneyError: The text is no sum, could be two, or exceeds what the books hold.
    """
    try:
        value = read_money(text)
    except AmountError as error:
        raise MoneyError(f"money.{error.code}", **error.params) from error
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


def money_field(**options: Any) -> models.DecimalField[Any, Any]:
    """A `numeric(14, 2)` column of roubles."""
    return models.DecimalField(max_digits=14, decimal_places=2, **options)
