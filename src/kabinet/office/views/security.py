"""What administrators watch: attempts and alarms, and who looked at whose data."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kabinet.identity.models import LoginCode
from kabinet.identity.queries import staff_names
from kabinet.kernel import looks as who_looked
from kabinet.kernel import security as traces
from kabinet.kernel.access import Right, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.errors import Words
from kabinet.kernel.models import Look, SecurityEvent
from kabinet.office.forms.staff import SecurityFilter
from kabinet.office.pages import links
from kabinet.parties.queries import party_names

SUBJECTS: Final[Mapping[str, tuple[str, Words]]] = {
    "parties.party": ("office_client", gettext_lazy("Client's card")),
    "applications.application": ("office_application", gettext_lazy("Application")),
    "lending.loan": ("office_loan", gettext_lazy("Loan")),
    "payments.payment": ("office_payment", gettext_lazy("Payment")),
    "documents.document": ("office_document", gettext_lazy("Document")),
}
"""What can be looked at: its page and its name."""


DETAILS: Final[Mapping[str, Words]] = {
    "why.asker": gettext_lazy("one network asks too much"),
    "why.address": gettext_lazy("one address is asked for too much"),
    "why.site": gettext_lazy("the whole site is asked too much"),
    "why.crowd": gettext_lazy("two ask for one address"),
    "why.password": gettext_lazy("many passwords for one address"),
    **{f"purpose.{value}": label for value, label in LoginCode.Purpose.choices},
    **{f"right.{value}": label for value, label in Right.choices},
}
"""What the codes of a trace mean; names of limits stand as they are."""


@staff_page(Right.SEE_SECURITY)
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Traces of attempts, newest first, with the counters of the last day."""
    actor = actor_of(request)
    form = SecurityFilter(request.GET, kinds=[(name, str(kind.title)) for name, kind in traces.KINDS.items()])
    kind, alarms = form.filters()
    page = traces.listing(actor, kind=kind, alarms=alarms, cursor=request.GET.get("page", "")[:100])
    names = staff_names({row.account_id for row in page.rows if row.account_id})
    context = {
        "form": form,
        "filtered": bool(kind or alarms),
        "counts": traces.counts_of_day(actor),
        "rows": [_trace(row, names) for row in page.rows],
        "tabs": _tabs("office_security"),
        **links(request, page),
    }
    return render(request, "office/security/events.html", context)


def _trace(row: SecurityEvent, names: dict[UUID, str]) -> dict[str, Any]:
    known = traces.KINDS.get(row.kind)
    who = names.get(row.account_id, _("a client")) if row.account_id else ""
    return {
        "at": row.happened_at,
        "title": traces.title_of(row.kind),
        "advice": known.advice if known and row.is_alarm else "",
        "is_alarm": row.is_alarm,
        "count": row.count,
        "network": row.network,
        "who": who,
        "detail": ", ".join(str(DETAILS.get(f"{name}.{value}", value)) for name, value in row.data.items()),
    }


@staff_page(Right.SEE_SECURITY)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who opened which card or document, newest first; of one client when the address names one."""
    actor = actor_of(request)
    party_id = _uuid(request.GET.get("party", ""))
    page = who_looked.listing(actor, party_id=party_id, cursor=request.GET.get("page", "")[:100])
    names = staff_names({row.actor_id for row in page.rows})
    wanted = {row.party_id for row in page.rows if row.party_id} | ({party_id} if party_id else set())
    clients = party_names(actor, wanted)
    context = {
        "rows": [_look(row, names, clients) for row in page.rows],
        "client": clients.get(party_id) if party_id else None,
        "filtered": party_id is not None,
        "tabs": _tabs("office_looks"),
        **links(request, page),
    }
    return render(request, "office/security/looks.html", context)


def _look(row: Look, names: dict[UUID, str], clients: dict[UUID, str]) -> dict[str, Any]:
    page, name = SUBJECTS.get(row.subject_kind, ("", row.subject_kind))
    return {
        "at": row.looked_at,
        "who": names.get(row.actor_id, _("a former colleague")),
        "what": name,
        "url": reverse(page, args=[row.subject_id]) if page else "",
        "client": clients.get(row.party_id, "") if row.party_id else "",
    }


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"title": title, "url": reverse(name), "current": name == current, "count": None}
        for name, title in (("office_security", _("Attempts and alarms")), ("office_looks", _("Who looked")))
    ]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
