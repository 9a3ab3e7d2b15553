"""The loan calculator. Every number comes from the engine on the server; htmx only asks sooner."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kabinet.kernel.audience import open_page
from kabinet.kernel.ui.page import Page, show
from kabinet.lending.queries.products import open_products
from kabinet.public.calculation import Calculation, calculate


@dataclass(frozen=True)
class CalculatorPage(Page, template="public/calculator.html"):
    """The calculator by itself.

    Attributes:
        calculation: None while nothing is offered.
    """

    calculation: Calculation | None


@dataclass(frozen=True)
class Recalculated(Page, template="public/calculator/recalculated.html"):
    """What changes on the page when a number changes: the quote, the schedule, the error lines."""

    calculation: Calculation


@dataclass(frozen=True)
class AnotherProduct(Page, template="public/calculator/another_product.html"):
    """The calculator anew, with the limits of another product."""

    calculation: Calculation


@open_page
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The calculator's page; to htmx, the parts of it that changed.

    A half-typed number is no fault: parts always answer 200, while the page itself answers 422 to a wrong choice.
    """
    products = list(open_products())
    if not products:
        return show(request, CalculatorPage(None))
    if request.headers.get("HX-Request") != "true":
        calculation = calculate(request.GET, products)
        return show(request, CalculatorPage(calculation), status=calculation.status)
    changed = request.headers.get("HX-Trigger-Name") == "product"
    calculation = calculate(request.GET, products, inside=changed)
    response = show(request, AnotherProduct(calculation) if changed else Recalculated(calculation))
    if request.headers.get("HX-Current-URL", "").partition("?")[0].endswith(reverse("calculator")):
        response["HX-Replace-Url"] = f"{reverse('calculator')}?{calculation.query}"
    return response
