"""Set or change the password of an account."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.identity.events import SECURED
from kabinet.identity.models import User
from kabinet.identity.owned import addresses_of
from kabinet.identity.ports import code_sender
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.freshness import require_fresh

LONGEST = 128


def set_password(*, actor: Actor, password: str) -> User:
    """Set a password; all sessions of the account end, and the page that asks may keep its own by renewing it.

    The old password need not be known: a proof that is minutes old stands for it, which is also the way of recovery.

    Args:
        actor: The account's owner, freshly proved.
        password: The new password.

    Raises:
        Refused: `identity.password_weak` (field `password`), or the proof of who asks is too old.
        Http404: The actor has no account.
    """
    require_fresh(actor)
    user = access.get(User, actor, actor.user_id)
    _check_strength(password, user)
    with transaction.atomic():
        user = access.get(User, actor, actor.user_id, lock=True)
        user.session_epoch += 1
        get_adapter().set_password(user, password)
        events.record(SECURED, actor=actor, subject=user)
        sender = code_sender()
        for address in addresses_of(user).values():
            if sender.available(address.channel):
                sender.send_warning(address, "password_changed", user)
                break
    return user


def _check_strength(password: str, user: User) -> None:
    if len(password) > LONGEST or "\0" in password:
        raise Refused(
            "identity.password_weak",
            _("A password is not longer than %(limit)s characters.") % {"limit": LONGEST},
            field="password",
        )
    try:
        get_adapter().clean_password(password, user)
    except ValidationError as error:
        raise Refused("identity.password_weak", " ".join(error.messages), field="password") from error
