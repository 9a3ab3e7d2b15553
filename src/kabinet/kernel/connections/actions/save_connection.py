"""An administrator types what an operator gave."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.kernel import events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.connections import configured
from kabinet.kernel.connections.catalogue import KINDS, Provider
from kabinet.kernel.connections.configured import values_of_environment
from kabinet.kernel.connections.events import CHANGED
from kabinet.kernel.connections.fitting import misfits
from kabinet.kernel.connections.rows import check_revision, known_provider, last_place, lock_kind
from kabinet.kernel.connections.sealing import seal_secrets, unseal_secrets
from kabinet.kernel.errors import Refused
from kabinet.kernel.freshness import require_fresh
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
        Refused: `connection.unknown`, `identity.proof_stale`; with the field `connection.unfit`,
            `connection.secret_needed` (secrets would go elsewhere, and were not typed anew) or `connection.under_way`
            (another account, while something begun with this one waits).
        Stale: Somebody was faster.
    """
    require(actor, MANAGE_CONNECTIONS)
    require_fresh(actor)
    known = known_provider(kind, provider)
    lock_kind(kind)
    row = Connection.objects.select_for_update().filter(kind=kind, provider=provider).first()
    if row is None:
        row = Connection(kind=kind, provider=provider, position=last_place(kind) + 1)
    else:
        check_revision(row, revision)
    plain, secrets = _parted(known, row, values)
    _refuse_to_lead_away(known, row, plain, values)
    _refuse_while_under_way(known, row, plain)
    for name, sentence in misfits(known, {**plain, **secrets}).items():
        raise Refused("connection.unfit", sentence, field=name)
    changed = _changed(row, plain, secrets)
    if row.revision and not changed:
        return row
    if not row.revision:
        row.is_on = True
    row.settings, row.sealed = plain, seal_secrets(secrets)
    row.check_passed, row.check_said, row.checked_at, row.check_asked_at = None, "", None, None
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
    """What is no secret, and the secrets: those typed now, and those of before.

    What the environment sets was not asked for: the office keeps its own value of it for when it no longer does.
    """
    given = {name: value for name, value in values.items() if name in provider.settings}
    locked = {name: row.settings[name] for name in values_of_environment(provider) if name in row.settings}
    plain = {name: value for name, value in given.items() if name not in provider.secrets and value not in ("", None)}
    plain = {**locked, **plain}
    typed = {name: str(value) for name, value in given.items() if name in provider.secrets and value}
    return plain, {**_kept_secrets(row), **typed}


def _refuse_to_lead_away(
    provider: Provider, row: Connection, plain: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Whoever points a connection elsewhere could read its secrets there: he types them, or they stay."""
    unknown = [name for name in sorted(_kept_secrets(row)) if not values.get(name)]
    if unknown and _differs(provider, row, plain, [name for name, each in provider.settings.items() if each.leads]):
        sentence = _("It would go to another address now: type it again, as only who knows it may send it there.")
        raise Refused("connection.secret_needed", sentence, field=unknown[0])


def _refuse_while_under_way(provider: Provider, row: Connection, plain: Mapping[str, Any]) -> None:
    for name, setting in provider.settings.items():
        if setting.names_account and row.revision and _differs(provider, row, plain, [name]):
            waits = KINDS[provider.kind].under_way(provider.name)
            if waits:
                raise Refused("connection.under_way", waits, field=name)


def _differs(provider: Provider, row: Connection, plain: Mapping[str, Any], names: Iterable[str]) -> bool:
    defaults = {name: field.default for name, field in provider.config.model_fields.items()}
    return any(str(plain.get(name, defaults[name])) != str(row.settings.get(name, defaults[name])) for name in names)


def _changed(row: Connection, plain: Mapping[str, Any], secrets: Mapping[str, str]) -> list[str]:
    before = {**row.settings, **_kept_secrets(row)}
    after = {**plain, **secrets}
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
