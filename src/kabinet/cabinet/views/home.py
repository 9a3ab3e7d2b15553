"""The cabinet's first page: what must I do now, where are my applications, what do I owe."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kabinet.applications.queries import cabinet_applications
from kabinet.catalogue.queries import open_services
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.lending.queries.loans import home_loans

MOST_APPLICATIONS = 5


@client_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Drafts to continue, what is owed, applications with their status."""
    actor = actor_of(request)
    rows = cabinet_applications(actor)
    sent = [row for row in rows if not row.application.is_draft]
    return render(
        request,
        "cabinet/home/home.html",
        {
            "drafts": [row for row in rows if row.application.is_draft],
            "sent": sent[:MOST_APPLICATIONS],
            "more": len(sent) > MOST_APPLICATIONS,
            "home_loans": home_loans(actor),
            "services": list(open_services()) if not rows else [],
        },
    )
