"""Accounts and actors for tests of applications."""

from uuid import UUID, uuid4

from kabinet.identity.models import User
from kabinet.kernel.access import Actor, Role
from tests.support.identity import actor_for


def make_client(*, email: str | None = None, phone: str | None = None, full_name: str = "") -> User:
    """An account of a client."""
    return User.objects.create(email=email or f"{uuid4().hex}@mail.example", phone=phone, full_name=full_name)


def make_staff(*roles: str, full_name: str = "Ольга Смирнова") -> User:
    """An account of a member of staff, a manager unless told otherwise."""
    return User.objects.create(
        email=f"{uuid4().hex}@office.example", full_name=full_name, roles=list(roles or (Role.MANAGER,))
    )


def acting(user: User, *, drafts: frozenset[UUID] = frozenset()) -> Actor:
    """The account as an actor."""
    return actor_for(user, ip="203.0.113.7", drafts=drafts)


def visitor(*draft_ids: UUID) -> Actor:
    """Somebody who has not signed in, with drafts of this browser."""
    return Actor(kind="visitor", drafts=frozenset(draft_ids), ip="203.0.113.9")
