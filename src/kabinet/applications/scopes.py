"""Who may know of which application."""

from django.db.models import Q, QuerySet

from kabinet.applications.models import Application
from kabinet.identity.rights import SEE_APPLICATIONS
from kabinet.kernel import access
from kabinet.kernel.access import Actor


@access.scope(Application)
def applications_of(actor: Actor) -> QuerySet[Application]:
    """Visitors: drafts begun in this browser and not claimed yet. Clients: their own. Staff: received ones."""
    applications = Application.objects.all()
    if actor.kind == "system":
        return applications
    if actor.kind == "staff":
        if actor.may(SEE_APPLICATIONS):
            return applications.exclude(status=Application.Status.DRAFT)
        return applications.none()
    drafts = Q(account__isnull=True, status=Application.Status.DRAFT, pk__in=actor.drafts)
    if actor.kind == "visitor":
        return applications.filter(drafts)
    return applications.filter(Q(account_id=actor.user_id) | drafts)
