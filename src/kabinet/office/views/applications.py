"""Received applications: the list."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kabinet.applications.queries.office import OfficeRow, office_applications
from kabinet.applications.queries.queue import is_late, late_until
from kabinet.config.environment import environment
from kabinet.identity.queries import managers
from kabinet.identity.rights import SEE_APPLICATIONS
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.ui.page import Page, show
from kabinet.lending.queries.office import contracts_like
from kabinet.lending.queries.products import all_products
from kabinet.office.forms.applications import ApplicationFilterForm
from kabinet.office.neighbours import Neighbours, neighbours

PAGE: Final = 50
"""Rows on a page."""


@dataclass(frozen=True, slots=True)
class ListedApplication:
    """A line of a list of applications, and whether it has waited for its decision too long."""

    row: OfficeRow
    is_late: bool


@dataclass(frozen=True)
class ApplicationsPage(Page, template="office/applications/index.html"):
    """Received applications.

    Attributes:
        filtered: Whether the list is narrowed.
    """

    form: ApplicationFilterForm
    lines: list[ListedApplication]
    filtered: bool
    neighbours: Neighbours


@staff_page(SEE_APPLICATIONS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Received applications, newest first, by borrower, status, product, day and manager."""
    actor = actor_of(request)
    form = ApplicationFilterForm(request.GET, products=list(all_products()), managers=managers(actor))
    filters = form.filters()
    also = [each.application_id for each in contracts_like(actor, filters.search)]
    found = office_applications(actor, filters, cursor=request.GET.get("page", "")[:100], size=PAGE, also=also)
    until = late_until(environment().review_days)
    page = ApplicationsPage(
        form=form,
        lines=[ListedApplication(row, is_late(row.application, until)) for row in found.rows],
        filtered=any(request.GET.get(name) for name in form.fields),
        neighbours=neighbours(request, found),
    )
    return show(request, page)
