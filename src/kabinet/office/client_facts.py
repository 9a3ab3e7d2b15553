"""What the register says of a client and of changes of its data, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from kabinet.applications import formatting
from kabinet.kernel import identifiers
from kabinet.kernel.ui.formats import date_short
from kabinet.kernel.ui.formats import phone as show_phone
from kabinet.parties.models import Organisation, PartyChange, Person
from kabinet.parties.queries import ClientCard
from kabinet.questionnaires.engine.fields import ADDRESS_PARTS


def facts(card: ClientCard) -> list[tuple[str, str]]:
    """What the register knows, in words; blanks are left out."""
    party = card.party
    facts = [
        (_("Kind"), party.get_kind_display()),
        (_("INN"), party.inn),
        (_("Phone"), show_phone(party.phone)),
        (_("E-mail"), party.email),
    ]
    if card.person is not None:
        facts += _person_facts(card.person)
    if card.organisation is not None:
        facts += _organisation_facts(card.organisation)
    return [(term, value) for term, value in facts if value]


def _person_facts(person: Person) -> list[tuple[str, str]]:
    passport = person.passport_series + person.passport_number
    return [
        (_("Last name"), person.last_name),
        (_("First name"), person.first_name),
        (_("Middle name"), person.middle_name),
        (_("Date of birth"), date_short(person.birth_date)),
        (_("Place of birth"), person.birth_place),
        (_("SNILS"), identifiers.format_snils(person.snils) if person.snils else ""),
        (_("Passport"), identifiers.format_passport(passport) if passport else ""),
        (_("Passport issued"), " ".join(filter(None, (date_short(person.passport_issued_on), person.passport_issuer)))),
        (_("Issuer's code"), person.passport_issuer_code),
        (_("Registered address"), _shown(person.registration_address)),
        (_("Actual address"), _shown(person.actual_address)),
    ]


def _organisation_facts(organisation: Organisation) -> list[tuple[str, str]]:
    return [
        (_("Full name"), organisation.full_name),
        (_("OGRN"), organisation.ogrn),
        (_("KPP"), organisation.kpp),
        (_("Address"), _shown(organisation.address)),
        (_("Activity"), organisation.activity),
        (_("Position of the head"), organisation.head_position),
    ]


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change of the register's data, ready to be read.

    Attributes:
        at: When.
        field: What was changed, in words.
        old: What it was.
        new: What it became.
        source: Where the new value came from.
        application: The application it came from, if it did.
    """

    at: datetime
    field: str
    old: str
    new: str
    source: str
    application: UUID | None


def told(change: PartyChange) -> ToldChange:
    """A change in words."""
    name = change.field.rpartition(".")[2]
    show = _SHOWN.get(name, _shown)
    return ToldChange(
        at=change.created_at,
        field=_FIELDS[name]() if name in _FIELDS else change.field,
        old=show(change.old),
        new=show(change.new),
        source=change.get_source_display(),
        application=change.source_id if change.source == PartyChange.Source.APPLICATION else None,
    )


_FIELDS = {
    "name": lambda: _("Name of the client"),
    "display_name": lambda: _("Name of the client"),
    "inn": lambda: _("INN"),
    "phone": lambda: _("Phone"),
    "email": lambda: _("E-mail"),
    "last_name": lambda: _("Last name"),
    "first_name": lambda: _("First name"),
    "middle_name": lambda: _("Middle name"),
    "birth_date": lambda: _("Date of birth"),
    "birth_place": lambda: _("Place of birth"),
    "citizenship": lambda: _("Citizenship"),
    "snils": lambda: _("SNILS"),
    "passport_series": lambda: _("Passport series"),
    "passport_number": lambda: _("Passport number"),
    "passport_issued_on": lambda: _("Passport issued"),
    "passport_issuer": lambda: _("Issuer"),
    "passport_issuer_code": lambda: _("Issuer's code"),
    "registration_address": lambda: _("Registered address"),
    "actual_address": lambda: _("Actual address"),
    "full_name": lambda: _("Full name"),
    "ogrn": lambda: _("OGRN"),
    "ogrnip": lambda: _("OGRNIP"),
    "kpp": lambda: _("KPP"),
    "address": lambda: _("Address"),
    "activity": lambda: _("Activity"),
    "head_position": lambda: _("Position of the head"),
    "head": lambda: _("Head"),
}


def _shown(value: Any) -> str:
    """A value of the register as people read it: parts of an address with commas, days with dots."""
    if isinstance(value, dict):
        return formatting.PAGE.address({part: str(value[part]) for part in ADDRESS_PARTS if value.get(part)})
    text = "" if value is None else str(value)
    try:
        return date_short(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text


def _citizenship(value: Any) -> str:
    return {"russia": _("Russia")}.get(value, _shown(value))


_SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    "phone": show_phone,
    "snils": lambda value: identifiers.format_snils(value) if value else "",
    "citizenship": _citizenship,
}
"""How values of the register are read where that differs from how they are kept."""
