"""Rules about staff that several actions share."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kabinet.identity.models import User
from kabinet.identity.roles import Role
from kabinet.kernel.errors import Refused


def clean_roles(roles: Iterable[str]) -> list[str]:
    """Known roles, each once, in their usual order.

    Raises:
        Refused: `identity.roles_unknown` or `identity.roles_missing`, on the field `roles`.
    """
    given = set(roles)
    if not given:
        raise Refused("identity.roles_missing", _("Choose at least one role."), field="roles")
    if given - set(Role.values):
        raise Refused("identity.roles_unknown", _("There is no such role."), field="roles")
    return [role for role in Role.values if role in given]


def address_taken() -> Refused:
    """The refusal of a work address that an account has already."""
    return Refused(
        "identity.address_taken",
        _("There is an account with this address already. Work needs an address of its own."),
        field="address",
    )


def hold_administrators() -> list[User]:
    """Lock the active administrators in primary-key order, so that two changes of them wait for each other."""
    active = User.objects.filter(roles__contains=[Role.ADMINISTRATOR], is_active=True)
    return list(active.select_for_update().order_by("pk"))


def refuse_losing_last_administrator(administrators: list[User], leaving: User) -> None:
    """Keep at least one administrator.

    Raises:
        Refused: `identity.last_administrator`.
    """
    if [user.pk for user in administrators] == [leaving.pk]:
        raise Refused(
            "identity.last_administrator",
            _("This is the last administrator. Give the role to somebody else first."),
            field="roles",
        )
