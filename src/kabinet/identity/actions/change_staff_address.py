"""Give a member of staff another address to sign in with."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kabinet.identity.addresses import hold_address, parse_address
from kabinet.identity.events import STAFF_ADDRESS_CHANGED
from kabinet.identity.models import User
from kabinet.identity.owned import address_to_warn
from kabinet.identity.ports import code_sender
from kabinet.identity.rights import MANAGE_STAFF
from kabinet.identity.staff import address_taken
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.freshness import require_fresh


@transaction.atomic
def change_staff_address(*, actor: Actor, user_id: UUID, address: str) -> User:
    """Replace the work phone or e-mail of a member of staff, end their sessions and warn the old address.

    The new one counts as proved when its owner signs in with a code.

    Args:
        actor: Needs `MANAGE_STAFF` and a fresh proof.
        user_id: Whose address.
        address: Phone or e-mail as typed; the one of the same kind is replaced.

    Raises:
        Denied: The actor lacks the right.
        Http404: There is no such member of staff.
        Refused: The address does not fit or belongs to another account (`identity.address_taken`), it is the actor's
            own account (`identity.own_address`), or the proof is too old.
    """
    access.require(actor, MANAGE_STAFF)
    require_fresh(actor)
    parsed = parse_address(address)
    hold_address(parsed.key)
    user = access.get(User, actor, user_id, lock=True)
    if user.pk == actor.user_id:
        raise Refused("identity.own_address", _("Another administrator changes your own address."), field="address")
    column = parsed.column
    if getattr(user, column) == parsed.value:
        return user
    to_warn = address_to_warn(user, parsed)
    setattr(user, column, parsed.value)
    setattr(user, f"{column}_confirmed_at", None)
    user.session_epoch += 1
    try:
        with transaction.atomic():
            user.save(update_fields=[column, f"{column}_confirmed_at", "session_epoch"])
    except IntegrityError as error:
        raise address_taken() from error
    events.record(STAFF_ADDRESS_CHANGED, actor=actor, subject=user, data={"channel": parsed.channel.value})
    if to_warn is not None and code_sender().available(to_warn.channel):
        code_sender().send_warning(to_warn, "address_changed", user)
    return user
