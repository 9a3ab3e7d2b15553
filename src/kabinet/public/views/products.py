"""What the organisation lends."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kabinet.kernel import clock
from kabinet.kernel.audience import open_page
from kabinet.lending.queries.products import open_products, product_by_code, psk_range
from kabinet.public.products import offer_of
from kabinet.public.views.calculator import calculator_context, status_of


@open_page
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Every open product with its conditions and the range of its full cost."""
    today = clock.today()
    offers = [(offer_of(product), psk_range(product, today)) for product in open_products()]
    return render(request, "public/products/list.html", {"offers": offers})


@open_page
@require_safe
def product(request: HttpRequest, code: str) -> HttpResponse:
    """One product: conditions, calculator, application."""
    found = product_by_code(code)
    if found is None:
        raise Http404
    context = calculator_context({**request.GET.dict(), "product": code}, [found], fixed=True)
    return render(request, "public/products/product.html", context, status=status_of(context))
