"""Loan products in the words of the public pages."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kabinet.kernel.ui.formats import money_short
from kabinet.lending import presentation
from kabinet.lending.models import LoanProduct, Regime


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as visitors read it.

    Attributes:
        product: The product itself.
        code: Of its service.
        title: Of its service.
        sums: `from 10 000 ₽ to 300 000 ₽`.
        term: `from 3 to 24 months`.
        rate: `24 % a year`.
        rhythm: `once a month`.
        method: `equal payments`.
    """

    product: LoanProduct
    code: str
    title: str
    sums: str
    term: str
    rate: str
    rhythm: str
    method: str

    @property
    def gist(self) -> str:
        """The line under a product's title: its rate and its largest sum."""
        return _("%(rate)s, up to %(sum)s") % {"rate": self.rate, "sum": money_short(self.product.max_amount)}

    @property
    def slider(self) -> dict[str, str]:
        """Ends and step of the sum as a slider wants them."""
        ends = {"min": self.product.min_amount, "max": self.product.max_amount, "step": self.product.amount_step}
        return {name: f"{value:.2f}".removesuffix(".00") for name, value in ends.items()}

    @property
    def is_consumer(self) -> bool:
        """353-FZ applies."""
        return self.product.regime == Regime.CONSUMER

    @property
    def has_one_term(self) -> bool:
        """There is nothing to choose about the number of payments."""
        return self.product.min_payments == self.product.max_payments


def offer_of(product: LoanProduct) -> Offer:
    """The words for a product."""
    return Offer(
        product=product,
        code=product.service.code,
        title=product.service.title,
        sums=_range(product.min_amount, product.max_amount),
        term=_term(product),
        rate=presentation.rate_phrase(product.terms),
        rhythm=presentation.rhythm_phrase(product.terms),
        method=presentation.method_phrase(product.terms),
    )


def _range(least: Decimal, most: Decimal) -> str:
    if least == most:
        return money_short(least)
    return _("from %(least)s to %(most)s") % {"least": money_short(least), "most": money_short(most)}


def _term(product: LoanProduct) -> str:
    return presentation.duration_range(product.terms, product.min_payments, product.max_payments)
