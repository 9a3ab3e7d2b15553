"""Say how to call the owner of an account."""

from django.db import transaction

from kabinet.identity.events import RENAMED
from kabinet.identity.models import User
from kabinet.identity.names import clean_name
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor


@transaction.atomic
def set_full_name(*, actor: Actor, full_name: str) -> User:
    """Change the name of the actor's own account. The name in the client register stays as documents have it.

    Raises:
        Refused: `identity.name_*`.
        Http404: The actor has no account.
    """
    name = clean_name(full_name)
    user = access.get(User, actor, actor.user_id, lock=True)
    if user.full_name != name:
        user.full_name = name
        user.save(update_fields=["full_name"])
        events.record(RENAMED, actor=actor, subject=user)
    return user
