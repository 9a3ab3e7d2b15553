"""Rows of connections: as they stand, and under a lock."""

from uuid import UUID

from django.db import connection
from django.http import Http404
from django.utils.translation import gettext as _

from kabinet.kernel import clock, events
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.connections.catalogue import PROVIDERS, Provider
from kabinet.kernel.connections.events import ANSWERED
from kabinet.kernel.errors import Refused, Stale, Words
from kabinet.kernel.models import Connection


def connection_of(kind: str, provider: str) -> Connection | None:
    """A connection as it stands now, whatever `configured` has kept of it; None when nobody has saved it. One query."""
    return Connection.objects.filter(kind=kind, provider=provider).first()


def lock_kind(kind: str) -> None:
    """Let nobody else change connections of a kind until the transaction ends; there may be no row to lock yet."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('kabinet.connections'), hashtext(%s))", [kind])


def known_provider(kind: str, name: str) -> Provider:
    """The provider of that name.

    Raises:
        Refused: `connection.unknown`.
    """
    found = PROVIDERS.get((kind, name))
    if found is None:
        raise Refused("connection.unknown", _("There is no such service."))
    return found


def last_place(kind: str) -> int:
    """The place of the last connection of a kind; 0 when there is none."""
    return max(Connection.objects.filter(kind=kind).values_list("position", flat=True), default=0)


def locked(connection_id: UUID) -> Connection:
    """A row, locked, of a provider that is known.

    Raises:
        Http404: There is none.
    """
    row = Connection.objects.filter(pk=connection_id).first()
    if row is None or (row.kind, row.provider) not in PROVIDERS:
        raise Http404
    lock_kind(row.kind)
    return Connection.objects.select_for_update().get(pk=connection_id)


def keep_verdict(row: Connection, *, passed: bool, said: Words) -> None:
    """Write down, in a locked row, whether its service answers as it should, and record that it was seen.

    Args:
        row: The connection.
        passed: Whether it does.
        said: What was tried and what came of it; never a secret.
    """
    row.check_passed, row.check_said, row.checked_at = passed, str(said)[:500], clock.now()
    row.save(update_fields=["check_passed", "check_said", "checked_at"])
    data = {"kind": row.kind, "provider": row.provider, "passed": passed}
    events.record(ANSWERED, actor=SYSTEM, subject=row, data=data)


def check_revision(row: Connection, revision: int | None) -> None:
    """Refuse a page that shows an earlier state.

    Raises:
        Stale: Somebody was faster.
    """
    if revision is not None and revision != row.revision:
        raise Stale("connection.stale", _("The connection has changed since you opened this page."))
