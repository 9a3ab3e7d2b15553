"""Made-up accounts, and reading codes out of the messages that wait."""

import itertools
import json
import re
from typing import Any
from uuid import UUID

from django.test import Client

from kabinet.identity.actions.request_login_code import CodeTicket, request_login_code
from kabinet.identity.addresses import parse_address
from kabinet.identity.models import User
from kabinet.identity.proofs import Proof, make_challenge, zero_bits
from kabinet.identity.roles import Role
from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.secrets import unseal
from kabinet.notifications.models import Message

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "correct horse battery"
VISITOR = Actor(kind="visitor", ip="203.0.113.7")
_numbers = itertools.count(1)


def make_phone() -> str:
    """A mobile number that no other account of the test has."""
    return f"+7999{next(_numbers):07d}"


def make_user(
    *,
    phone: str | None = "",
    email: str | None = None,
    full_name: str = "Иванова Мария Петровна",
    roles: tuple[str, ...] = (),
    is_active: bool = True,
    password: str = "",
) -> User:
    """An account with proved addresses; a client unless roles are given. An empty `phone` is made up."""
    user = User(
        phone=make_phone() if phone == "" else phone,
        email=email,
        full_name=full_name,
        roles=list(roles),
        is_active=is_active,
    )
    user.phone_confirmed_at = clock.now() if user.phone else None
    user.email_confirmed_at = clock.now() if user.email else None
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    return user


def make_staff(*roles: str, full_name: str = "Кузнецов Пётр Ильич", **fields: Any) -> User:
    """A member of staff; a manager unless roles are given."""
    return make_user(roles=roles or (Role.MANAGER,), full_name=full_name, **fields)


def actor_for(user: User, *, ip: str | None = "203.0.113.8", drafts: frozenset[UUID] = frozenset()) -> Actor:
    """The actor that `user` is on a page, having just proved who they are."""
    return Actor(
        kind="staff" if user.roles else "client",
        user_id=user.pk,
        name=user.full_name,
        rights=user.rights,
        drafts=drafts,
        ip=ip,
        proved_at=clock.now(),
    )


def staff_actor(*roles: str) -> Actor:
    """A member of staff as an actor; a senior manager unless roles are given."""
    return actor_for(make_staff(*(roles or (Role.SENIOR_MANAGER,))))


def visitor(*draft_ids: UUID) -> Actor:
    """Somebody who has not signed in, with drafts of this browser."""
    return Actor(kind="visitor", drafts=frozenset(draft_ids), ip="203.0.113.9")


def browser_of(user: User) -> Client:
    """A browser in which `user` has just signed in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session[access.PROVED_SESSION_KEY] = clock.now().timestamp()
    session.save()
    return client


def sealed_code(message: Message | None = None) -> str:
    """The six digits inside the newest message that waits."""
    waiting = message or Message.objects.exclude(sealed_body="").latest("created_at", "own_id")
    _address, _subject, body = json.loads(unseal(waiting.sealed_body, purpose="notifications.secret", max_age=600))
    return str(re.findall(r"(?<!\d)\d{6}(?!\d)", body)[0])


def ask_code(address: str, *, actor: Actor = VISITOR, **fields: Any) -> tuple[CodeTicket, str]:
    """Ask for a code and read it."""
    ticket = request_login_code(actor=actor, address=address, **fields)
    return ticket, sealed_code()


def solved(address: str, bits: int = 8) -> Proof:
    """A proof of work for requests about an address."""
    challenge = make_challenge(parse_address(address).key, bits)
    numbers = (str(number) for number in itertools.count())
    found = next(number for number in numbers if zero_bits(f"{challenge.nonce}:{number}") >= bits)
    return Proof(challenge.token, solution=found)


def other_code(code: str) -> str:
    """A code that is not `code`."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
