"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kabinet.kernel.audience import open_page


@open_page
def home(request: HttpRequest) -> HttpResponse:
    """What the organisation lends, and a calculator."""
    return render(request, "public/home.html")
