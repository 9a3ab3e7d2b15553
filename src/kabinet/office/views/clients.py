"""The client register and the documents of clients."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from kabinet.applications.queries.office import OfficeRow, applications_of_party, numbered
from kabinet.documents.models import Document
from kabinet.documents.queries import documents_of_party
from kabinet.identity.rights import SEE_APPLICATIONS
from kabinet.kernel import access, looks
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.files import file_response
from kabinet.kernel.ui.page import Page, show
from kabinet.lending.queries.loans import LoanLine, loans_of_party
from kabinet.lending.queries.office import contracts_like
from kabinet.office.client_facts import ToldChange, facts, told
from kabinet.office.forms.clients import ClientFilterForm
from kabinet.office.neighbours import Neighbours, neighbours
from kabinet.parties.models import Party
from kabinet.parties.queries import ClientCard, client_card, client_list
from kabinet.parties.rights import SEE_CLIENTS


@dataclass(frozen=True)
class ClientsPage(Page, template="office/clients/index.html"):
    """The register.

    Attributes:
        filtered: Whether the list is narrowed.
    """

    form: ClientFilterForm
    rows: list[Party]
    filtered: bool
    neighbours: Neighbours


@staff_page(SEE_CLIENTS)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The register, newest first, by kind, name, phone, INN, e-mail, numbers of applications and contracts."""
    actor, form = actor_of(request), ClientFilterForm(request.GET)
    search, kind = form.filters()
    also = [each.party_id for each in (*numbered(actor, search), *contracts_like(actor, search))]
    found = client_list(actor, search=search, kind=kind, cursor=request.GET.get("page", "")[:100], also=also)
    filtered = bool(search or kind)
    return show(request, ClientsPage(form, found.rows, filtered, neighbours(request, found)))


@dataclass(frozen=True)
class ClientPage(Page, template="office/clients/card.html"):
    """Everything the register knows of one client.

    Attributes:
        known: What is known, each value with its name.
        application_rows: Applications, newest first; none for those who see none.
        loan_lines: Loans, newest first.
        changes: Of the data, newest first.
    """

    found: ClientCard
    known: list[tuple[str, str]]
    application_rows: list[OfficeRow]
    loan_lines: list[LoanLine]
    documents: list[Document]
    changes: list[ToldChange]


@staff_page(SEE_CLIENTS)
@require_safe
def card(request: HttpRequest, party_id: UUID) -> HttpResponseBase:
    """Everything the register knows of one client."""
    actor = actor_of(request)
    found = client_card(actor, party_id)
    looks.record(actor, found.party, party_id=found.party.pk)
    page = ClientPage(
        found=found,
        known=facts(found),
        application_rows=applications_of_party(actor, party_id) if actor.may(SEE_APPLICATIONS) else [],
        loan_lines=loans_of_party(actor, party_id),
        documents=documents_of_party(actor, party_id),
        changes=[told(change) for change in found.changes],
    )
    return show(request, page)


@staff_page(SEE_CLIENTS)
@require_safe
def document(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Download a document; those an actor may not know of do not exist for them."""
    found = access.get(Document, actor_of(request), document_id, related=("file",))
    looks.record(actor_of(request), found, party_id=found.party_id)
    return file_response(found.file)
