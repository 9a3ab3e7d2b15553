"""Figures of the law in the setup."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kabinet.kernel import clock
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import attempt
from kabinet.lending.models import Regime
from kabinet.lending.queries.regulations import all_orders
from kabinet.office.forms.setup import RegulationForm
from kabinet.organisation.actions.add_regulatory_value import add_regulatory_value
from kabinet.organisation.models import RegulatoryValue
from kabinet.organisation.queries.regulations import regulatory_values
from kabinet.organisation.rights import MANAGE_REGULATIONS, SEE_REGULATIONS


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the law, and whether it is in force: `past`, `now` or `later`."""

    row: RegulatoryValue
    when: str


@dataclass(frozen=True)
class RegulationsPage(Page, template="office/setup/regulations.html"):
    """Figures of the law.

    Attributes:
        groups: Figures of one kind, newest first, each group with its name.
        orders: Orders of allocation of one regime, newest first, each group with its name.
    """

    form: RegulationForm
    groups: list[tuple[str, list[Figure]]]
    orders: list[tuple[str, list[tuple[date, tuple[str, ...], str]]]]


@staff_page(SEE_REGULATIONS, change=MANAGE_REGULATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Dated figures with their sources; a POST adds one. Rows are never changed: contracts refer to them."""
    if request.method != "POST":
        return _page(request, RegulationForm())
    form = RegulationForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: add_regulatory_value(actor=actor_of(request), **values)) is not None:
            messages.success(request, _("The figure is added."))
            return redirect("office_regulations")
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: RegulationForm, *, status: int = 200) -> HttpResponse:
    groups = [
        (str(RegulatoryValue.Code(code).label), _figures(list(rows)))
        for code, rows in groupby(regulatory_values(), key=attrgetter("code"))
    ]
    orders = [(str(Regime(regime).label), rows) for regime, rows in all_orders().items()]
    return show(request, RegulationsPage(form, groups, orders), status=status)


def _figures(rows: list[RegulatoryValue]) -> list[Figure]:
    """Rows of one kind, newest first."""
    today = clock.today()
    in_force = next((row for row in rows if row.valid_from <= today), None)
    return [Figure(row, "now" if row is in_force else "later" if row.valid_from > today else "past") for row in rows]
