"""Answers as people read them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from kabinet.kernel.ui import formats
from kabinet.questionnaires.engine import Formatter


class PageFormatter:
    """Sums, dates and addresses as pages show them."""

    def money(self, amount: Decimal) -> str:
        """`1 250 000 ₽`."""
        return formats.money_short(amount)

    def number(self, number: Decimal, unit: str) -> str:
        """`12 чел.`."""
        text = f"{number:f}".replace(".", ",")
        return f"{text}{formats.HARD_SPACE}{unit}" if unit else text

    def day(self, day: date) -> str:
        """`21 ноября 2026`."""
        return formats.date_long(day)

    def yes_no(self, answer: bool) -> str:
        """Yes or no in the reader's language."""
        return _("Yes") if answer else _("No")

    def address(self, parts: Mapping[str, str]) -> str:
        """The parts with commas, house and flat named."""
        named = {"house": _("house %(number)s"), "flat": _("flat %(number)s")}
        return ", ".join(named[part] % {"number": text} if part in named else text for part, text in parts.items())


PAGE: Final[Formatter] = PageFormatter()
