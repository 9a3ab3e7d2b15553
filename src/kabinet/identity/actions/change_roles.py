"""Change what a member of staff may do."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.identity.events import ROLES_CHANGED
from kabinet.identity.models import User
from kabinet.identity.rights import MANAGE_STAFF
from kabinet.identity.roles import Role
from kabinet.identity.staff import clean_roles, hold_administrators, refuse_losing_last_administrator
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Stale
from kabinet.kernel.freshness import require_fresh


@transaction.atomic
def change_roles(*, actor: Actor, user_id: UUID, roles: Iterable[str], seen: Iterable[str] | None = None) -> User:
    """Replace the roles of a member of staff.

    Args:
        actor: Needs `MANAGE_STAFF`.
        user_id: Whose roles.
        roles: Values of `Role`.
        seen: The roles that the page showed; None skips the check.

    Raises:
        Denied: The actor lacks the right.
        Http404: There is no such member of staff.
        Stale: Somebody else has changed the roles since the page was opened.
        Refused: The proof of who asks is too old,
            `identity.roles_*`, or nobody would administer the site any more (`identity.last_administrator`).
    """
    access.require(actor, MANAGE_STAFF)
    require_fresh(actor)
    cleaned = clean_roles(roles)
    administrators = hold_administrators()
    user = access.get(User, actor, user_id, lock=True)
    if user.roles == cleaned:
        return user
    if seen is not None and set(seen) != set(user.roles):
        now = ", ".join(str(Role(role).label) for role in user.roles)
        raise Stale("staff.stale", _("The roles were changed meanwhile. Now they are: %(roles)s.") % {"roles": now})
    if Role.ADMINISTRATOR not in cleaned:
        refuse_losing_last_administrator(administrators, user)
    old, user.roles = user.roles, cleaned
    user.save(update_fields=["roles"])
    events.record(ROLES_CHANGED, actor=actor, subject=user, data={"old": old, "new": cleaned})
    return user
