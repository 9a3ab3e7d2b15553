"""Who may know of which client."""

from django.db.models import QuerySet

from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.parties.models import Party
from kabinet.parties.rights import SEE_CLIENTS


@access.scope(Party)
def parties_of(actor: Actor) -> QuerySet[Party]:
    """A client: the parties their account acts for. Staff with the right: all."""
    if actor.may(SEE_CLIENTS):
        return Party.objects.all()
    if actor.kind == "client":
        return Party.objects.filter(account_id=actor.user_id)
    return Party.objects.none()
