"""A code that this browser waits for: what the session keeps of it."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from kabinet.identity import codes
from kabinet.identity.actions.request_login_code import CodeTicket
from kabinet.identity.addresses import Address
from kabinet.identity.models import LoginCode
from kabinet.kernel import clock
from kabinet.kernel.secrets import BrokenSealError, seal, unseal

SIGN_IN, CHANGE, PROVE = "pending_sign_in", "pending_address", "pending_proof"
LONGEST = 60 * 60
"""Seconds after which a browser has to begin anew."""


@dataclass(frozen=True, slots=True)
class PendingCode:
    """A code on its way to this browser's owner.

    Attributes:
        ticket_id: The code's ticket.
        address: Where it went.
        target: Where its owner was going.
        asked_at: Seconds since 1970.
    """

    ticket_id: UUID
    address: Address
    target: str
    asked_at: float

    @property
    def seconds_left(self) -> int:
        """Seconds until a further code may be asked for."""
        return max(0, -int((clock.now().timestamp() - self.asked_at - codes.WAIT.total_seconds()) // 1))


def keep(request: HttpRequest, place: str, ticket: CodeTicket, target: str = "") -> None:
    """Remember a ticket in the session; sealed, so that no table shows the address."""
    parts = [str(ticket.id), ticket.address.channel.value, ticket.address.value, target, clock.now().timestamp()]
    request.session[place] = seal(json.dumps(parts), purpose=f"identity.{place}")


def pending(request: HttpRequest, place: str) -> PendingCode | None:
    """The code this browser waits for, if it does."""
    sealed = request.session.get(place)
    if not isinstance(sealed, str):
        return None
    try:
        ticket_id, channel, value, target, asked_at = json.loads(
            unseal(sealed, purpose=f"identity.{place}", max_age=LONGEST)
        )
    except BrokenSealError:
        return None
    return PendingCode(UUID(ticket_id), Address(LoginCode.Channel(channel), value), target, asked_at)


def drop(request: HttpRequest, place: str) -> None:
    """Forget the code."""
    request.session.pop(place, None)
