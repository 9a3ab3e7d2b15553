"""The first page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kabinet.kernel.audience import open_page
from kabinet.kernel.ui.page import Page, show
from kabinet.lending.queries.products import open_products
from kabinet.public.calculation import Calculation, calculate


@dataclass(frozen=True)
class HomePage(Page, template="public/home.html"):
    """What a loan costs, before anything else: the calculator; then how it works and whom to ask.

    Attributes:
        calculation: None while nothing is offered.
    """

    calculation: Calculation | None


@open_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page, whatever the address asks the calculator for."""
    products = list(open_products())
    return show(request, HomePage(calculate(request.GET, products) if products else None))
