"""Who looked: each opening of a client's card, application, loan, payment or document by staff is written down."""

from datetime import timedelta
from uuid import UUID

from django.db import models

from kabinet.kernel import access, counters
from kabinet.kernel.access import Actor, Right
from kabinet.kernel.models import Look
from kabinet.kernel.paging import Page, page

AGAIN = timedelta(minutes=10)
"""Openings of one thing by one person within one such window are one look."""


def record(actor: Actor, subject: models.Model, *, party_id: UUID | None) -> None:
    """Note that a member of staff has a card or document open. One query; clients see their own and are not noted.

    Args:
        actor: Who looks.
        subject: What at.
        party_id: The client it belongs to, where it has one already.
    """
    if actor.kind != "staff" or actor.user_id is None:
        return
    look = Look(
        actor_id=actor.user_id,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        party_id=party_id,
        window_start=counters.window_start(AGAIN),
    )
    Look.objects.bulk_create([look], ignore_conflicts=True)


def listing(actor: Actor, *, party_id: UUID | None = None, cursor: str = "") -> Page[Look]:
    """Looks, newest first, at one client's things or at all. One query.

    Raises:
        Denied: The actor lacks `Right.SEE_SECURITY`.
    """
    access.require(actor, Right.SEE_SECURITY)
    rows = Look.objects.all() if party_id is None else Look.objects.filter(party_id=party_id)
    return page(rows, by="looked_at", cursor=cursor)
