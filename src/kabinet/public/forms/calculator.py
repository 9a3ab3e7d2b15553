"""The calculator: a product, a sum and a number of payments in; a quote, or what to put right, out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kabinet.kernel import clock
from kabinet.kernel.money import MoneyError, format_amount, parse_money
from kabinet.kernel.ui.inputs import TextField
from kabinet.lending import presentation
from kabinet.lending.engine import TermsError
from kabinet.lending.models import LoanProduct
from kabinet.lending.queries.products import Quote, nearest_amount, nearest_payments, quote_schedule
from kabinet.lending.rules import limit_problems


class CalculatorForm(forms.Form):
    """What the visitor chose; what the address leaves out is what the product shows first, what is emptied is empty."""

    product = TextField(required=False)
    amount = TextField(max_length=40, required=False)
    payments = TextField(max_length=12, required=False)

    def __init__(self, data: Mapping[str, Any], products: Sequence[LoanProduct], *, inside: bool = False) -> None:
        """Fill the form.

        Args:
            data: Parameters of the address.
            products: Products to choose from; at least one.
            inside: Move values to the product's limits instead of refusing them: the product has just changed.
        """
        self.products = {product.service.code: product for product in products}
        chosen = self.products.get(data.get("product", ""))
        self.chosen: LoanProduct = chosen or products[0]
        self.unknown_product = bool(data.get("product")) and chosen is None
        self.nearest: dict[str, str] = {}
        self.quote: Quote | None = None
        values = {
            "product": self.chosen.service.code,
            "amount": data.get("amount", amount_text(self.chosen.default_amount)),
            "payments": data.get("payments", str(self.chosen.default_payments)),
        }
        super().__init__(self._moved_inside(values) if inside else values)

    def _moved_inside(self, values: dict[str, str]) -> dict[str, str]:
        amount, payments = _money(values["amount"]), _count(values["payments"])
        if amount is None or payments is None:
            return {
                **values,
                "amount": amount_text(self.chosen.default_amount),
                "payments": str(self.chosen.default_payments),
            }
        return {
            **values,
            "amount": amount_text(nearest_amount(self.chosen, amount)),
            "payments": str(nearest_payments(self.chosen, payments)),
        }

    def clean_amount(self) -> Decimal:
        """Roubles."""
        message = _("Enter the sum in digits, for example 100 000.")
        try:
            amount = parse_money(self.cleaned_data["amount"])
        except MoneyError as error:
            question = message if error.code == "money.format" else error.message
            raise forms.ValidationError(question, code="amount") from error
        if amount <= 0:
            raise forms.ValidationError(message, code="amount")
        return amount

    def clean_payments(self) -> int:
        """How many."""
        payments = _count(self.cleaned_data["payments"])
        if payments is None:
            raise forms.ValidationError(_("Enter the number of payments in digits, for example 12."), code="payments")
        return payments

    def clean(self) -> None:
        """Hold the choice to the product and to the law, and work the loan out."""
        amount, payments = self.cleaned_data.get("amount"), self.cleaned_data.get("payments")
        for problem in limit_problems(self.chosen, amount, payments):
            nearest = problem.nearest
            self.nearest[problem.field] = amount_text(nearest) if isinstance(nearest, Decimal) else str(nearest)
            self.add_error(problem.field, forms.ValidationError(problem.message, code=problem.code))
        if amount is None or payments is None or self.errors:
            return
        try:
            quote = quote_schedule(self.chosen, amount, payments, clock.today())
        except TermsError as error:
            self.add_error("payments", presentation.terms_sentence(error))
            return
        if quote.breaches:
            self.add_error("amount", presentation.breach_sentence(quote.breaches[0]))
        else:
            self.quote = quote

    def suggestion(self) -> dict[str, str]:
        """The nearest values the product allows, when only limits are in the way; else empty."""
        if not self.nearest or set(self.errors) != set(self.nearest):
            return {}
        return {
            "product": self.chosen.service.code,
            "amount": self.nearest.get("amount", self["amount"].value()),
            "payments": self.nearest.get("payments", self["payments"].value()),
        }


def amount_text(amount: Decimal) -> str:
    """A sum as it stands in the calculator's field: `100 000`, with kopecks only when there are some."""
    return format_amount(amount).removesuffix(",00")


def _money(text: str) -> Decimal | None:
    try:
        amount = parse_money(text)
    except MoneyError:
        return None
    return amount if amount > 0 else None


def _count(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and 0 < len(digits) <= 4 else None
