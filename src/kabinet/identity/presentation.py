"""What traces of attempts at accounts say, and who has which right, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from kabinet.identity.models import LoginCode
from kabinet.identity.rights import MANAGE_APPLICATIONS, MANAGE_LOANS, MANAGE_PAYMENTS, RIGHTS
from kabinet.identity.roles import Role, roles_with
from kabinet.kernel.errors import Words
from kabinet.kernel.rights import Right
from kabinet.organisation.rights import MANAGE_ORGANISATION

_FORMERLY: Final[Mapping[str, Right]] = {
    "decide_applications": MANAGE_APPLICATIONS,
    "publish_schedules": MANAGE_LOANS,
    "reconcile_payments": MANAGE_PAYMENTS,
    "manage_site": MANAGE_ORGANISATION,
}
"""Traces keep the code that a right had when they were written."""
_DETAILS: Final[Mapping[str, Words]] = {
    "why.asker": _("one network asks too much"),
    "why.address": _("one address is asked for too much"),
    "why.site": _("the whole site is asked too much"),
    "why.crowd": _("two ask for one address"),
    "why.password": _("many passwords for one address"),
    **{f"purpose.{value}": label for value, label in LoginCode.Purpose.choices},
    **{f"right.{right}": right.sentence for right in RIGHTS},
    **{f"right.{old}": right.sentence for old, right in _FORMERLY.items()},
}


def trace_details(data: Mapping[str, Any]) -> str:
    """What the codes of a trace mean; names of limits stand as they are."""
    return ", ".join(str(_DETAILS.get(f"{name}.{value}", value)) for name, value in data.items())


@dataclass(frozen=True, slots=True)
class RightLine:
    """A right and the roles that bring it."""

    right: Right
    roles: tuple[Role, ...]

    @property
    def role_names(self) -> str:
        """The roles, for people."""
        return ", ".join(str(role.label) for role in self.roles)


def right_lines() -> list[RightLine]:
    """Every right, by noun, with the roles that bring it."""
    return [RightLine(right, tuple(roles_with(right))) for right in RIGHTS]
