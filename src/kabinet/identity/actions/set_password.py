"""Set or change the password of an account."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kabinet.identity.actions.change_address import addresses_of
from kabinet.identity.models import User
from kabinet.identity.ports import code_sender
from kabinet.kernel import access, events, limits
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused

LONGEST = 128


def set_password(*, actor: Actor, password: str, current: str = "", proven: bool = False) -> User:
    """Set a password; all other sessions of the account end with the old one.

    Args:
        actor: The account's owner.
        password: The new password.
        current: The old one.
        proven: The owner has just signed in with a code, so the old password need not be known: recovery.

    Raises:
        Refused: `identity.password_current` (field `current`), `identity.password_weak` (field `password`),
            or `limits.exceeded`.
        Http404: The actor has no account.
    """
    user = access.get(User, actor, actor.user_id)
    if user.has_usable_password() and not proven:
        limits.hit("password.current", str(user.pk), limit=10, window=timedelta(hours=1))
        if len(current) > LONGEST or not user.check_password(current):
            raise Refused("identity.password_current", _("The current password does not match."), field="current")
    _check_strength(password, user)
    with transaction.atomic():
        user = access.get(User, actor, actor.user_id, lock=True)
        get_adapter().set_password(user, password)
        events.record("account.password_set", actor=actor, subject=user)
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
