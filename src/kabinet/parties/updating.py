"""What the actions on a client's data share: one at a time for an account, what changed, and the end."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models

from kabinet.kernel import events
from kabinet.kernel.access import Actor
from kabinet.parties import attributes
from kabinet.parties.attributes import Attribute, Facts
from kabinet.parties.events import CHANGED, REGISTERED
from kabinet.parties.models import Organisation, Party, PartyChange, Person
from kabinet.parties.searching import search_text


def lock_account(account_id: UUID) -> None:
    """Two tellings of one account wait for each other, also before there is a party to lock."""
    get_user_model().objects.select_for_update().values_list("pk").get(pk=account_id)


def apply(
    party: Party,
    detail: Person | Organisation,
    table: Mapping[str, Attribute],
    facts: Facts,
    columns: Mapping[str, Any],
) -> dict[str, tuple[Any, Any]]:
    """Set what differs; returns old and new by attribute."""
    changes: dict[str, tuple[Any, Any]] = {}
    wanted: list[tuple[str, models.Model, str, Any]] = [
        (name, party if spot.row == "party" else detail, spot.column, facts[name])
        for name, spot in table.items()
        if facts.get(name)
    ]
    wanted += [(f"person.{column}", detail, column, value) for column, value in columns.items()]
    for name, row, column, value in wanted:
        old, new = getattr(row, column), attributes.as_column(row, column, value)
        if old != new:
            setattr(row, column, new)
            changes[name] = (attributes.as_json(old), attributes.as_json(new))
    return changes


def finish(
    actor: Actor,
    party: Party,
    detail: Person | Organisation,
    changes: Mapping[str, tuple[Any, Any]],
    created: bool,
    names: Iterable[str],
    source: PartyChange.Source,
    source_id: UUID,
) -> None:
    """Save the rows with what they are found by, and write down what changed."""
    party.search_text = search_text(names=names, phone=party.phone, email=party.email, inn=party.inn)
    if changes:
        party.revision += 1
    party.save(update_fields=["kind", "display_name", "inn", "phone", "email", "search_text", "revision"])
    detail.save()
    PartyChange.objects.bulk_create(
        PartyChange(party=party, field=name, old=old or None, new=new, source=source, source_id=source_id)
        for name, (old, new) in changes.items()
    )
    if created or changes:
        events.record(
            REGISTERED if created else CHANGED,
            actor=actor,
            subject=party,
            party_id=party.pk,
            data={"fields": sorted(changes), "revision": party.revision},
        )
