"""One draft on two pages at once: tabs, browsers, devices."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.models import Application
from kabinet.identity.models import User
from tests.support.applications import make_draft, make_full_draft, publish_consent_texts
from tests.support.identity import actor_for, make_user
from tests.support.posting import Values, about, controls

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> User:
    return make_user()


@pytest.fixture
def browser(account: User) -> Client:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name: str, draft: Application, *more: str) -> str:
    return reverse(name, args=[draft.pk, *more])


def opened(browser: Client, draft: Application, step: str) -> Values:
    return controls(browser.get(url("application_step", draft, step)))


def posted(browser: Client, draft: Application, step: str, values: Values, **changes: Any) -> Any:
    """Post a step: what the page holds and what is changed in it; None is what is not sent at all."""
    data = {name: value for name, value in (values | changes).items() if value is not None}
    return browser.post(url("application_step", draft, step), data)


def typed(browser: Client, draft: Application, values: Values, field: str, *raw: str, **more: Any) -> Any:
    """Leave one field of a page with scripts."""
    data = {**about(values), "field": field, field: list(raw), **more}
    return browser.post(url("application_answer", draft), data)


def answers(draft: Application) -> dict[str, Any]:
    draft.refresh_from_db()
    found: dict[str, Any] = draft.answers
    return found


def test_an_older_page_saves_only_what_was_changed_on_it(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    older = opened(browser, draft, "about")
    newer = opened(browser, draft, "about")
    posted(browser, draft, "about", newer, last_name="Орлова", birth_place="г. Пермь")
    answer = posted(browser, draft, "about", older, first_name="Анна")
    assert answer.status_code == 422
    assert 'value="Орлова"' in answer.content.decode()
    assert answers(draft) == {"last_name": "Орлова", "birth_place": "г. Пермь", "first_name": "Анна"}


@pytest.mark.parametrize("button", [{"later": "yes"}, {}])
def test_consents_ticked_on_another_page_stay_ticked(browser: Client, account: User, button: dict[str, str]) -> None:
    publish_consent_texts()
    draft = make_draft(actor_for(account))
    older = opened(browser, draft, "consents")
    newer = opened(browser, draft, "consents")
    posted(browser, draft, "consents", newer, consent_personal_data="yes", consent_electronic="yes")
    posted(browser, draft, "consents", older, consent_credit_history="yes", **button)
    ticked = {"consent_personal_data": True, "consent_electronic": True, "consent_credit_history": True}
    assert answers(draft) == ticked
    assert set(draft.consents) == set(ticked)


def test_a_tick_is_taken_away_by_the_page_that_showed_it(browser: Client, account: User) -> None:
    publish_consent_texts()
    draft = make_draft(actor_for(account), consent_personal_data="on", consent_electronic="on")
    page = opened(browser, draft, "consents")
    posted(browser, draft, "consents", page, consent_electronic=None, later="yes")
    assert answers(draft) == {"consent_personal_data": True}
    assert set(draft.consents) == {"consent_personal_data"}


def test_an_emptied_answer_is_a_change_too(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), last_name="Орлова", first_name="Анна", middle_name="Игоревна")
    older = opened(browser, draft, "about")
    posted(browser, draft, "about", opened(browser, draft, "about"), middle_name="", later="yes")
    posted(browser, draft, "about", older, first_name="Яна", later="yes")
    assert answers(draft) == {"last_name": "Орлова", "first_name": "Яна"}


def test_where_both_changed_an_answer_the_person_sees_both(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), last_name="Орлова")
    older = opened(browser, draft, "about")
    posted(browser, draft, "about", opened(browser, draft, "about"), last_name="Белова", later="yes")
    answer = posted(browser, draft, "about", older, last_name="Чернова", first_name="Анна", later="yes")
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "В другом месте: Белова" in html
    assert "Здесь: Чернова" in html
    assert 'href="#id_keep.last_name"' in html
    assert answers(draft) == {"last_name": "Белова", "first_name": "Анна"}
    again = controls(answer)
    assert again["last_name"] == ["Чернова"]
    assert "keep.last_name" not in again
    assert posted(browser, draft, "about", again, later="yes").status_code == 409
    assert answers(draft)["last_name"] == "Белова"


def settle(html: str, whose: str) -> str:
    """The value of a choice between two answers."""
    before = html.split(f"{whose}: ", maxsplit=1)[0].rpartition("<input")[2]
    return before.partition('value="')[2].partition('"')[0]


@pytest.mark.parametrize(("whose", "kept"), [("В другом месте", "Белова"), ("Здесь", "Чернова")])
def test_the_person_chooses_which_answer_stays(browser: Client, account: User, whose: str, kept: str) -> None:
    draft = make_draft(actor_for(account), last_name="Орлова")
    older = opened(browser, draft, "about")
    posted(browser, draft, "about", opened(browser, draft, "about"), last_name="Белова", later="yes")
    answer = posted(browser, draft, "about", older, last_name="Чернова", later="yes")
    choice = {"keep.last_name": settle(answer.content.decode(), whose)}
    for _twice in range(2):
        settled = posted(browser, draft, "about", controls(answer), later="yes", **choice)
        assert settled.status_code == 302
        assert answers(draft)["last_name"] == kept


def test_a_choice_made_of_an_answer_that_changed_again_is_asked_again(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), last_name="Орлова")
    older = opened(browser, draft, "about")
    posted(browser, draft, "about", opened(browser, draft, "about"), last_name="Белова", later="yes")
    answer = posted(browser, draft, "about", older, last_name="Чернова", later="yes")
    posted(browser, draft, "about", opened(browser, draft, "about"), last_name="Серова", later="yes")
    choice = {"keep.last_name": settle(answer.content.decode(), "Здесь")}
    answer = posted(browser, draft, "about", controls(answer), later="yes", **choice)
    assert answer.status_code == 409
    assert "В другом месте: Серова" in answer.content.decode()
    assert answers(draft)["last_name"] == "Серова"


def test_the_same_change_on_both_pages_is_no_conflict(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), income="40000")
    older = opened(browser, draft, "work")
    posted(browser, draft, "work", opened(browser, draft, "work"), income="50 000", later="yes")
    assert posted(browser, draft, "work", older, income="50000,00", later="yes").status_code == 302
    assert answers(draft)["income"] == "50000.00"


def test_parts_of_an_address_are_answers_of_their_own(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    older = opened(browser, draft, "contacts")
    newer = opened(browser, draft, "contacts")
    posted(browser, draft, "contacts", newer, **{"registration_address.city": "Пермь", "later": "yes"})
    posted(browser, draft, "contacts", older, **{"registration_address.house": "5", "later": "yes"})
    assert answers(draft)["registration_address"] == {"city": "Пермь", "house": "5"}
    answer = posted(browser, draft, "contacts", older, **{"registration_address.city": "Казань", "later": "yes"})
    assert answer.status_code == 409
    assert "В другом месте: Пермь" in answer.content.decode()


def test_a_question_hidden_by_another_page_keeps_what_was_typed_in_it(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), employment="employed")
    older = opened(browser, draft, "work")
    posted(browser, draft, "work", opened(browser, draft, "work"), employment="pensioner", later="yes")
    posted(browser, draft, "work", older, employer="ООО «Ромашка»", later="yes")
    assert answers(draft) == {"employment": "pensioner", "employer": "ООО «Ромашка»"}


def test_a_wrong_text_of_another_page_is_not_replaced_by_silence(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    older = opened(browser, draft, "about")
    posted(browser, draft, "about", opened(browser, draft, "about"), birth_date="31.02.1990", later="yes")
    posted(browser, draft, "about", older, first_name="Анна", later="yes")
    assert (answers(draft), draft.typed) == ({"first_name": "Анна"}, {"birth_date": "31.02.1990"})
    answer = posted(browser, draft, "about", older, birth_date="14.05.1990", later="yes")
    assert answer.status_code == 409
    assert "В другом месте: 31.02.1990" in answer.content.decode()
    assert draft.typed == {"birth_date": "31.02.1990"}


def test_a_page_that_knows_nothing_is_no_judge_of_ticks(browser: Client, account: User) -> None:
    publish_consent_texts()
    draft = make_draft(actor_for(account), consent_personal_data="on")
    browser.post(url("application_step", draft, "consents"), {"later": "yes"})
    assert answers(draft) == {"consent_personal_data": True}


def test_forged_marks_harm_nobody(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), last_name="Орлова")
    for drawn in ("last_name=", "last_name", "=x", "last_name=\x00", "x=" * 5_000, "keep.last_name=theirs"):
        answer = browser.post(
            url("application_step", draft, "about"),
            {"drawn": drawn, "page": "<b>", "revision": "9" * 50, "first_name": "Анна", "keep.first_name": "x"},
        )
        assert answer.status_code in {302, 422}
        assert answers(draft) == {"last_name": "Орлова", "first_name": "Анна"}


def test_marks_tell_nothing_and_differ_between_drafts(browser: Client, account: User) -> None:
    first = opened(browser, make_draft(actor_for(account), last_name="Орлова"), "about")["drawn"]
    second = opened(browser, make_draft(actor_for(account), last_name="Орлова"), "about")["drawn"]
    assert not set(first) & set(second)
    assert "Орлова" not in "".join(first)


def test_a_field_left_on_an_older_page_meets_the_newer_answer(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), last_name="Орлова")
    older = opened(browser, draft, "about")
    typed(browser, draft, opened(browser, draft, "about"), "last_name", "Белова")
    answer = typed(browser, draft, older, "last_name", "Чернова")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert 'id="base_last_name" hx-swap-oob="true"' in html
    assert "В другом месте: Белова" in html
    assert "Здесь: Чернова" in html
    assert 'id="slot_last_name"' not in html
    assert answers(draft)["last_name"] == "Белова"
    theirs = typed(browser, draft, older, "last_name", "Чернова", **{"keep.last_name": "theirs"})
    assert 'value="Белова"' in theirs.content.decode()
    assert answers(draft)["last_name"] == "Белова"
    mine = settle(html, "Здесь")
    typed(browser, draft, older, "last_name", "Чернова", **{"keep.last_name": mine})
    assert answers(draft)["last_name"] == "Чернова"


def test_a_page_is_no_stranger_to_itself(browser: Client, account: User) -> None:
    """An answer to an autosave may be lost or late: the page goes on typing from what it was drawn with."""
    draft = make_draft(actor_for(account))
    page = opened(browser, draft, "about")
    typed(browser, draft, page, "last_name", "Ор")
    typed(browser, draft, page, "last_name", "Орлова")
    assert answers(draft)["last_name"] == "Орлова"
    assert posted(browser, draft, "about", page, last_name="Орлова-Белова", later="yes").status_code == 302
    assert answers(draft)["last_name"] == "Орлова-Белова"


def test_an_older_page_hears_with_its_next_answer_what_was_changed_elsewhere(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    older = opened(browser, draft, "about")
    newer = opened(browser, draft, "about")
    typed(browser, draft, newer, "last_name", "Орлова")
    html = typed(browser, draft, older, "first_name", "Анна").content.decode()
    assert '<div id="slot_last_name" hx-swap-oob="true" data-renewed>' in html
    assert 'value="Орлова"' in html
    assert "Изменено на другой странице или устройстве: Фамилия" in " ".join(html.split())
    assert 'id="slot_first_name"' not in html
    assert 'id="base_first_name" hx-swap-oob="true"' in html
    assert f'id="revision" name="revision" value="{draft.revision + 2}"' in " ".join(html.split())


def test_a_page_that_comes_back_to_sight_hears_what_is_new(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    older = opened(browser, draft, "about")
    look = {**about(older), "field": ""}
    assert browser.post(url("application_answer", draft), look).status_code == 204
    typed(browser, draft, opened(browser, draft, "about"), "last_name", "Орлова")
    before = answers(draft), draft.revision
    html = browser.post(url("application_answer", draft), look).content.decode()
    assert "data-renewed" in html
    assert 'value="Орлова"' in html
    assert (answers(draft), draft.revision) == before


def test_a_page_of_a_sent_application_says_so(browser: Client, account: User) -> None:
    draft = make_full_draft(actor_for(account))
    page = opened(browser, draft, "about")
    submit_application(actor=actor_for(account), application_id=draft.pk)
    for answer in (
        typed(browser, draft, page, "last_name", "Белова"),
        browser.post(url("application_answer", draft), {**about(page), "field": ""}),
    ):
        assert answer.status_code == 409
        assert "Заявка уже отправлена" in answer.content.decode()
    card = browser.post(url("application_step", draft, "about"), page | {"last_name": "Белова"}, follow=True)
    assert "Заявка уже отправлена" in card.content.decode()
    assert answers(draft)["last_name"] == "Королёва"
    assert draft.trail == {}


def contacts(browser: Client, draft: Application) -> Values:
    return opened(browser, draft, "people")


THREE = {
    f"contact_persons.{key}.{field}": value
    for key, name, phone in [(0, "Андрей", "1"), (1, "Борис", "2"), (2, "Вера", "3")]
    for field, value in [
        ("contact_name", name),
        ("contact_relation", "friend"),
        ("contact_phone", f"+7999000000{phone}"),
    ]
}


def phones(draft: Application) -> dict[str, str]:
    return {item["contact_name"]: item["contact_phone"] for item in answers(draft).get("contact_persons", [])}


def test_a_stale_page_reaches_the_person_it_shows(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), **THREE)
    stale = contacts(browser, draft)
    browser.post(url("application_step", draft, "people"), {**contacts(browser, draft), "remove": "contact_persons.0"})
    answer = typed(browser, draft, stale, "contact_persons.1.contact_phone", "+79990000022")
    assert answer.status_code == 200
    assert phones(draft) == {"Борис": "+79990000022", "Вера": "+79990000003"}
    assert "что-то убрали" in answer.content.decode()
    posted(browser, draft, "people", stale, **{"contact_persons.1.contact_phone": "+79990000033", "later": "yes"})
    assert phones(draft) == {"Борис": "+79990000033", "Вера": "+79990000003"}


def test_a_person_who_is_gone_takes_no_answers(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), **THREE)
    stale = contacts(browser, draft)
    browser.post(url("application_step", draft, "people"), {**contacts(browser, draft), "remove": "contact_persons.1"})
    before = answers(draft), draft.revision
    path = "contact_persons.1.contact_phone"
    answer = typed(browser, draft, stale, path, "+79990000022")
    assert answer.status_code == 409
    assert "Это удалили на другой странице" in answer.content.decode()
    assert f'id="id_{path}-error"' in answer.content.decode()
    bare = browser.post(url("application_answer", draft), {"field": path, path: "+79990000022"})
    assert bare.status_code == 409
    assert (answers(draft), draft.revision) == before
    answer = posted(browser, draft, "people", stale, **{path: "+79990000022", "later": "yes"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Это удалили на другой странице или устройстве" in html
    assert "000-00-22" in html
    assert phones(draft) == {"Андрей": "+79990000001", "Вера": "+79990000003"}


def test_an_untouched_person_who_is_gone_is_no_trouble(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), **THREE)
    stale = contacts(browser, draft)
    browser.post(url("application_step", draft, "people"), {**contacts(browser, draft), "remove": "contact_persons.2"})
    answer = posted(browser, draft, "people", stale, **{"contact_persons.0.contact_name": "Андриан", "later": "yes"})
    assert answer.status_code == 302
    assert phones(draft) == {"Андриан": "+79990000001", "Борис": "+79990000002"}


def test_a_stale_remove_takes_away_the_person_it_shows_and_no_other(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), **THREE)
    stale = contacts(browser, draft)
    step = url("application_step", draft, "people")
    browser.post(step, {**contacts(browser, draft), "remove": "contact_persons.0"})
    for _twice in range(2):
        assert browser.post(step, {**stale, "remove": "contact_persons.1"}).status_code == 302
        assert phones(draft) == {"Вера": "+79990000003"}
    browser.post(step, {**contacts(browser, draft), "remove": "contact_persons.2"})
    answer = browser.post(step, {**contacts(browser, draft), "add": "contact_persons"})
    assert answer["Location"].endswith("?field=contact_persons.3")
    assert answers(draft)["contact_persons"] == [{"_id": "3"}]


def test_a_draft_from_before_items_had_keys_is_read_as_it_is(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    item = {"contact_name": "Андрей", "contact_relation": "friend", "contact_phone": "+79990000001"}
    draft.answers = {"contact_persons": [item, {**item, "contact_name": "Борис"}]}
    draft.save()
    stale = contacts(browser, draft)
    assert stale["contact_persons.1.contact_name"] == ["Борис"]
    browser.post(url("application_step", draft, "people"), {**contacts(browser, draft), "remove": "contact_persons.0"})
    typed(browser, draft, stale, "contact_persons.1.contact_phone", "+79990000022")
    assert phones(draft) == {"Борис": "+79990000022"}
