"""Who may know of which document."""

from django.db.models import Q, QuerySet

from kabinet.documents.models import Document
from kabinet.identity.rights import SEE_APPLICATIONS
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.parties.rights import SEE_CLIENTS


@access.scope(Document)
def documents_of(actor: Actor) -> QuerySet[Document]:
    """Visitors: what they uploaded to drafts of this browser. Clients: their own. Staff: those of known clients."""
    documents = Document.objects.all()
    if actor.kind == "system":
        return documents
    if actor.kind == "staff":
        received = documents.filter(party__isnull=False)
        return received if actor.may(SEE_CLIENTS) or actor.may(SEE_APPLICATIONS) else documents.none()
    drafts = Q(account__isnull=True, party__isnull=True, application_id__in=actor.drafts)
    if actor.kind == "visitor":
        return documents.filter(drafts)
    own = Q(account_id=actor.user_id) | Q(party__account_id=actor.user_id)
    return documents.filter(own | drafts)
