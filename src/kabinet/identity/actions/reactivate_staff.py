"""Open the access of a member of staff again."""

from uuid import UUID

from django.db import transaction

from kabinet.identity.events import STAFF_REACTIVATED
from kabinet.identity.models import User
from kabinet.identity.rights import MANAGE_STAFF
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.freshness import require_fresh


@transaction.atomic
def reactivate_staff(*, actor: Actor, user_id: UUID) -> User:
    """Open the access of a member of staff again, with the roles they had.

    Raises:
        Denied: The actor lacks `MANAGE_STAFF`.
        Http404: There is no such member of staff.
        Refused: The proof of who asks is too old.
    """
    access.require(actor, MANAGE_STAFF)
    require_fresh(actor)
    user = access.get(User, actor, user_id, lock=True)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        events.record(STAFF_REACTIVATED, actor=actor, subject=user)
    return user
