"""Prove by the password that it is still the owner who asks."""

from django.utils.translation import gettext as _

from kabinet.identity import allowances
from kabinet.identity.actions.set_password import LONGEST
from kabinet.identity.models import User
from kabinet.kernel import access, limits, security
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.networks import network_of


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
