"""Received applications: the list."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kabinet.applications.office import office_applications
from kabinet.applications.queue import is_late, late_until
from kabinet.config.environment import environment
from kabinet.identity.queries import managers
from kabinet.kernel.access import Right, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.lending.queries.products import all_products
from kabinet.office.forms.applications import ApplicationFilterForm
from kabinet.office.pages import links

PAGE: Final = 50
"""Rows on a page."""


@staff_page(Right.SEE_APPLICATIONS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Received applications, newest first, by borrower, status, product, day and manager."""
    actor = actor_of(request)
    form = ApplicationFilterForm(request.GET, products=list(all_products()), managers=managers(actor))
    page = office_applications(actor, form.filters(), cursor=request.GET.get("page", "")[:100], size=PAGE)
    until = late_until(environment().review_days)
    rows = [(row, is_late(row.application, until)) for row in page.rows]
    filtered = any(request.GET.get(name) for name in form.fields)
    context = {"form": form, "rows": rows, "filtered": filtered, **links(request, page)}
    return render(request, "office/applications/index.html", context)
