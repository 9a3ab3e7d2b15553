"""Note that somebody signed in."""

from typing import Literal

from django.db import transaction

from kabinet.identity.events import SIGNED_IN
from kabinet.identity.models import User
from kabinet.kernel import events
from kabinet.kernel.access import Actor


@transaction.atomic
def record_sign_in(*, actor: Actor, user: User, method: Literal["code", "password"]) -> None:
    """Write the sign-in into the log.

    Args:
        actor: The account's owner, already signed in.
        user: Their account.
        method: How they proved who they are.
    """
    events.record(SIGNED_IN, actor=actor, subject=user, data={"method": method})
