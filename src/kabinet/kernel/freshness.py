"""A change of access needs a proof of who asks that is minutes old: a session left open somewhere is not enough."""

from datetime import timedelta

from django.utils.translation import gettext as _

from kabinet.kernel import clock
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused

OPENS = timedelta(minutes=10)
"""A page that changes access opens after a proof this old at most."""

ACTS = timedelta(minutes=20)
"""The change itself: what was open in time may be filled in without haste."""

STALE = "identity.proof_stale"


def is_fresh(actor: Actor, within: timedelta = OPENS) -> bool:
    """Whether the actor proved who they are a moment ago. The system needs no proof."""
    if actor.kind == "system":
        return True
    return actor.proved_at is not None and clock.now() - actor.proved_at <= within


def require_fresh(actor: Actor) -> None:
    """Let through who proved themselves within `ACTS`.

    Raises:
        Refused: `identity.proof_stale`.
    """
    if not is_fresh(actor, ACTS):
        raise Refused(STALE, _("Confirm that it is you, then do this again."))
