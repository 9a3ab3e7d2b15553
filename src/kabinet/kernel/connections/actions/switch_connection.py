"""A connection is switched on or off."""

from uuid import UUID

from django.db import transaction

from kabinet.kernel import events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.connections import configured
from kabinet.kernel.connections.events import SWITCHED
from kabinet.kernel.connections.rows import locked
from kabinet.kernel.freshness import require_fresh
from kabinet.kernel.models import Connection
from kabinet.kernel.rights import MANAGE_CONNECTIONS


@transaction.atomic
def switch_connection(*, actor: Actor, connection_id: UUID, on: bool) -> Connection:
    """Use a connection from now on, or no longer; what was begun with it is still asked about there.

    Raises:
        Denied: The actor lacks `MANAGE_CONNECTIONS`.
        Http404: There is none.
        Refused: `identity.proof_stale`.
    """
    require(actor, MANAGE_CONNECTIONS)
    require_fresh(actor)
    row = locked(connection_id)
    if row.is_on == on:
        return row
    row.is_on = on
    row.revision += 1
    row.save(update_fields=["is_on", "revision"])
    events.record(SWITCHED, actor=actor, subject=row, data={"kind": row.kind, "provider": row.provider, "on": on})
    transaction.on_commit(configured.forget)
    return row
