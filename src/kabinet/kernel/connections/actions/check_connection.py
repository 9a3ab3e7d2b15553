"""A service is asked whether it knows us: on request, in the background."""

from uuid import UUID

from django.db import transaction

from kabinet.kernel import clock, events, jobs
from kabinet.kernel.access import Actor, require
from kabinet.kernel.connections.catalogue import KINDS, PROVIDERS, ConnectionFault
from kabinet.kernel.connections.configured import adapter_of, all_of
from kabinet.kernel.connections.events import TRIED
from kabinet.kernel.connections.rows import lock_kind
from kabinet.kernel.connections.verdicts import INCOMPLETE, NO_TRIAL, UNREADABLE, note
from kabinet.kernel.errors import Refused, Words
from kabinet.kernel.models import Connection
from kabinet.kernel.rights import MANAGE_CONNECTIONS
from kabinet.kernel.secrets import SealBroken, seal, unseal

_PURPOSE = "connections.trial"
_TRIAL_LIFETIME = 600
"""Seconds after which a trial that nobody carried out is forgotten."""


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
    jobs.defer("connections.check", connection_id=str(row.pk), sealed=seal(typed, purpose=_PURPOSE) if typed else "")
    return row


def check_connection(*, connection_id: UUID, sealed: str) -> None:
    """Try a service and note what came of it; the call is made outside any transaction.

    Args:
        connection_id: Which.
        sealed: What the trial asks for, sealed; empty for a mere check.
    """
    row = Connection.objects.get(pk=connection_id)
    try:
        said, passed = _tried(row, sealed), True
    except ConnectionFault as fault:
        said, passed = fault.sentence, False
    note(row.pk, passed=passed, said=said)


def _tried(row: Connection, sealed: str) -> Words:
    each = next((each for each in all_of(row.kind) if each.provider.name == row.provider), None)
    if each is None or each.config is None:
        raise ConnectionFault(UNREADABLE if each is not None and each.unreadable else INCOMPLETE)
    if not sealed:
        return each.provider.check(adapter_of(each))
    trial = KINDS[row.kind].trial
    if trial is None:
        raise ConnectionFault(NO_TRIAL)
    try:
        typed = unseal(sealed, purpose=_PURPOSE, max_age=_TRIAL_LIFETIME)
    except SealBroken as broken:
        raise ConnectionFault(NO_TRIAL) from broken
    return trial.act(adapter_of(each), typed)
