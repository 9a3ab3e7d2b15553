"""Take somebody into the staff."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from kabinet.identity.addresses import hold_address, parse_address
from kabinet.identity.events import STAFF_ADDED
from kabinet.identity.models import User
from kabinet.identity.names import clean_name
from kabinet.identity.rights import MANAGE_STAFF
from kabinet.identity.staff import address_taken, clean_roles
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.freshness import require_fresh


@transaction.atomic
def add_staff(*, actor: Actor, full_name: str, address: str, roles: Iterable[str]) -> User:
    """Make an account with roles. Its owner signs in with a code sent to the address; no password is handed over.

    Args:
        actor: Needs `MANAGE_STAFF`; `SYSTEM` makes the first administrator.
        full_name: Name.
        address: Work phone or e-mail.
        roles: Values of `Role`.

    Raises:
        Denied: The actor lacks the right.
        Refused: The proof of who asks is too old, a value does not fit,
            or the address belongs to an account (`identity.address_taken`).
    """
    access.require(actor, MANAGE_STAFF)
    require_fresh(actor)
    name, parsed, cleaned = clean_name(full_name), parse_address(address), clean_roles(roles)
    hold_address(parsed.key)
    user = User(full_name=name, roles=cleaned, **{parsed.column: parsed.value})
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise address_taken() from error
    events.record(STAFF_ADDED, actor=actor, subject=user, data={"roles": cleaned})
    return user
