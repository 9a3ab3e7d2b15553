from datetime import date
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from kabinet.identity.roles import Role
from kabinet.kernel import access
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.models import Event
from kabinet.parties.actions.update_organisation import update_organisation
from kabinet.parties.actions.update_person import update_person
from kabinet.parties.models import Party, PartyChange
from kabinet.parties.queries import client_card, client_list, facts_of_account
from tests.support.history import rewritten_history
from tests.support.identity import actor_for, make_staff, make_user, visitor
from tests.support.parties import ANNA, BAKERY, make_organisation, make_person
from tests.support.race import race

CLIENT = PartyChange.Source.CLIENT


@pytest.mark.django_db
def test_a_person_is_entered_once_and_changed_with_history() -> None:
    account = make_user()
    party = make_person(account)
    assert (party.display_name, party.revision) == ("Королёва Анна Игоревна", 1)
    assert party.search_text == "королева анна игоревна 79991234567 anna@mail.example"
    assert party.person.birth_date == date(1990, 5, 14)
    again = make_person(account, last_name="Орлова", birth_date="1990-05-15")
    assert again.pk == party.pk
    assert {(change.field, change.old, change.new) for change in PartyChange.objects.filter(old__isnull=False)} == {
        ("person.last_name", "Королёва", "Орлова"),
        ("person.birth_date", "1990-05-14", "1990-05-15"),
    }
    assert make_person(account, last_name="Орлова", birth_date="1990-05-15").revision == 2
    assert Event.objects.filter(name="party.registered").count() == 1
    assert Event.objects.filter(name="party.changed").count() == 1


@pytest.mark.django_db
def test_what_was_not_told_stays() -> None:
    account = make_user()
    make_person(account)
    party = update_person(
        actor=SYSTEM,
        account_id=account.pk,
        facts={"person.first_name": "Ольга", "person.snils": None, "person.inn": ""},
        source=CLIENT,
        source_id=uuid4(),
    )
    assert (party.person.snils, party.person.first_name) == ("11223344595", "Ольга")


@pytest.mark.django_db
def test_longer_texts_than_the_register_holds_are_cut() -> None:
    party = make_person(birth_place="Я" * 500)
    assert party.person.birth_place == "Я" * 300


@pytest.mark.django_db
def test_an_organisation_is_known_by_its_inn() -> None:
    account = make_user()
    first = make_organisation(account)
    again = make_organisation(account, activity="Пекарня")
    other = make_organisation(account, inn="7736207543")
    assert (first.pk == again.pk, first.pk == other.pk) == (True, False)
    assert (again.kind, again.display_name, again.phone) == (
        "legal_entity",
        "ООО «Тёплый хлеб»",
        "+79991234567",
    )
    assert again.organisation.head == Party.objects.get(kind="person")
    assert "королева" in again.search_text
    assert "7707083893" in again.search_text


@pytest.mark.django_db
def test_the_self_employed_and_sole_proprietors_are_their_own_head() -> None:
    head = make_person(inn="500100732259")
    assert head.account_id is not None
    for kind, name in (("sole_proprietor", "ИП Королёва Анна Игоревна"), ("self_employed", "Королёва Анна Игоревна")):
        party = update_organisation(
            actor=SYSTEM,
            account_id=head.account_id,
            head=head,
            facts={"party.kind": kind},
            source=CLIENT,
            source_id=uuid4(),
        )
        assert (party.kind, party.inn, party.organisation.head_id) == (kind, "500100732259", head.pk)
        with rewritten_history():
            Party.objects.filter(pk=party.pk).delete()
        assert party.display_name == name


@pytest.mark.django_db
def test_the_register_gives_back_what_it_was_told() -> None:
    account = make_user()
    make_organisation(account)
    facts = facts_of_account(account.pk)
    assert {key: facts[key] for key in ANNA} == ANNA
    assert {key: facts[key] for key in BAKERY} == BAKERY
    assert facts_of_account(uuid4()) == {}


@pytest.mark.django_db
def test_history_is_never_rewritten() -> None:
    make_person()
    with pytest.raises(DatabaseError), transaction.atomic():
        PartyChange.objects.update(new="x")


@pytest.mark.django_db
def test_the_list_is_searched_and_narrowed(django_assert_num_queries: Any) -> None:
    anna = make_person()
    ivan = make_person(last_name="Иванов", first_name="Иван", phone="+79120001122", email="ivan@mail.example")
    bakery = make_organisation()
    manager = actor_for(make_staff())
    with django_assert_num_queries(1):
        assert len(client_list(manager).rows) == 4
    found = {
        query: {party.pk for party in client_list(manager, search=query).rows}
        for query in (
            *("иван", "8 912 000 11 22", "ivan@mail", "IVAN@mail.example"),
            *("хлеб тёплый", "7707083893", "нет такого", "van@mail.example", "_"),
        )
    }
    assert found["иван"] == found["8 912 000 11 22"] == {ivan.pk}
    assert found["ivan@mail"] == found["IVAN@mail.example"] == {ivan.pk}
    assert found["хлеб тёплый"] == found["7707083893"] == {bakery.pk}
    assert found["нет такого"] == found["van@mail.example"] == found["_"] == set()
    assert {party.pk for party in client_list(manager, kind="legal_entity").rows} == {bakery.pk}
    assert anna.pk in {party.pk for party in client_list(manager, search="королёва").rows}


@pytest.mark.django_db
def test_the_card(django_assert_max_num_queries: Any) -> None:
    account = make_user()
    bakery = make_organisation(account)
    manager = actor_for(make_staff())
    with django_assert_max_num_queries(3):
        card = client_card(manager, bakery.pk)
        assert card.organisation is not None
        assert card.organisation.head is not None
    person = client_card(manager, card.organisation.head.pk)
    assert person.organisations == [bakery]
    assert len(person.changes) > 10
    with pytest.raises(Http404):
        client_card(actor_for(make_user()), bakery.pk)


@pytest.mark.django_db
def test_who_sees_which_client() -> None:
    account = make_user()
    party = make_person(account)
    assert list(access.visible(Party, actor_for(account))) == [party]
    assert list(access.visible(Party, actor_for(make_user()))) == []
    assert list(access.visible(Party, visitor())) == []
    for role in Role:
        assert list(access.visible(Party, actor_for(make_staff(role)))) == [party]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["королёва", "короле\u0308ва", "\u200bКОРОЛЁВА\u202c", "8 (999) 123\u201145\u201167", "о\u2019ши"],
    ids=ascii,
)
def test_a_client_is_found_however_the_question_is_written(query: str) -> None:
    account = make_user()
    party = make_person(account, first_name="О'Ши")
    assert [found.pk for found in client_list(actor_for(make_staff()), search=query).rows] == [party.pk]


@pytest.mark.django_db
def test_search_texts_of_another_form_are_brought_to_the_one() -> None:
    module = import_module("kabinet.parties.migrations.0004_one_form_of_search_text")
    party = make_person(make_user())
    for kept, then in [("семе\u0308н о’ши\u2011ли\u200b", "семён о'ши-ли"), ("обычный", "обычный")]:
        Party.objects.filter(pk=party.pk).update(search_text=kept)
        with connection.cursor() as cursor:
            cursor.execute(module.FOLD)
        party.refresh_from_db()
        assert party.search_text == then


@pytest.mark.django_db(transaction=True)
def test_two_tellings_at_once_make_one_person() -> None:
    account = make_user()
    race(lambda: make_person(account), lambda: make_person(account, last_name="Орлова"))
    assert Party.objects.count() == 1
    assert PartyChange.objects.filter(field="person.last_name", old__isnull=False).count() == 1
