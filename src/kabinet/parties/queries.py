"""Reading the client register."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.kernel.paging import PAGE_SIZE, Page, page
from kabinet.parties import attributes
from kabinet.parties.models import Organisation, Party, PartyChange, Person
from kabinet.parties.searching import matches

HISTORY = 100
_SHOWN: Final = ("kind", "display_name", "inn", "phone", "email", "created_at")
"""What a line of the list shows."""


@dataclass(frozen=True, slots=True)
class ClientCard:
    """What the register shows of one client.

    Attributes:
        party: The client.
        person: The person row, of persons.
        organisation: The organisation row with its head, of organisations.
        organisations: Organisations a person heads.
        changes: Newest changes of the client's data.
    """

    party: Party
    person: Person | None
    organisation: Organisation | None
    organisations: list[Party]
    changes: list[PartyChange] = field(default_factory=list)


def client_list(
    actor: Actor,
    *,
    search: str = "",
    kind: str = "",
    cursor: str = "",
    size: int = PAGE_SIZE,
    also: Collection[UUID] = (),
) -> Page[Party]:
    """The clients an actor may see, newest first. One query.

    Args:
        actor: Who asks.
        search: Part of a name, phone, INN or e-mail, as typed.
        kind: One of `Party.Kind`; anything else means all.
        cursor: Where the page begins.
        size: Rows on a page.
        also: Clients that the search means besides, by what this room does not know: numbers of their papers.
    """
    clients = access.visible(Party, actor).only(*_SHOWN)
    condition = matches(search)
    if condition is not None:
        clients = clients.filter(condition | Q(pk__in=also) if also else condition)
    if kind in Party.Kind.values:
        clients = clients.filter(kind=kind)
    return page(clients, by="created_at", cursor=cursor, size=size)


def client_card(actor: Actor, party_id: UUID) -> ClientCard:
    """One client with history. At most three queries.

    Raises:
        Http404: Unknown or forbidden.
    """
    related = ("account", "person", "organisation", "organisation__head", "organisation__head__person")
    party = access.get(Party, actor, party_id, related=related)
    return ClientCard(
        party=party,
        person=getattr(party, "person", None),
        organisation=getattr(party, "organisation", None),
        organisations=list(Party.objects.filter(organisation__head=party).exclude(pk=party.pk).order_by("pk")[:50]),
        changes=list(party.changes.order_by("-created_at", "-id")[:HISTORY]),
    )


def facts_of_account(account_id: UUID) -> dict[str, Any]:
    """What the register knows of the person behind an account and the organisation last told of. Two queries.

    For filling an application in beforehand; values by attribute, in the stored form of answers.
    """
    person = Party.objects.filter(account_id=account_id, kind=Party.Kind.PERSON).select_related("person").first()
    organisations = Party.objects.filter(account_id=account_id).exclude(kind=Party.Kind.PERSON)
    organisation = organisations.select_related("organisation").order_by("-created_at").first()
    facts: dict[str, Any] = {}
    if person is not None:
        facts |= attributes.facts_of(person, getattr(person, "person", None))
    if organisation is not None:
        facts |= attributes.facts_of(organisation, getattr(organisation, "organisation", None))
    return facts


def party_names(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of clients the actor may see. One query, none without ids."""
    if not ids:
        return {}
    return dict(access.visible(Party, actor).filter(pk__in=ids).values_list("pk", "display_name"))
