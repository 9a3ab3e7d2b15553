"""What administrators watch: attempts and alarms, and who looked at whose data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kabinet.identity.presentation import trace_details
from kabinet.identity.queries import staff_names
from kabinet.kernel import looks as who_looked
from kabinet.kernel import security as traces
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.errors import Words
from kabinet.kernel.models import Look, SecurityEvent
from kabinet.kernel.rights import SEE_SECURITY
from kabinet.kernel.ui.page import Page, show
from kabinet.office.forms.staff import SecurityFilter
from kabinet.office.neighbours import Neighbours, neighbours
from kabinet.parties.queries import party_names

SUBJECTS: Final[Mapping[str, tuple[str, Words]]] = {
    "parties.party": ("office_client", gettext_lazy("Client's card")),
    "applications.application": ("office_application", gettext_lazy("Application")),
    "lending.loan": ("office_loan", gettext_lazy("Loan")),
    "payments.payment": ("office_payment", gettext_lazy("Payment")),
    "documents.document": ("office_document", gettext_lazy("Document")),
}
"""What can be looked at: its page and its name."""


@dataclass(frozen=True, slots=True)
class Side:
    """A side of the pages of security, as `tabs` draws it."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace of an attempt, ready to be read.

    Attributes:
        at: When.
        title: What was tried.
        advice: What to do about an alarm.
        count: How many times this hour.
        network: From where.
        who: Whose account; empty where nobody's.
        detail: What else is known.
    """

    at: datetime
    title: Words
    advice: Words
    is_alarm: bool
    count: int
    network: str
    who: str
    detail: str


@dataclass(frozen=True)
class TracesPage(Page, template="office/security/events.html"):
    """Attempts and alarms.

    Attributes:
        filtered: Whether the list is narrowed.
        counts: How many of each kind in the last day.
    """

    form: SecurityFilter
    filtered: bool
    counts: list[tuple[traces.Kind, int]]
    rows: list[Trace]
    sides: list[Side]
    neighbours: Neighbours


@staff_page(SEE_SECURITY)
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Traces of attempts, newest first, with the counters of the last day."""
    actor = actor_of(request)
    form = SecurityFilter(request.GET, kinds=[(name, str(kind.title)) for name, kind in traces.KINDS.items()])
    kind, alarms = form.filters()
    found = traces.listing(actor, kind=kind, alarms=alarms, cursor=request.GET.get("page", "")[:100])
    names = staff_names({row.account_id for row in found.rows if row.account_id})
    page = TracesPage(
        form=form,
        filtered=bool(kind or alarms),
        counts=traces.counts_of_day(actor),
        rows=[_trace(row, names) for row in found.rows],
        sides=_sides("office_security"),
        neighbours=neighbours(request, found),
    )
    return show(request, page)


def _trace(row: SecurityEvent, names: dict[UUID, str]) -> Trace:
    known = traces.KINDS.get(row.kind)
    return Trace(
        at=row.happened_at,
        title=traces.title_of(row.kind),
        advice=known.advice if known and row.is_alarm else "",
        is_alarm=row.is_alarm,
        count=row.count,
        network=row.network or "",
        who=names.get(row.account_id, _("a client")) if row.account_id else "",
        detail=trace_details(row.data),
    )


@dataclass(frozen=True, slots=True)
class ToldLook:
    """An opening of a card or document, ready to be read.

    Attributes:
        at: When.
        who: Who opened it.
        what: What it was.
        address: Its page; empty where it has none.
        client: Whose it is; empty where nobody's.
    """

    at: datetime
    who: str
    what: Words
    address: str
    client: str


@dataclass(frozen=True)
class LooksPage(Page, template="office/security/looks.html"):
    """Who looked.

    Attributes:
        client: Whose the list is narrowed to; None where the register has no such client.
        filtered: Whether it is narrowed.
    """

    rows: list[ToldLook]
    client: str | None
    filtered: bool
    sides: list[Side]
    neighbours: Neighbours


@staff_page(SEE_SECURITY)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who opened which card or document, newest first; of one client when the address names one."""
    actor = actor_of(request)
    party_id = _uuid(request.GET.get("party", ""))
    found = who_looked.listing(actor, party_id=party_id, cursor=request.GET.get("page", "")[:100])
    names = staff_names({row.actor_id for row in found.rows})
    wanted = {row.party_id for row in found.rows if row.party_id} | ({party_id} if party_id else set())
    clients = party_names(actor, wanted)
    page = LooksPage(
        rows=[_look(row, names, clients) for row in found.rows],
        client=clients.get(party_id) if party_id else None,
        filtered=party_id is not None,
        sides=_sides("office_looks"),
        neighbours=neighbours(request, found),
    )
    return show(request, page)


def _look(row: Look, names: dict[UUID, str], clients: dict[UUID, str]) -> ToldLook:
    page, name = SUBJECTS.get(row.subject_kind, ("", row.subject_kind))
    return ToldLook(
        at=row.looked_at,
        who=names.get(row.actor_id, _("a former colleague")),
        what=name,
        address=reverse(page, args=[row.subject_id]) if page else "",
        client=clients.get(row.party_id, "") if row.party_id else "",
    )


def _sides(current: str) -> list[Side]:
    return [
        Side(title, reverse(name), name == current)
        for name, title in (("office_security", _("Attempts and alarms")), ("office_looks", _("Who looked")))
    ]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
