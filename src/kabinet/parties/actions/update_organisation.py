"""Enter an organisation in the register, or change what it says of it."""

from uuid import UUID

from django.db import transaction

from kabinet.kernel.access import Actor
from kabinet.parties.attributes import KIND, ORGANISATION, Facts
from kabinet.parties.models import Organisation, Party, PartyChange
from kabinet.parties.updating import apply, finish, lock_account

_ORGANISATION_KINDS = {Party.Kind.SELF_EMPLOYED, Party.Kind.SOLE_PROPRIETOR, Party.Kind.LEGAL_ENTITY}


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
    lock_account(account_id)
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
    changes = apply(party, detail, ORGANISATION, told, {})
    if party.kind != kind:
        changes[KIND] = (party.kind, kind)
        party.kind = kind
    names = [party.display_name, detail.full_name, head.display_name]
    finish(actor, party, detail, changes, created, names, source, source_id)
    return party


def _kind_of(facts: Facts) -> Party.Kind:
    told = facts.get(KIND)
    if told in _ORGANISATION_KINDS:
        return Party.Kind(told)
    inn = str(facts.get("organisation.inn") or "")
    return Party.Kind.SOLE_PROPRIETOR if len(inn) == 12 else Party.Kind.LEGAL_ENTITY


def _name_of_own(kind: Party.Kind, head: Party) -> str:
    return f"ИП {head.display_name}" if kind == Party.Kind.SOLE_PROPRIETOR else head.display_name
