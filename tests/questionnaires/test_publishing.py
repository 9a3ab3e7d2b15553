import copy
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.models import Event
from kabinet.questionnaires.actions.publish_questionnaire_version import publish_questionnaire_version
from kabinet.questionnaires.actions.publish_standard_questionnaires import publish_standard_questionnaires
from kabinet.questionnaires.models import Questionnaire, QuestionnaireVersion
from kabinet.questionnaires.queries import definition_of, live_version_of
from tests.support.identity import actor_for, make_staff, staff_actor
from tests.support.race import race

SHORT: dict[str, Any] = {
    "code": "short",
    "title": "Короткая анкета",
    "steps": [{"code": "one", "title": "Шаг", "fields": [{"code": "name", "type": "text", "label": "Имя"}]}],
}


def publish(definition: Any, actor: Actor = SYSTEM) -> QuestionnaireVersion:
    return publish_questionnaire_version(actor=actor, definition=definition)


def changed(label: str) -> dict[str, Any]:
    definition = copy.deepcopy(SHORT)
    definition["steps"][0]["fields"][0]["label"] = label
    return definition


@pytest.mark.django_db
def test_versions_are_numbered_and_the_newest_is_live() -> None:
    first, second = publish(SHORT), publish(changed("Ваше имя"))
    assert (first.number, second.number) == (1, 2)
    live = live_version_of(first.questionnaire_id)
    assert live is not None
    assert live.pk == second.pk
    assert definition_of(first.pk).entries["name"].field.label == "Имя"
    assert definition_of(second.pk).entries["name"].field.label == "Ваше имя"
    assert definition_of(second.pk) is definition_of(second.pk)
    assert live_version_of(uuid4()) is None
    assert Event.objects.filter(name="questionnaire.published").count() == 2


@pytest.mark.django_db
def test_publishing_what_is_live_changes_nothing() -> None:
    first = publish(SHORT)
    assert publish(copy.deepcopy(SHORT)).pk == first.pk
    assert QuestionnaireVersion.objects.count() == 1
    publish(changed("Ваше имя"))
    assert publish(SHORT).number == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ({**SHORT, "steps": []}, "questionnaire.faulty"),
        ({**SHORT, "steps": [SHORT["steps"][0], SHORT["steps"][0]]}, "questionnaire.faulty"),
        ([], "questionnaire.faulty"),
        ({**SHORT, "title": "я" * 600_000}, "questionnaire.too_large"),
    ],
)
def test_faults_are_refused(definition: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        publish(definition)
    assert refused.value.code == code
    assert Questionnaire.objects.count() == 0


@pytest.mark.django_db
def test_who_may_publish() -> None:
    with pytest.raises(Denied):
        publish(SHORT, actor_for(make_staff()))
    assert publish(SHORT, staff_actor(Role.ADMINISTRATOR)).number == 1


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_version() -> None:
    version = publish(SHORT)
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionnaireVersion.objects.filter(pk=version.pk).update(number=7)


@pytest.mark.django_db
def test_the_standard_questionnaires_are_published_once() -> None:
    first = publish_standard_questionnaires(actor=SYSTEM)
    again = publish_standard_questionnaires(actor=SYSTEM)
    assert [version.pk for version in first] == [version.pk for version in again]
    assert {version.questionnaire.code for version in first} == {"consumer_loan", "business_loan"}


@pytest.mark.django_db(transaction=True)
def test_two_people_publish_at_once() -> None:
    outcomes = race(lambda: publish(changed("А")).number, lambda: publish(changed("Б")).number)
    assert sorted(outcomes) == [1, 2]
    outcomes = race(lambda: publish(changed("В")).number, lambda: publish(changed("В")).number)
    assert outcomes == [3, 3]
