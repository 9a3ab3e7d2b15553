"""End every session of an account."""

from django.db import transaction

from kabinet.identity.events import SIGNED_OUT_EVERYWHERE
from kabinet.identity.models import User
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor


@transaction.atomic
def sign_out_everywhere(*, actor: Actor) -> User:
    """End all sessions of the actor's account; the page that asks may keep its own by renewing it.

    Raises:
        Http404: The actor has no account.
    """
    user = access.get(User, actor, actor.user_id, lock=True)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    events.record(SIGNED_OUT_EVERYWHERE, actor=actor, subject=user)
    return user
