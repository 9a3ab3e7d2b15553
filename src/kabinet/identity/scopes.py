"""Which accounts an actor may know of."""

from django.db.models import QuerySet

from kabinet.identity.models import User
from kabinet.identity.rights import SEE_STAFF
from kabinet.kernel import access
from kabinet.kernel.access import Actor


@access.scope(User)
def accounts_of(actor: Actor) -> QuerySet[User]:
    """The system knows all accounts, who manages staff knows the staff, everybody knows their own."""
    if actor.kind == "system":
        return User.objects.all()
    if actor.may(SEE_STAFF):
        return User.objects.exclude(roles=[])
    if actor.user_id is None:
        return User.objects.none()
    return User.objects.filter(pk=actor.user_id)
