"""What the organisation lends."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kabinet.kernel import clock
from kabinet.kernel.audience import open_page
from kabinet.kernel.ui.page import Page, show
from kabinet.lending.queries.products import open_products, product_by_code, psk_range
from kabinet.public.calculation import Calculation, calculate
from kabinet.public.products import Offer, offer_of


@dataclass(frozen=True)
class ProductsPage(Page, template="public/products/list.html"):
    """Every open product.

    Attributes:
        offers: Each with the full cost of credit over its limits, per cent a year: the least and the most.
    """

    offers: Sequence[tuple[Offer, tuple[Decimal, Decimal]]]


@dataclass(frozen=True)
class ProductPage(Page, template="public/products/product.html"):
    """One product."""

    calculation: Calculation


@open_page
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Every open product with its conditions and the range of its full cost."""
    today = clock.today()
    offers = [(offer_of(product), psk_range(product, today)) for product in open_products()]
    return show(request, ProductsPage(offers))


@open_page
@require_safe
def product(request: HttpRequest, code: str) -> HttpResponse:
    """One product: conditions, calculator, application."""
    found = product_by_code(code)
    if found is None:
        raise Http404
    calculation = calculate({**request.GET.dict(), "product": code}, [found], fixed=True)
    return show(request, ProductPage(calculation), status=calculation.status)
