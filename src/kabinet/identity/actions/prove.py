"""Prove once more who sits before an open session: with a code to an address of the account, or with its password."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kabinet.identity import allowances, codes
from kabinet.identity.actions.confirm_login_code import count_try
from kabinet.identity.actions.set_password import LONGEST
from kabinet.identity.addresses import Address
from kabinet.identity.models import LoginCode, User
from kabinet.kernel import access, limits, security
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.networks import network_of


def prove_with_code(*, actor: Actor, ticket_id: UUID, code: str) -> Address:
    """Use up a code that was sent to an address of the actor's own account.

    Args:
        actor: The account's owner.
        ticket_id: What `request_login_code(purpose=PROVE, account=…)` gave this browser.
        code: What was typed.

    Returns:
        The address that it was sent to.

    Raises:
        Refused: `identity.code_*`. A wrong code is counted although this raises.
    """
    digits = codes.read_code(code)
    count_try(actor, ticket_id)
    with transaction.atomic(durable=True):
        outcome = codes.try_code(ticket_id, LoginCode.Purpose.PROVE, digits, account_id=actor.user_id)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def prove_with_password(*, actor: Actor, password: str) -> None:
    """Check the actor's own password; tries are counted by account and network before anything is hashed.

    Raises:
        Http404: The actor has no account.
        Refused: `identity.password_wrong` on the field `password`, or `limits.exceeded`.
    """
    user = access.get(User, actor, actor.user_id)
    limits.hit(
        "password.prove",
        f"{user.pk}:{network_of(actor.ip)}",
        limit=allowances.PASSWORDS_PER_ADDRESS_AND_NETWORK,
        window=allowances.QUARTER,
    )
    if len(password) > LONGEST or not user.has_usable_password() or not user.check_password(password):
        security.note("password_wrong", account_id=user.pk)
        raise Refused("identity.password_wrong", _("The password does not match."), field="password")
