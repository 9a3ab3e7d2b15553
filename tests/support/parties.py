"""The client register for tests. All people are made up."""

from typing import Any
from uuid import uuid4

from kabinet.identity.models import User
from kabinet.kernel.access import SYSTEM
from kabinet.parties.actions.update_organisation import update_organisation
from kabinet.parties.actions.update_person import update_person
from kabinet.parties.models import Party, PartyChange
from tests.support.identity import make_user

ANNA: dict[str, Any] = {
    "person.last_name": "Королёва",
    "person.first_name": "Анна",
    "person.middle_name": "Игоревна",
    "person.birth_date": "1990-05-14",
    "person.birth_place": "г. Пермь",
    "person.citizenship": "russia",
    "person.passport": "5710123456",
    "person.passport_issued_on": "2010-06-01",
    "person.passport_issuer": "Отделом УФМС России по Пермскому краю",
    "person.passport_issuer_code": "590-001",
    "person.snils": "11223344595",
    "person.phone": "+79991234567",
    "person.email": "anna@mail.example",
    "person.registration_address": {"index": "614000", "city": "Пермь", "street": "Ленина", "house": "5"},
}
BAKERY: dict[str, Any] = {
    "party.kind": "legal_entity",
    "organisation.name": "ООО «Тёплый хлеб»",
    "organisation.inn": "7707083893",
    "organisation.ogrn": "1027700132195",
    "organisation.kpp": "773601001",
    "organisation.activity": "Выпечка хлеба",
    "organisation.head_position": "Генеральный директор",
}


def make_person(account: User | None = None, **facts: Any) -> Party:
    """A person in the register; facts by attribute without its prefix: `last_name="Орлов"`."""
    account = account or make_user()
    told = ANNA | {f"person.{name}": value for name, value in facts.items()}
    return update_person(
        actor=SYSTEM, account_id=account.pk, facts=told, source=PartyChange.Source.CLIENT, source_id=uuid4()
    )


def make_organisation(account: User | None = None, **facts: Any) -> Party:
    """An organisation in the register with its head."""
    account = account or make_user()
    head = make_person(account)
    told = BAKERY | {f"organisation.{name}": value for name, value in facts.items()}
    return update_organisation(
        actor=SYSTEM, account_id=account.pk, head=head, facts=told, source=PartyChange.Source.CLIENT, source_id=uuid4()
    )
