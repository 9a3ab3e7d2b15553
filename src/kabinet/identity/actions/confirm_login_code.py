"""Sign in with a one-time code; the first sign-in of an address makes its account."""

from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kabinet.identity import codes
from kabinet.identity.addresses import Address
from kabinet.identity.codes import count_try
from kabinet.identity.events import CREATED
from kabinet.identity.models import LoginCode, User
from kabinet.kernel import clock, events, security
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused


def confirm_login_code(*, actor: Actor, ticket_id: UUID, code: str) -> User:
    """Use a code up and return the account that signs in.

    Args:
        actor: Who asks.
        ticket_id: What `request_login_code` gave this browser.
        code: What was typed.

    Raises:
        Refused: `identity.code_*` with the attempts left, or `identity.account_closed` once the right code proved
            who asks. A wrong code is counted although this raises.
    """
    digits = codes.read_code(code)
    count_try(actor, ticket_id)
    with transaction.atomic(durable=True):
        outcome: User | Refused | Address = codes.try_code(ticket_id, LoginCode.Purpose.SIGN_IN, digits)
        if isinstance(outcome, Address):
            outcome = _account_for(actor, outcome)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _account_for(actor: Actor, address: Address) -> User | Refused:
    user = address.owner(lock=True) or _create(actor, address)
    if not user.is_active:
        security.note("account_closed", account_id=user.pk)
        return Refused(
            "identity.account_closed",
            _("This account is closed. Call us if you think this is a mistake."),
            field="code",
        )
    confirmed = f"{address.column}_confirmed_at"
    if getattr(user, confirmed) is None:
        setattr(user, confirmed, clock.now())
        user.save(update_fields=[confirmed])
    return user


def _create(actor: Actor, address: Address) -> User:
    user = User(**{address.column: address.value, f"{address.column}_confirmed_at": clock.now()})
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        existing = address.owner(lock=True)
        if existing is None:
            raise
        return existing
    events.record(
        CREATED,
        actor=replace(actor, kind="client", user_id=user.pk),
        subject=user,
        data={"channel": address.channel.value},
    )
    return user
