"""Connections to outside services: which there are, what each has to know, and whether it answers."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.applications.timeline import timeline
from kabinet.identity.fresh import fresh_page, fresh_page_for
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.connections import configured
from kabinet.kernel.connections.actions.ask_for_check import ask_for_check
from kabinet.kernel.connections.actions.put_connection_first import put_connection_first
from kabinet.kernel.connections.actions.save_connection import save_connection
from kabinet.kernel.connections.actions.switch_connection import switch_connection
from kabinet.kernel.connections.catalogue import KINDS, PROVIDERS, Kind, Provider, providers_of
from kabinet.kernel.connections.configured import Configured
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Connection
from kabinet.kernel.rights import MANAGE_CONNECTIONS, SEE_CONNECTIONS
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import attempt
from kabinet.kernel.web.revisions import revision_in
from kabinet.office.forms.connections import ConnectionForm, TrialForm
from kabinet.office.story import Line, overtaken, tell


@dataclass(frozen=True, slots=True)
class KindOfService:
    """A kind with what is set up of it and what could be.

    Attributes:
        kind: The kind.
        connections: What is set up, the first first.
        providers: What is not.
    """

    kind: Kind
    connections: list[Configured]
    providers: list[Provider]

    @property
    def is_chosen_by_operator(self) -> bool:
        """Whether the environment names the provider, so that the office's order says nothing."""
        return any(each.is_chosen for each in self.connections)

    @property
    def in_use(self) -> str:
        """Name of the provider that is asked first; empty when none works."""
        return next((each.provider.name for each in self.connections if each.works), "")


@dataclass(frozen=True)
class ConnectionsPage(Page, template="office/connections/index.html"):
    """All kinds of services."""

    kinds: list[KindOfService]


@dataclass(frozen=True)
class ConnectionPage(Page, template="office/connections/card.html"):
    """One provider.

    Attributes:
        kind: Of the service.
        provider: Which.
        known: What is set up; None for a new one.
        form: What it has to know.
        trial: Where a test message goes; None where nothing can be tried.
        others: Whose change came while the page was open.
        story: What was changed and by whom; never values of secrets.
    """

    kind: Kind
    provider: Provider
    known: Configured | None
    form: ConnectionForm
    trial: TrialForm | None
    others: Line | None
    story: list[Line]


@dataclass(frozen=True)
class VerdictPage(Page, template="office/connections/verdict.html"):
    """What came of a check: asked for again while the answer is still to come."""

    known: Configured | None


@staff_page(SEE_CONNECTIONS)
@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """Kinds of services with what is set up."""
    return show(request, ConnectionsPage([_kind(kind) for kind in KINDS.values()]))


def _kind(kind: Kind) -> KindOfService:
    there = configured.fresh(kind.name)
    names = {each.provider.name for each in there}
    return KindOfService(kind, there, [each for each in providers_of(kind.name) if each.name not in names])


@staff_page(SEE_CONNECTIONS, change=MANAGE_CONNECTIONS)
@fresh_page_for(MANAGE_CONNECTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def connection(request: HttpRequest, kind: str, provider: str) -> HttpResponse:
    """What a provider has to know."""
    actor, service = actor_of(request), _provider(kind, provider)
    known = _known(kind, provider)
    form = ConnectionForm(request.POST or None, provider=service, known=known)
    seen = revision_in(request)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: save_connection(actor=actor, kind=kind, provider=provider, values=form.values, revision=seen),
        )
        if saved is not None:
            _say_saved(request, kind, provider)
            return redirect("office_connection", kind, provider)
        known = _known(kind, provider)
    return show(request, _page(service, known, form, seen), status=422 if form.errors else 200)


def _say_saved(request: HttpRequest, kind: str, provider: str) -> None:
    if request.POST.get("then") == "check":
        ask_for_check(actor=actor_of(request), kind=kind, provider=provider)
        messages.success(request, _("Saved. Whether the service answers is shown below."))
    else:
        messages.success(request, _("Saved. Check the connection now."))


def _page(service: Provider, known: Configured | None, form: ConnectionForm, seen: int | None) -> ConnectionPage:
    row = known.row if known else None
    return ConnectionPage(
        kind=KINDS[service.kind],
        provider=service,
        known=known,
        form=form,
        trial=TrialForm() if KINDS[service.kind].trial else None,
        others=overtaken(seen, row.revision, [row]) if row else None,
        story=tell(timeline([row], for_client=False)) if row else [],
    )


def _provider(kind: str, provider: str) -> Provider:
    found = PROVIDERS.get((kind, provider))
    if found is None:
        raise Http404
    return found


def _known(kind: str, provider: str) -> Configured | None:
    return next((each for each in configured.fresh(kind) if each.provider.name == provider), None)


def _row(kind: str, provider: str) -> Connection:
    _provider(kind, provider)
    known = _known(kind, provider)
    if known is None or known.row is None:
        raise Http404
    return known.row


@staff_page(MANAGE_CONNECTIONS)
@fresh_page
@require_POST
def switch(request: HttpRequest, kind: str, provider: str) -> HttpResponse:
    """Use a connection, or no longer."""
    on = request.POST.get("on") == "yes"
    switch_connection(actor=actor_of(request), connection_id=_row(kind, provider).pk, on=on)
    messages.success(
        request, _("The connection is used from now on.") if on else _("The connection is no longer used.")
    )
    return redirect("office_connections")


@staff_page(MANAGE_CONNECTIONS)
@fresh_page
@require_POST
def first(request: HttpRequest, kind: str, provider: str) -> HttpResponse:
    """Use a connection before the others."""
    put_connection_first(actor=actor_of(request), connection_id=_row(kind, provider).pk)
    messages.success(request, _("It is asked first from now on."))
    return redirect("office_connections")


@staff_page(MANAGE_CONNECTIONS)
@fresh_page
@require_POST
def check(request: HttpRequest, kind: str, provider: str) -> HttpResponse:
    """Have the service asked whether it knows us, or a test message sent."""
    _provider(kind, provider)
    typed = request.POST.get("typed", "")[:500].strip()
    try:
        ask_for_check(actor=actor_of(request), kind=kind, provider=provider, typed=typed)
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect("office_connection", kind, provider)


@staff_page(SEE_CONNECTIONS)
@require_safe
def verdict(request: HttpRequest, kind: str, provider: str) -> HttpResponse:
    """What came of the check; answers 286 once it is there, which ends the asking."""
    known = _known(kind, provider)
    still_asking = known is not None and known.row is not None and known.row.is_being_checked
    return show(request, VerdictPage(known), status=200 if still_asking else 286)
