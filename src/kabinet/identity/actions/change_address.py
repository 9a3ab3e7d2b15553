"""Change the phone or e-mail of an account, proved by a code sent to the new one."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kabinet.identity import codes
from kabinet.identity.addresses import Address
from kabinet.identity.codes import count_try
from kabinet.identity.events import ADDRESS_CHANGED
from kabinet.identity.models import LoginCode, User
from kabinet.identity.owned import address_to_warn
from kabinet.identity.ports import code_sender
from kabinet.kernel import access, clock, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.freshness import require_fresh


def change_address(*, actor: Actor, ticket_id: UUID, code: str) -> User:
    """Put the address a code was sent to in the place of the account's old one, and warn the old one.

    All sessions of the account end; the page that asks may keep its own by renewing it.

    Whether the address belongs to another account is said only to who holds the right code, that is to its owner.

    Args:
        actor: The account's owner.
        ticket_id: What `request_login_code(purpose=CHANGE_ADDRESS, account=…)` gave this browser.
        code: What was typed.

    Raises:
        Refused: `identity.code_*`, or `identity.address_taken`. A wrong code is counted although this raises.
            Or the proof of who asks is too old, or it is a member of staff (`identity.staff_address`).
    """
    require_fresh(actor)
    if actor.kind == "staff":
        raise Refused("identity.staff_address", _("An administrator changes the addresses of staff."), field="code")
    digits = codes.read_code(code)
    count_try(actor, ticket_id)
    with transaction.atomic(durable=True):
        outcome: User | Refused | Address = codes.try_code(
            ticket_id, LoginCode.Purpose.CHANGE_ADDRESS, digits, account_id=actor.user_id
        )
        if isinstance(outcome, Address):
            outcome = _put(actor, outcome)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _put(actor: Actor, address: Address) -> User | Refused:
    user = access.get(User, actor, actor.user_id, lock=True)
    column = address.column
    old = getattr(user, column)
    to_warn = address_to_warn(user, address)
    setattr(user, column, address.value)
    setattr(user, f"{column}_confirmed_at", clock.now())
    user.session_epoch += int(old != address.value)
    try:
        with transaction.atomic():
            user.save(update_fields=[column, f"{column}_confirmed_at", "session_epoch"])
    except IntegrityError:
        return Refused(
            "identity.address_taken",
            _("This address belongs to another account. Sign in with it, or enter another one."),
            field="code",
        )
    if old != address.value:
        events.record(ADDRESS_CHANGED, actor=actor, subject=user, data={"channel": address.channel.value})
        if to_warn is not None and code_sender().available(to_warn.channel):
            code_sender().send_warning(to_warn, "address_changed", user)
    return user
