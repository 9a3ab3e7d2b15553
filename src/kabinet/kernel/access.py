"""One gate for access: who asks, what they may do, and which rows they may know of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.http import Http404, HttpRequest

from kabinet.kernel.errors import Denied
from kabinet.kernel.web.addresses import client_ip

ModelT = TypeVar("ModelT", bound=models.Model)
DRAFTS_SESSION_KEY = "draft_applications"
PROVED_SESSION_KEY = "proved_at"
"""When, in seconds since 1970, the owner of a session last proved who they are."""


class Invisible(Http404):
    """No row that the actor may know of; a visitor may be somebody who has to sign in again."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a visitor, a client, a member of staff or the system itself.

    Attributes:
        kind: The face they came through their account, not the page they look at.
        user_id: None for visitors and the system.
        drafts: Applications a visitor started in this browser before signing in.
        ip: Where the request came from; None outside requests.
        proved_at: When they last proved who they are with a code or a password in this session.
    """

    kind: Literal["visitor", "client", "staff", "system"]
    user_id: UUID | None = None
    name: str = ""
    rights: frozenset[str] = frozenset()
    drafts: frozenset[UUID] = field(default_factory=frozenset)
    ip: str | None = None
    proved_at: datetime | None = None

    def may(self, right: str) -> bool:
        """Whether the actor has `right`; the system has all."""
        return self.kind == "system" or right in self.rights


SYSTEM = Actor(kind="system")


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request, worked out once."""
    actor: Actor | None = getattr(request, "kabinet_actor", None)
    if actor is None:
        actor = _actor_of(request)
        request.kabinet_actor = actor  # type: ignore[attr-defined]
    return actor


def forget_actor(request: HttpRequest) -> None:
    """Work the actor out anew: the request has just signed somebody in or out."""
    if hasattr(request, "kabinet_actor"):
        del request.kabinet_actor


def _actor_of(request: HttpRequest) -> Actor:
    user: Any = request.user
    drafts = frozenset(UUID(value) for value in request.session.get(DRAFTS_SESSION_KEY, ()))
    if not user.is_authenticated:
        return Actor(kind="visitor", drafts=drafts, ip=client_ip(request))
    return Actor(
        kind="staff" if user.roles else "client",
        user_id=user.pk,
        name=user.full_name,
        rights=user.rights,
        drafts=drafts,
        ip=client_ip(request),
        proved_at=_proved_at(request),
    )


def _proved_at(request: HttpRequest) -> datetime | None:
    seconds = request.session.get(PROVED_SESSION_KEY)
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else None


def require(actor: Actor, right: str) -> None:
    """Let through an actor with `right`.

    Raises:
        Denied: They lack it.
    """
    if not actor.may(right):
        raise Denied(right)


_scopes: dict[type[models.Model], Callable[[Actor], models.QuerySet[Any]]] = {}


def scope(model: type[ModelT]) -> Callable[[Callable[[Actor], models.QuerySet[ModelT]]], Callable[[Actor], Any]]:
    """Declare which rows of `model` an actor may know of: `@scope(Loan) def loans_of(actor): …`."""

    def register(visible_to: Callable[[Actor], models.QuerySet[ModelT]]) -> Callable[[Actor], Any]:
        _scopes[model] = visible_to
        return visible_to

    return register


def visible(model: type[ModelT], actor: Actor) -> "models.QuerySet[ModelT]":
    """The rows of `model` that `actor` may know of.

    Raises:
        KeyError: The model declared no scope; nothing is visible by default.
    """
    return _scopes[model](actor)


def get(
    model: type[ModelT],
    actor: Actor,
    pk: Any,
    *,
    lock: bool = False,
    related: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
) -> ModelT:
    """One row, if the actor may know of it.

    Args:
        model: Its model.
        actor: Who asks.
        pk: Its primary key, as it came from outside.
        lock: Lock the row until the transaction ends.
        related: Relations to read along.
        only: What to read of it and of them; everything by default.

    Raises:
        Invisible: Unknown and forbidden alike.
    """
    rows = visible(model, actor).select_related(*related) if related else visible(model, actor)
    rows = rows.only(*only) if only else rows
    if lock:
        rows = rows.select_for_update(of=("self",))
    try:
        return rows.get(pk=pk)
    except (ObjectDoesNotExist, ValidationError, ValueError, TypeError) as error:
        raise Invisible from error
