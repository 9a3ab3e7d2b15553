"""Figures of the law in the setup."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kabinet.kernel import clock
from kabinet.kernel.access import Right, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.ui.refusals import attempt
from kabinet.lending.actions.add_regulatory_value import add_regulatory_value
from kabinet.lending.models import Regime, RegulatoryValue
from kabinet.lending.presentation import bucket_phrase
from kabinet.lending.queries.regulations import all_orders, regulatory_values
from kabinet.office.forms.setup import RegulationForm


@staff_page(Right.MANAGE_PRODUCTS)
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
        (RegulatoryValue.Code(code).label, _rows(list(rows)))
        for code, rows in groupby(regulatory_values(), key=attrgetter("code"))
    ]
    orders = [
        (
            Regime(regime).label,
            [(day, [bucket_phrase(name) for name in buckets], source) for day, buckets, source in rows],
        )
        for regime, rows in all_orders().items()
    ]
    return render(
        request, "office/setup/regulations.html", {"form": form, "groups": groups, "orders": orders}, status=status
    )


def _rows(rows: list[RegulatoryValue]) -> list[tuple[RegulatoryValue, Any]]:
    """Rows, newest first, each with whether it is in force, still to come, or past."""
    today = clock.today()
    in_force = next((row for row in rows if row.valid_from <= today), None)
    return [(row, "now" if row is in_force else "later" if row.valid_from > today else "past") for row in rows]
