"""Prove by a code that it is still the owner who asks."""

from uuid import UUID

from django.db import transaction

from kabinet.identity import codes
from kabinet.identity.addresses import Address
from kabinet.identity.codes import count_try
from kabinet.identity.models import LoginCode
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused


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
