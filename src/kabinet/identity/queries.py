"""What pages read of accounts."""

from django.db.models import QuerySet

from kabinet.identity.models import User
from kabinet.kernel import access
from kabinet.kernel.access import Actor, Right


def staff(actor: Actor) -> QuerySet[User]:
    """The staff, those with access first, by name. One query.

    Raises:
        Denied: The actor lacks `Right.MANAGE_STAFF`.
    """
    access.require(actor, Right.MANAGE_STAFF)
    return access.visible(User, actor).exclude(roles=[]).order_by("-is_active", "full_name", "pk")


def own_account(actor: Actor) -> User:
    """The actor's account.

    Raises:
        Http404: They have none.
    """
    return access.get(User, actor, actor.user_id)
