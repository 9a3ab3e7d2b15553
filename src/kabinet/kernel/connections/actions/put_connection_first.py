"""A connection becomes the first of its kind."""

from uuid import UUID

from django.db import transaction

from kabinet.kernel import events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.connections import configured
from kabinet.kernel.connections.events import MOVED
from kabinet.kernel.connections.rows import locked
from kabinet.kernel.freshness import require_fresh
from kabinet.kernel.models import Connection
from kabinet.kernel.rights import MANAGE_CONNECTIONS


@transaction.atomic
def put_connection_first(*, actor: Actor, connection_id: UUID) -> Connection:
    """Have a connection used before the others of its kind, which stand in for it when it is away.

    Raises:
        Denied: The actor lacks `MANAGE_CONNECTIONS`.
        Http404: There is none.
        Refused: `identity.proof_stale`.
    """
    require(actor, MANAGE_CONNECTIONS)
    require_fresh(actor)
    row = locked(connection_id)
    rows = list(Connection.objects.filter(kind=row.kind).order_by("position", "created_at"))
    if rows[0].pk == row.pk:
        return row
    ordered = [row, *(each for each in rows if each.pk != row.pk)]
    for place, each in enumerate(ordered, 1):
        Connection.objects.filter(pk=each.pk).update(position=place)
    events.record(MOVED, actor=actor, subject=row, data={"kind": row.kind, "provider": row.provider})
    transaction.on_commit(configured.forget)
    row.refresh_from_db()
    return row
