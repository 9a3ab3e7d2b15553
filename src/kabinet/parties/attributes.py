"""Which attribute of a party an answer feeds, and where the register keeps it.

Questionnaires name attributes in `maps_to`: `person.last_name`, `organisation.ogrn`. This table is the whole list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.db import models

from kabinet.parties.models import Organisation, Party, Person

Facts = Mapping[str, Any]
"""Values by attribute in the stored form of answers: dates ISO, phones E.164, addresses as parts."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Where one attribute is kept: a column of the party itself or of its person or organisation row."""

    row: Literal["party", "detail"]
    column: str


_PERSON_COLUMNS: Final = (
    "last_name",
    "first_name",
    "middle_name",
    "birth_date",
    "birth_place",
    "citizenship",
    "snils",
    "passport_issued_on",
    "passport_issuer",
    "passport_issuer_code",
    "registration_address",
    "actual_address",
)
_REACH: Final = ("inn", "phone", "email")
PERSON: Final[Mapping[str, Attribute]] = {
    **{f"person.{name}": Attribute("detail", name) for name in _PERSON_COLUMNS},
    **{f"person.{name}": Attribute("party", name) for name in _REACH},
}
ORGANISATION: Final[Mapping[str, Attribute]] = {
    "organisation.name": Attribute("party", "display_name"),
    "organisation.ogrnip": Attribute("detail", "ogrn"),
    **{
        f"organisation.{name}": Attribute("detail", name)
        for name in ("full_name", "ogrn", "kpp", "address", "activity", "head_position")
    },
    **{f"organisation.{name}": Attribute("party", name) for name in _REACH},
}
PASSPORT: Final = "person.passport"
"""Series and number together, ten digits; kept in two columns."""
KIND: Final = "party.kind"
"""`self_employed`, `sole_proprietor` or `legal_entity`."""


def split_passport(facts: Facts) -> dict[str, Any]:
    """Columns of the person row for a passport's series and number, if the facts have them."""
    passport = facts.get(PASSPORT)
    if not isinstance(passport, str) or len(passport) != 10:
        return {}
    return {"passport_series": passport[:4], "passport_number": passport[4:]}


def as_column(row: models.Model, column: str, value: Any) -> Any:
    """A fact as its column takes it: dates as dates, texts no longer than the column."""
    field = row._meta.get_field(column)
    if isinstance(field, models.DateField):
        return date.fromisoformat(value)
    if isinstance(field, models.CharField):
        return str(value)[: field.max_length]
    return value


def as_json(value: Any) -> Any:
    """A column's value as history and answers keep it."""
    return value.isoformat() if isinstance(value, date) else value


def facts_of(party: Party, detail: Person | Organisation | None) -> dict[str, Any]:
    """What the register knows of a party, by attribute; blanks are left out."""
    table = PERSON if isinstance(detail, Person) else ORGANISATION
    facts: dict[str, Any] = {}
    for name, attribute in table.items():
        row = party if attribute.row == "party" else detail
        value = as_json(getattr(row, attribute.column)) if row is not None else None
        if value:
            facts[name] = value
    if isinstance(detail, Person) and detail.passport_series and detail.passport_number:
        facts[PASSPORT] = detail.passport_series + detail.passport_number
    if isinstance(detail, Organisation):
        facts[KIND] = party.kind
    return facts
