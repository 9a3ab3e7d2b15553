"""What pages read of accounts."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from kabinet.identity.models import User
from kabinet.identity.rights import MANAGE_APPLICATIONS, SEE_APPLICATIONS, SEE_STAFF
from kabinet.identity.roles import roles_with
from kabinet.kernel import access
from kabinet.kernel.access import Actor


def staff(actor: Actor) -> QuerySet[User]:
    """The staff, those with access first, by name. One query.

    Raises:
        Denied: The actor lacks `SEE_STAFF`.
    """
    access.require(actor, SEE_STAFF)
    return access.visible(User, actor).exclude(roles=[]).defer("password").order_by("-is_active", "full_name", "pk")


def own_account(actor: Actor) -> User:
    """The actor's account.

    Raises:
        Http404: They have none.
    """
    return access.get(User, actor, actor.user_id)


def _staff() -> QuerySet[User]:
    """Whoever has a role, said as the index of staff has it: they are few among the accounts."""
    return User.objects.exclude(roles=[])


def managers(actor: Actor) -> list[User]:
    """Active staff who may decide on applications, by name: who can look after one. One query.

    Raises:
        Denied: The actor lacks `SEE_APPLICATIONS`.
    """
    access.require(actor, SEE_APPLICATIONS)
    able = _staff().filter(is_active=True, roles__overlap=roles_with(MANAGE_APPLICATIONS))
    return list(able.only("full_name", "email", "phone").order_by("full_name", "pk"))


def staff_names(ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of members of staff, for timelines. One query, none without ids."""
    if not ids:
        return {}
    return dict(User.objects.filter(pk__in=ids).exclude(roles=[]).values_list("pk", "full_name"))


def member_of_staff(actor: Actor, user_id: UUID) -> User:
    """One member of staff.

    Raises:
        Denied: The actor lacks `SEE_STAFF`.
        Http404: There is no such member of staff.
    """
    access.require(actor, SEE_STAFF)
    return access.get(User, actor, user_id)
