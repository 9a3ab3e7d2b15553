"""Contact persons added and left empty: said wherever they are met, until they are filled in or removed."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from kabinet.applications.actions.add_group_item import add_group_item
from kabinet.applications.actions.remove_group_item import remove_group_item
from kabinet.applications.actions.save_step import save_step
from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.errors import Incomplete
from kabinet.applications.models import Application
from kabinet.applications.queries.cabinet import draft_at_work
from kabinet.kernel.access import Actor
from tests.support.applications import make_full_draft, url
from tests.support.identity import actor_for, browser_of, make_user

pytestmark = pytest.mark.django_db
EMPTY = "Не заполнено: заполните или удалите."
FILLED = {"contact_name": "Пётр Орлов", "contact_relation": "friend", "contact_phone": "+7 999 000-00-22"}


@pytest.fixture
def draft() -> Application:
    return make_full_draft(actor_for(make_user()))


@pytest.fixture
def actor(draft: Application) -> Actor:
    assert draft.account is not None
    return actor_for(draft.account)


@pytest.fixture
def browser(draft: Application) -> Client:
    assert draft.account is not None
    return browser_of(draft.account)


def two_added(actor: Actor, draft: Application) -> None:
    for _each in range(2):
        add_group_item(actor=actor, application_id=draft.pk, group="contact_persons")


def status_of_people(actor: Actor, draft: Application) -> str:
    work = draft_at_work(actor, draft.pk)
    assert work is not None
    [people] = [each for each in work.steps if each.step.code == "people"]
    return str(people.status)


def test_a_step_with_empty_contact_persons_is_not_done(actor: Actor, draft: Application) -> None:
    save_step(actor=actor, application_id=draft.pk, step="people", typed={})
    assert status_of_people(actor, draft) == "done"
    two_added(actor, draft)
    assert status_of_people(actor, draft) == "in_progress"


def test_going_on_says_which_are_empty(browser: Client, actor: Actor, draft: Application) -> None:
    two_added(actor, draft)
    step = url("application_step", draft, "people")
    assertNotContains(browser.get(step), EMPTY)
    page = browser.post(step, {f"contact_persons.1.{field}": value for field, value in FILLED.items()})
    assertContains(page, f'<a href="#id_contact_persons.0">Контактное лицо 1: {EMPTY}</a>', status_code=422, html=True)
    assertContains(page, f'id="id_contact_persons.0-error" data-for="id_contact_persons.0">{EMPTY}<', status_code=422)
    assertContains(page, 'id="id_contact_persons.1-error" data-for="id_contact_persons.1"><', status_code=422)


def test_the_check_page_names_them_and_leads_there(browser: Client, actor: Actor, draft: Application) -> None:
    two_added(actor, draft)
    check = browser.get(url("application_check", draft))
    assertContains(check, f"Контактное лицо 1: {EMPTY}")
    assertContains(check, f"Контактное лицо 2: {EMPTY}")
    assertContains(check, "<dt>Контактное лицо 2</dt>")
    way = url("application_step", draft, "people") + "?field=contact_persons.1"
    assertContains(check, f'href="{way}.contact_name"')
    assertContains(check, f'href="{way}&amp;why=1"')
    page = browser.get(f"{way}&why=1")
    assertContains(page, f'id="id_contact_persons.1-error" data-for="id_contact_persons.1">{EMPTY}<')
    assertContains(page, 'id="id_contact_persons.0-error" data-for="id_contact_persons.0"><')


def test_nothing_is_sent_without_them_having_been_settled(actor: Actor, draft: Application) -> None:
    two_added(actor, draft)
    with pytest.raises(Incomplete) as refused:
        submit_application(actor=actor, application_id=draft.pk)
    assert [(each.path, each.step, each.label) for each in refused.value.obstacles] == [
        ("contact_persons.0", "people", "Контактное лицо 1"),
        ("contact_persons.1", "people", "Контактное лицо 2"),
    ]
    draft.refresh_from_db()
    assert (draft.status, draft.answers["contact_persons"]) == ("draft", [{}, {}])
    filled = {f"contact_persons.0.{field}": value for field, value in FILLED.items()}
    save_step(actor=actor, application_id=draft.pk, step="people", typed=filled)
    remove_group_item(actor=actor, application_id=draft.pk, group="contact_persons", key="1")
    assert status_of_people(actor, draft) == "done"
    sent = submit_application(actor=actor, application_id=draft.pk)
    assert [each["contact_name"] for each in sent.answers["contact_persons"]] == ["Пётр Орлов"]


def test_the_line_goes_as_something_is_typed(browser: Client, actor: Actor, draft: Application) -> None:
    two_added(actor, draft)
    path = "contact_persons.0.contact_name"
    answer = browser.post(url("application_answer", draft), {"field": path, path: "Пётр Орлов"})
    line = 'id="id_contact_persons.0-error" data-for="id_contact_persons.0" hx-swap-oob="true"></p>'
    assertContains(answer, line)
    assertNotContains(answer, EMPTY)
