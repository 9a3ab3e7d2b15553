"""Close the access of a member of staff."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.identity.events import STAFF_DEACTIVATED
from kabinet.identity.models import User
from kabinet.identity.rights import MANAGE_STAFF
from kabinet.identity.staff import hold_administrators, refuse_losing_last_administrator
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.freshness import require_fresh


@transaction.atomic
def deactivate_staff(*, actor: Actor, user_id: UUID) -> User:
    """Close the access of a member of staff; their sessions end at once.

    Raises:
        Denied: The actor lacks `MANAGE_STAFF`.
        Http404: There is no such member of staff.
        Refused: The proof of who asks is too old, `identity.last_administrator`, or `identity.own_access`.
    """
    access.require(actor, MANAGE_STAFF)
    require_fresh(actor)
    administrators = hold_administrators()
    user = access.get(User, actor, user_id, lock=True)
    if not user.is_active:
        return user
    refuse_losing_last_administrator(administrators, user)
    if user.pk == actor.user_id:
        raise Refused("identity.own_access", _("You cannot close your own access. Ask another administrator."))
    user.is_active = False
    user.session_epoch += 1
    user.save(update_fields=["is_active", "session_epoch"])
    events.record(STAFF_DEACTIVATED, actor=actor, subject=user)
    return user
