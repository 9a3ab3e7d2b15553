"""Enter a person in the register, or change what it says of them."""

from uuid import UUID

from django.db import transaction

from kabinet.kernel.access import Actor
from kabinet.parties import attributes
from kabinet.parties.attributes import PERSON, Facts
from kabinet.parties.models import Party, PartyChange, Person
from kabinet.parties.updating import apply, finish, lock_account


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
    lock_account(account_id)
    party = Party.objects.select_for_update().filter(account_id=account_id, kind=Party.Kind.PERSON).first()
    created = party is None
    if party is None:
        party = Party.objects.create(kind=Party.Kind.PERSON, account_id=account_id)
    person, _created = Person.objects.get_or_create(party=party)
    changes = apply(party, person, PERSON, facts, attributes.split_passport(facts))
    party.display_name = " ".join(filter(None, (person.last_name, person.first_name, person.middle_name)))
    finish(actor, party, person, changes, created, [party.display_name], source, source_id)
    return party
