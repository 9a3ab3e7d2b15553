"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kabinet.kernel.audience import open_page
from kabinet.lending.queries.products import open_products
from kabinet.public.views.calculator import calculator_context


@open_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What a loan costs, before anything else: the calculator; then how it works and whom to ask."""
    return render(request, "public/home.html", calculator_context(request.GET, list(open_products())))
