"""Who a member of staff can be, and which rights that brings."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from kabinet.identity.rights import (
    CORRECT_NUMBERS,
    MANAGE_APPLICATIONS,
    MANAGE_DELIVERIES,
    MANAGE_LOANS,
    MANAGE_PAYMENTS,
    MANAGE_PRODUCTS,
    MANAGE_QUESTIONNAIRES,
    MANAGE_STAFF,
    RIGHTS,
    SEE_APPLICATIONS,
    SEE_INTERFACE,
    SEE_LOANS,
    SEE_PAYMENTS,
)
from kabinet.kernel.rights import MANAGE_CONNECTIONS, SEE_SECURITY, Right
from kabinet.organisation.rights import MANAGE_ORGANISATION, MANAGE_REGULATIONS
from kabinet.parties.rights import SEE_CLIENTS


class Role(models.TextChoices):
    """Who a member of staff is."""

    MANAGER = "manager", _("Manager")
    SENIOR_MANAGER = "senior_manager", _("Senior manager")
    ACCOUNTANT = "accountant", _("Accountant")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


def _with(*rights: Right) -> frozenset[Right]:
    """These rights and what they imply."""
    return frozenset(rights).union(*(right.implies for right in rights))


_MANAGER = _with(MANAGE_APPLICATIONS, SEE_CLIENTS, MANAGE_LOANS, SEE_PAYMENTS)
RIGHTS_OF: Final[Mapping[Role, frozenset[Right]]] = {
    Role.MANAGER: _MANAGER,
    Role.SENIOR_MANAGER: _MANAGER | _with(CORRECT_NUMBERS, MANAGE_PAYMENTS),
    Role.ACCOUNTANT: _with(SEE_CLIENTS, CORRECT_NUMBERS, MANAGE_PAYMENTS),
    Role.ADMINISTRATOR: _with(
        SEE_APPLICATIONS,
        SEE_CLIENTS,
        SEE_LOANS,
        SEE_PAYMENTS,
        MANAGE_PRODUCTS,
        MANAGE_QUESTIONNAIRES,
        MANAGE_REGULATIONS,
        MANAGE_ORGANISATION,
        MANAGE_STAFF,
        MANAGE_CONNECTIONS,
        MANAGE_DELIVERIES,
        SEE_SECURITY,
        SEE_INTERFACE,
    ),
    Role.AUDITOR: frozenset(right for right in RIGHTS if right.is_to_see),
}
"""What each role brings. An auditor sees everything and changes nothing."""


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """What somebody with these roles may do; a role of a version gone by brings nothing."""
    return frozenset[Right]().union(*(RIGHTS_OF[Role(role)] for role in roles if role in RIGHTS_OF))


def roles_with(right: Right) -> list[Role]:
    """The roles that bring a right."""
    return [role for role, rights in RIGHTS_OF.items() if right in rights]
