"""The loan calculator. Every number comes from the engine on the server; htmx only asks sooner."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kabinet.kernel import clock
from kabinet.kernel.audience import open_page
from kabinet.lending.models import LoanProduct
from kabinet.lending.queries.products import open_products, psk_range
from kabinet.public.forms.calculator import CalculatorForm
from kabinet.public.products import Offer, offer_of


@open_page
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The calculator's page; to htmx, the parts of it that changed.

    A half-typed number is no fault: parts always answer 200, while the page itself answers 422 to a wrong choice.
    """
    products = list(open_products())
    if request.headers.get("HX-Request") != "true" or not products:
        context = calculator_context(request.GET, products)
        return render(request, "public/calculator.html", context, status=status_of(context))
    changed = request.headers.get("HX-Trigger-Name") == "product"
    context = calculator_context(request.GET, products, inside=changed)
    part = "public/calculator/_calculator.html" if changed else "public/calculator/_answer.html"
    response = render(request, part, context)
    if request.headers.get("HX-Current-URL", "").partition("?")[0].endswith(reverse("calculator")):
        response["HX-Replace-Url"] = f"{reverse('calculator')}?{_address(context['form'])}"
    return response


def calculator_context(
    choice: Mapping[str, Any], products: Sequence[LoanProduct], *, inside: bool = False, fixed: bool = False
) -> dict[str, Any]:
    """What the calculator's templates show.

    Args:
        choice: What the visitor chose, as parameters of the address.
        products: Products to choose from; without any there is no calculator.
        inside: Move values into the limits of the chosen product.
        fixed: The page is about one product; there is nothing to choose.
    """
    if not products:
        return {"form": None, "offers": []}
    form = CalculatorForm(choice, products, inside=inside)
    form.is_valid()
    suggestion = form.suggestion()
    offers = [offer_of(product) for product in products]
    return {
        "form": form,
        "offers": offers,
        "offer": _chosen(offers, form.chosen),
        "options": [(offer.code, offer.title, offer.gist) for offer in offers],
        "fixed": fixed,
        "quote": form.quote,
        "psk": psk_range(form.chosen, clock.today()),
        "suggestion": suggestion,
        "suggestion_query": _query(suggestion) if suggestion else "",
        "wanted": _wanted(form),
    }


def status_of(context: dict[str, Any]) -> int:
    """422 when the visitor's choice needs a correction."""
    return 422 if context["form"] is not None and context["form"].errors else 200


def _wanted(form: CalculatorForm) -> dict[str, str]:
    """What travels on to the application."""
    if form.quote is None:
        return {}
    return {"amount": f"{form.cleaned_data['amount']:.2f}", "payments": str(form.cleaned_data["payments"])}


def _chosen(offers: list[Offer], product: LoanProduct) -> Offer:
    return next(offer for offer in offers if offer.product == product)


def _address(form: CalculatorForm) -> str:
    return _query({name: form[name].value() for name in ("product", "amount", "payments")})


def _query(values: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: "".join(str(value).split()) for name, value in values.items()})
    return query.urlencode()
