"""Have a service asked whether it knows us; a worker does it."""

from datetime import timedelta

from django.db import transaction

from kabinet.kernel import clock, events, jobs, limits
from kabinet.kernel.access import Actor, require
from kabinet.kernel.connections.events import TRIED
from kabinet.kernel.connections.rows import known_provider, last_place, lock_kind
from kabinet.kernel.models import Connection
from kabinet.kernel.rights import MANAGE_CONNECTIONS
from kabinet.kernel.secrets import seal

SEAL = "connections.trial"
MOST_TRIALS = 20
"""Test messages that one member of staff may send in an hour."""


@transaction.atomic
def ask_for_check(*, actor: Actor, kind: str, provider: str, typed: str = "") -> Connection:
    """Have a service tried by a worker; a page that waits for the answer looks at the row.

    Where the environment alone sets the provider up there is no row yet: one is made, off, so that nothing is used that
    nobody saved.

    Args:
        actor: Needs `MANAGE_CONNECTIONS`.
        kind: Of the service.
        provider: Which.
        typed: What the kind's trial asks for, such as a phone; empty for a mere check. Travels sealed.

    Raises:
        Denied: The actor lacks the right.
        Refused: `connection.unknown`, `limits.exceeded`.
    """
    require(actor, MANAGE_CONNECTIONS)
    known_provider(kind, provider)
    if typed and actor.user_id:
        limits.hit("connections.trial", str(actor.user_id), limit=MOST_TRIALS, window=timedelta(hours=1))
    lock_kind(kind)
    row, _made = Connection.objects.select_for_update().get_or_create(
        kind=kind, provider=provider, defaults={"is_on": False, "position": last_place(kind) + 1}
    )
    row.check_asked_at = clock.now()
    row.save(update_fields=["check_asked_at"])
    events.record(TRIED, actor=actor, subject=row, data={"kind": kind, "provider": provider, "trial": bool(typed)})
    jobs.defer("connections.check", connection_id=str(row.pk), sealed=seal(typed, purpose=SEAL) if typed else "")
    return row
