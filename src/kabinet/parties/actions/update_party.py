"""Bring the register up to what a client has told: used inside the transaction of the telling."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models, transaction

from kabinet.kernel import events
from kabinet.kernel.access import Actor
from kabinet.parties import attributes
from kabinet.parties.attributes import KIND, ORGANISATION, PERSON, Attribute, Facts
from kabinet.parties.events import CHANGED, REGISTERED
from kabinet.parties.models import Organisation, Party, PartyChange, Person
from kabinet.parties.searching import search_text

_ORGANISATION_KINDS = {Party.Kind.SELF_EMPLOYED, Party.Kind.SOLE_PROPRIETOR, Party.Kind.LEGAL_ENTITY}


@transaction.atomic
def update_person(
    *, actor: Actor, account_id: UUID, facts: Facts, source: PartyChange.Source, source_id: UUID
) -> Party:
    """Enter the person behind an account in the register, or change what is known of them.

    Each attribute that differs leaves a `PartyChange`; attributes that are not among the facts stay as they are.

    Args:
        actor: Who told; recorded in the event.
        account_id: The account; it has at most one person.
        facts: Values by attribute (`person.…`), in the stored form of answers.
        source: Where the facts come from.
        source_id: The application or account they come from.
    """
    _lock_account(account_id)
    party = Party.objects.select_for_update().filter(account_id=account_id, kind=Party.Kind.PERSON).first()
    created = party is None
    if party is None:
        party = Party.objects.create(kind=Party.Kind.PERSON, account_id=account_id)
    person, _created = Person.objects.get_or_create(party=party)
    changes = _apply(party, person, PERSON, facts, attributes.split_passport(facts))
    party.display_name = " ".join(filter(None, (person.last_name, person.first_name, person.middle_name)))
    _finish(actor, party, person, changes, created, [party.display_name], source, source_id)
    return party


@transaction.atomic
def update_organisation(
    *, actor: Actor, account_id: UUID, head: Party, facts: Facts, source: PartyChange.Source, source_id: UUID
) -> Party:
    """Enter an organisation that an account acts for, or change what is known of it.

    It is recognised by its INN among the organisations of the account, without one by its kind.

    Args:
        actor: Who told.
        account_id: The account that acts for it.
        head: The person who heads it; of a sole proprietor or self-employed the same person.
        facts: Values by attribute (`organisation.…`).
        source: Where the facts come from.
        source_id: The application or account they come from.
    """
    _lock_account(account_id)
    kind = _kind_of(facts)
    own = kind in {Party.Kind.SOLE_PROPRIETOR, Party.Kind.SELF_EMPLOYED}
    told = dict(facts)
    if own:
        told.setdefault("organisation.inn", head.inn)
        told.setdefault("organisation.name", _name_of_own(kind, head))
    told.setdefault("organisation.phone", head.phone)
    told.setdefault("organisation.email", head.email)
    inn = str(told.get("organisation.inn") or "")
    known = Party.objects.select_for_update().filter(account_id=account_id, inn=inn).exclude(kind=Party.Kind.PERSON)
    party = (known if inn else known.filter(kind=kind)).order_by("pk").first()
    created = party is None
    if party is None:
        party = Party.objects.create(kind=kind, account_id=account_id, inn=inn)
    detail, _created = Organisation.objects.get_or_create(party=party)
    detail.head = head
    changes = _apply(party, detail, ORGANISATION, told, {})
    if party.kind != kind:
        changes[KIND] = (party.kind, kind)
        party.kind = kind
    names = [party.display_name, detail.full_name, head.display_name]
    _finish(actor, party, detail, changes, created, names, source, source_id)
    return party


def _lock_account(account_id: UUID) -> None:
    """Two tellings of one account wait for each other, also before there is a party to lock."""
    get_user_model().objects.select_for_update().values_list("pk").get(pk=account_id)


def _kind_of(facts: Facts) -> Party.Kind:
    told = facts.get(KIND)
    if told in _ORGANISATION_KINDS:
        return Party.Kind(told)
    inn = str(facts.get("organisation.inn") or "")
    return Party.Kind.SOLE_PROPRIETOR if len(inn) == 12 else Party.Kind.LEGAL_ENTITY


def _name_of_own(kind: Party.Kind, head: Party) -> str:
    return f"ИП {head.display_name}" if kind == Party.Kind.SOLE_PROPRIETOR else head.display_name


def _apply(
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


def _finish(
    actor: Actor,
    party: Party,
    detail: Person | Organisation,
    changes: Mapping[str, tuple[Any, Any]],
    created: bool,
    names: Iterable[str],
    source: PartyChange.Source,
    source_id: UUID,
) -> None:
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
