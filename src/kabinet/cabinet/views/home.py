"""The cabinet's first page: what must I do now, where are my applications, what do I owe?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kabinet.applications.queries.cabinet import OwnApplication, cabinet_applications
from kabinet.catalogue.models import Service
from kabinet.catalogue.queries import open_services
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.kernel.ui.page import Page, show
from kabinet.lending.queries.loans import LoanLine, home_loans

MOST_APPLICATIONS = 5


@dataclass(frozen=True)
class HomePage(Page, template="cabinet/home/home.html"):
    """The first page.

    Attributes:
        loans: Those not repaid, the most urgent first.
        drafts: Applications to go on with.
        sent: The newest of the others.
        more: Whether there are older ones.
        services: What can be applied for; only while nothing else is here.
    """

    loans: Sequence[LoanLine]
    drafts: Sequence[OwnApplication]
    sent: Sequence[OwnApplication]
    more: bool
    services: Sequence[Service]


@client_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Drafts to continue, what is owed, applications with their status."""
    actor = actor_of(request)
    rows = cabinet_applications(actor)
    sent = [row for row in rows if not row.application.is_draft]
    page = HomePage(
        loans=home_loans(actor),
        drafts=[row for row in rows if row.application.is_draft],
        sent=sent[:MOST_APPLICATIONS],
        more=len(sent) > MOST_APPLICATIONS,
        services=list(open_services()) if not rows else [],
    )
    return show(request, page)
