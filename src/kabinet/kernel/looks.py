"""Who looked: each opening of a client's card, application, loan, payment or document by staff is written down."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection, models
from uuid6 import uuid7

from kabinet.kernel import access, clock, counters
from kabinet.kernel.access import Actor
from kabinet.kernel.models import Look
from kabinet.kernel.paging import Page, page
from kabinet.kernel.rights import SEE_SECURITY

AGAIN = timedelta(minutes=10)
"""Openings of one thing by one person within one such window are one look."""
_NOTE: Final = """
    insert into kernel_look (id, looked_at, actor_id, subject_kind, subject_id, party_id, window_start)
    values (%s, %s, %s, %s, %s, %s, %s)
    on conflict do nothing
"""
"""Django would open a transaction around it: three round trips on each page of a client for one row."""


def record(actor: Actor, subject: models.Model, *, party_id: UUID | None) -> None:
    """Note that a member of staff has a card or document open. One query; clients see their own and are not noted.

    Args:
        actor: Who looks.
        subject: What at.
        party_id: The client it belongs to, where it has one already.
    """
    if actor.kind != "staff" or actor.user_id is None:
        return
    values = [uuid7(), clock.now(), actor.user_id, subject._meta.label_lower, subject.pk, party_id]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [*values, counters.window_start(AGAIN)])


def listing(actor: Actor, *, party_id: UUID | None = None, cursor: str = "") -> Page[Look]:
    """Looks, newest first, at one client's things or at all. One query.

    Raises:
        Denied: The actor lacks `SEE_SECURITY`.
    """
    access.require(actor, SEE_SECURITY)
    rows = Look.objects.all() if party_id is None else Look.objects.filter(party_id=party_id)
    return page(rows, by="looked_at", cursor=cursor)
