"""Accounts and actors for tests of applications."""

from uuid import uuid4

from kabinet.identity.models import User
from kabinet.kernel.access import RIGHTS_OF, Actor, Role


def make_client(*, email: str | None = None, phone: str | None = None, full_name: str = "") -> User:
    """An account of a client."""
    return User.objects.create(email=email or f"{uuid4().hex}@mail.example", phone=phone, full_name=full_name)


def make_staff(*roles: str, full_name: str = "Ольга Смирнова") -> User:
    """An account of a member of staff, a manager unless told otherwise."""
    return User.objects.create(
        email=f"{uuid4().hex}@office.example", full_name=full_name, roles=list(roles or (Role.MANAGER,))
    )


def acting(user: User, *, drafts: frozenset[object] = frozenset()) -> Actor:
    """The account as an actor."""
    rights = frozenset[str]().union(*(RIGHTS_OF[role] for role in user.roles))
    kind = "staff" if user.roles else "client"
    return Actor(kind=kind, user_id=user.pk, name=user.full_name, rights=rights, ip="203.0.113.7")  # type: ignore[arg-type]


def visitor(*draft_ids: object) -> Actor:
    """Somebody who has not signed in, with drafts of this browser."""
    return Actor(kind="visitor", drafts=frozenset(draft_ids), ip="203.0.113.9")  # type: ignore[arg-type]
