import pytest
from django.db import DatabaseError, transaction

from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Denied, Stale
from kabinet.kernel.events import about
from kabinet.organisation.actions.publish_text import publish_text
from kabinet.organisation.drafts import Draft
from kabinet.organisation.models import LegalText
from kabinet.organisation.queries.texts import editions_of, texts_in_force
from tests.support.identity import actor_for, make_staff
from tests.support.race import race

pytestmark = pytest.mark.django_db

FIRST, SECOND = Draft("privacy", "Политика", "Первая."), Draft("privacy", "Политика", "Вторая.")


def test_an_edition_follows_another_and_is_told() -> None:
    first = publish_text(actor=actor_for(make_staff(Role.ADMINISTRATOR)), draft=FIRST)
    second = publish_text(actor=SYSTEM, draft=SECOND, after=1)
    assert first
    assert second
    assert editions_of("privacy") == [second, first]
    assert texts_in_force(["privacy", "rules"]) == texts_in_force() == {"privacy": second}
    assert [event.data for event in about([first, second])] == [
        {"code": "privacy", "number": 2},
        {"code": "privacy", "number": 1},
    ]


def test_an_edition_that_says_the_same_is_not_published() -> None:
    publish_text(actor=SYSTEM, draft=FIRST)
    assert publish_text(actor=SYSTEM, draft=FIRST) is None
    assert LegalText.objects.count() == 1


def test_those_without_the_right_and_those_who_know_an_older_edition_publish_nothing() -> None:
    publish_text(actor=SYSTEM, draft=FIRST)
    with pytest.raises(Denied):
        publish_text(actor=actor_for(make_staff(Role.SENIOR_MANAGER)), draft=SECOND)
    with pytest.raises(Stale):
        publish_text(actor=SYSTEM, draft=SECOND, after=0)
    assert LegalText.objects.count() == 1


def test_the_database_keeps_an_edition_as_it_is() -> None:
    publish_text(actor=SYSTEM, draft=FIRST)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        LegalText.objects.update(body="Другая.")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        LegalText.objects.all()._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_a_text_published_twice_at_once_has_one_edition() -> None:
    race(*[lambda: publish_text(actor=SYSTEM, draft=FIRST)] * 2)
    assert list(LegalText.objects.values_list("code", "number")) == [("privacy", 1)]
