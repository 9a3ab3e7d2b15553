"""Beginning an application that is there already, and signing in to send it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kabinet.applications.models import Application
from kabinet.kernel import clock
from tests.support.applications import make_draft, make_full_draft, the_draft, url
from tests.support.catalogue import make_service
from tests.support.identity import actor_for, browser_of, make_user

pytestmark = pytest.mark.django_db
START = "/cabinet/apply/do-zarplaty/"


def answer(browser: Client, draft: Application, path: str, value: str) -> Any:
    return browser.post(url("application_answer", draft), {"field": path, path: value}, headers={"HX-Request": "true"})


def begin(browser: Client, **chosen: str) -> Any:
    return browser.post(START, chosen)


def test_beginning_again_asks_whether_to_go_on_or_begin_another(stopped_clock: object) -> None:
    make_service()
    browser = browser_of(make_user())
    begin(browser, amount="30000", payments="12")
    draft = the_draft()
    answer(browser, draft, "last_name", "Орлова")
    for page in (browser.get(START), begin(browser, amount="50000", payments="6")):
        assert "Орлова" not in page.text
        assert f'href="{url("cabinet_application", draft)}"' in page.text
        assert 'name="another"' in page.text
        assert "2500.00" in page.text
        assert f"{clock.now():%d.%m.%Y}" in page.text
        assert 'id="gist"' not in page.text
    assert page.status_code == 409
    assert 'name="amount" value="50000"' in page.text
    assert Application.objects.count() == 1
    assert begin(browser, amount="50000", payments="6", another="yes").status_code == 302
    assert begin(browser, amount="50000", payments="6", another="yes").status_code == 302
    assert sorted(draft.answers["amount"] for draft in Application.objects.all()) == ["30000.00", "50000.00"]


def test_what_others_have_begun_or_what_was_sent_is_not_offered() -> None:
    service = make_service()
    make_draft(actor_for(make_user()), service=service, last_name="Орлова")
    browser = browser_of(make_user())
    assert 'name="another"' not in browser.get(START).text
    assert begin(browser).status_code == 302
    assert 'name="another"' not in browser.get(START).text, "nobody has written in it yet"


def test_a_visitor_is_asked_of_the_drafts_of_this_browser_only() -> None:
    make_service()
    here, elsewhere = Client(), Client()
    begin(here)
    answer(here, the_draft(), "last_name", "Орлова")
    assert begin(here).status_code == 409
    assert begin(elsewhere).status_code == 302


@pytest.mark.parametrize(
    ("answers", "offered"),
    [
        ([("phone", "8 999 123-45-67")], "+7 999 123-45-67"),
        ([("email", "anna@mail.example")], "anna@mail.example"),
        ([("email", "anna@mail.example"), ("phone", "+7 (999) 1234567")], "+7 999 123-45-67"),
        ([("phone", "123")], ""),
    ],
)
def test_the_contact_typed_into_the_draft_is_offered_at_the_sign_in(
    answers: list[tuple[str, str]], offered: str
) -> None:
    make_service()
    visitor = Client()
    begin(visitor)
    for path, value in answers:
        answer(visitor, the_draft(), path, value)
    for page in ("/sign-in/", "/sign-in/password/"):
        form = visitor.get(page).page.form
        assert form["address"].value() == offered
        assert Client().get(page).page.form["address"].value() == ""
    if offered:
        assert visitor.post("/sign-in/", {"address": offered})["Location"] == "/sign-in/code/"


def test_whoever_signs_in_to_send_lands_on_the_button() -> None:
    browser = browser_of(account := make_user())
    draft = make_full_draft(actor_for(account))
    Application.objects.update(account=None)
    visitor = Client()
    session = visitor.session
    session["draft_applications"] = [str(draft.pk)]
    session.save()
    check = url("application_check", draft)
    target = f"/sign-in/?next={check}%23send"
    assert f'href="{target}"' in visitor.get(check).text
    assert visitor.get(target).page.form["next"].value() == f"{check}#send"
    assert visitor.post(url("application_submission", draft))["Location"] == f"/sign-in/?{'next='}" + (
        f"{check}#send".replace("/", "%2F").replace("#", "%23")
    )
    Application.objects.update(account=account)
    assert 'id="send"' in browser.get(check).text
    assert browser.get(target)["Location"] == f"{check}#send"


def test_an_answer_speaks_only_of_lines_that_its_page_has() -> None:
    browser = browser_of(account := make_user())
    draft = make_draft(actor_for(account))
    assert 'id="id_phone-error"' in answer(browser, draft, "phone", "123").text
    later = answer(browser, draft, "employment", "employed")
    assert "id_phone-error" not in later.text
    assert 'id="slot_employer"' in later.text
    assert later.text.count('id="id_employer-error"') == 1, "a question that appears brings its line along"
    assert "id_phone-error" in answer(browser, draft, "registration_address.city", "Пермь").text
    assert 'id="id_registration_address.city-error"' in answer(browser, draft, "registration_address.city", "").text


def test_a_step_filled_in_beforehand_says_so_and_is_not_done() -> None:
    make_service()
    browser = browser_of(make_user())
    begin(browser, amount="30000", payments="12")
    page = browser.get(reverse("application_steps", args=[the_draft().pk]))
    states = {task.title: (task.state, bool(task.hint)) for task in page.page.tasks}
    assert states["Заём"] == ("todo", True)
    assert states["О вас"] == ("todo", False)
