"""What the calculator shows: a choice of the visitor and what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from kabinet.kernel import clock
from kabinet.lending.models import LoanProduct
from kabinet.lending.queries.products import psk_range
from kabinet.public.forms.calculator import CalculatorForm
from kabinet.public.products import Offer, offer_of


@dataclass(frozen=True, slots=True)
class Calculation:
    """The calculator, filled in.

    Attributes:
        form: The choice, with its quote or with what is wrong.
        offers: What there is to choose from; at least one.
        offer: The chosen one.
        psk: The full cost of credit over its limits, per cent a year: the least and the most.
        fixed: The page is about one product; there is nothing to choose.
    """

    form: CalculatorForm
    offers: list[Offer]
    offer: Offer
    psk: tuple[Decimal, Decimal]
    fixed: bool

    @property
    def status(self) -> int:
        """Of a whole page: 422 when the choice needs a correction."""
        return 422 if self.form.errors else 200

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """The offers as a `choice` wants them."""
        return [(offer.code, offer.title, offer.gist) for offer in self.offers]

    @property
    def wanted(self) -> dict[str, str]:
        """What travels on to the application; nothing while there is no quote."""
        if self.form.quote is None:
            return {}
        return {
            "amount": f"{self.form.cleaned_data['amount']:.2f}",
            "payments": str(self.form.cleaned_data["payments"]),
        }

    @property
    def query(self) -> str:
        """The choice as parameters of an address."""
        return _query({name: self.form[name].value() for name in ("product", "amount", "payments")})

    @property
    def suggestion(self) -> dict[str, str]:
        """The nearest choice that the product allows, when only limits are in the way; else empty."""
        return self.form.suggestion()

    @property
    def suggested_query(self) -> str:
        """That choice as parameters of an address."""
        return _query(self.suggestion)


def calculate(
    choice: Mapping[str, Any], products: Sequence[LoanProduct], *, inside: bool = False, fixed: bool = False
) -> Calculation:
    """Fill the calculator in.

    Args:
        choice: What the visitor chose, as parameters of the address.
        products: Products to choose from; at least one.
        inside: Move values into the limits of the chosen product.
        fixed: The page is about one product.
    """
    form = CalculatorForm(choice, products, inside=inside)
    form.is_valid()
    offers = [offer_of(product) for product in products]
    return Calculation(
        form=form,
        offers=offers,
        offer=next(offer for offer in offers if offer.product == form.chosen),
        psk=psk_range(form.chosen, clock.today()),
        fixed=fixed,
    )


def _query(values: Mapping[str, str]) -> str:
    """Parameters of an address, without the spaces that group digits."""
    query = QueryDict(mutable=True)
    query.update({name: "".join(str(value).split()) for name, value in values.items()})
    return query.urlencode()
