"""An administrator types what an operator gave."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kabinet.kernel import events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.connections import configured
from kabinet.kernel.connections.catalogue import Provider
from kabinet.kernel.connections.events import CHANGED
from kabinet.kernel.connections.fitting import misfits
from kabinet.kernel.connections.rows import check_revision, known_provider, last_place, lock_kind
from kabinet.kernel.connections.sealing import seal_secrets, unseal_secrets
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Connection
from kabinet.kernel.rights import MANAGE_CONNECTIONS
from kabinet.kernel.secrets import BrokenSealError


@transaction.atomic
def save_connection(
    *, actor: Actor, kind: str, provider: str, values: Mapping[str, Any], revision: int | None = None
) -> Connection:
    """Set up a provider, or change what was set; a new one comes last in the order of its kind.

    The event names the fields that changed, never their values.

    Args:
        actor: Needs `MANAGE_CONNECTIONS`.
        kind: Of the service.
        provider: Which.
        values: By field; an empty secret keeps the one that is there.
        revision: Of the page that asks; None for programs.

    Raises:
        Denied: The actor lacks the right.
        Refused: `connection.unknown`, or `connection.unfit` with the field.
        Stale: Somebody was faster.
    """
    require(actor, MANAGE_CONNECTIONS)
    known = known_provider(kind, provider)
    lock_kind(kind)
    row = Connection.objects.select_for_update().filter(kind=kind, provider=provider).first()
    if row is None:
        row = Connection(kind=kind, provider=provider, position=last_place(kind) + 1)
    else:
        check_revision(row, revision)
    plain, secrets = _parted(known, row, values)
    for name, sentence in misfits(known, {**plain, **secrets}).items():
        raise Refused("connection.unfit", sentence, field=name)
    changed = _changed(row, plain, secrets)
    if row.revision and not changed:
        return row
    if not row.revision:
        row.is_on = True
    row.settings, row.sealed = plain, seal_secrets(secrets)
    row.revision += 1
    row.save()
    events.record(CHANGED, actor=actor, subject=row, data={"kind": kind, "provider": provider, "fields": changed})
    transaction.on_commit(configured.forget)
    return row


def _kept_secrets(row: Connection) -> dict[str, str]:
    try:
        return unseal_secrets(row.sealed)
    except BrokenSealError:
        return {}


def _parted(provider: Provider, row: Connection, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What is no secret, and the secrets: those typed now and those of before."""
    given = {name: value for name, value in values.items() if name in provider.settings}
    plain = {name: value for name, value in given.items() if name not in provider.secrets and value not in ("", None)}
    typed = {name: str(value) for name, value in given.items() if name in provider.secrets and value}
    return plain, {**_kept_secrets(row), **typed}


def _changed(row: Connection, plain: Mapping[str, Any], secrets: Mapping[str, str]) -> list[str]:
    before = {**row.settings, **_kept_secrets(row)}
    after = {**plain, **secrets}
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
