"""Have a service asked whether it knows us; a worker does it."""

from django.db import transaction

from kabinet.kernel import clock, events, jobs
from kabinet.kernel.access import Actor, require
from kabinet.kernel.connections.catalogue import PROVIDERS
from kabinet.kernel.connections.events import TRIED
from kabinet.kernel.connections.rows import lock_kind
from kabinet.kernel.connections.verdicts import INCOMPLETE
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Connection
from kabinet.kernel.rights import MANAGE_CONNECTIONS
from kabinet.kernel.secrets import seal

SEAL = "connections.trial"


@transaction.atomic
def ask_for_check(*, actor: Actor, kind: str, provider: str, typed: str = "") -> Connection:
    """Have a service tried by a worker; a page that waits for the answer looks at the row.

    Args:
        actor: Needs `MANAGE_CONNECTIONS`.
        kind: Of the service.
        provider: Which.
        typed: What the kind's trial asks for, such as a phone; empty for a mere check. Travels sealed.

    Raises:
        Denied: The actor lacks the right.
        Refused: `connection.unknown`.
    """
    require(actor, MANAGE_CONNECTIONS)
    if (kind, provider) not in PROVIDERS:
        raise Refused("connection.unknown", INCOMPLETE)
    lock_kind(kind)
    row, _made = Connection.objects.select_for_update().get_or_create(kind=kind, provider=provider)
    row.check_asked_at = clock.now()
    row.save(update_fields=["check_asked_at"])
    events.record(TRIED, actor=actor, subject=row, data={"kind": kind, "provider": provider, "trial": bool(typed)})
    jobs.defer("connections.check", connection_id=str(row.pk), sealed=seal(typed, purpose=SEAL) if typed else "")
    return row
