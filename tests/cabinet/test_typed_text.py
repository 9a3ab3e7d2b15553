"""Text as it is pasted into a step: how it is taken, what the page is told of it, what the browser may fill in."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kabinet.applications.actions.add_group_item import add_group_item
from kabinet.applications.models import Application
from kabinet.kernel import clock
from tests.support.applications import make_draft
from tests.support.identity import actor_for, make_user

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def draft() -> Application:
    return make_draft(actor_for(make_user()))


@pytest.fixture
def browser(draft: Application) -> Client:
    client = Client()
    client.force_login(draft.account, backend=BACKEND)
    return client


def say(browser: Client, draft: Application, path: str, typed: str) -> str:
    answer = browser.post(reverse("application_answer", args=[draft.pk]), {"field": path, path: typed})
    draft.refresh_from_db()
    return answer.content.decode()


def line(html: str, path: str) -> str:
    found = re.search(rf'id="id_{re.escape(path)}-error"[^>]*>([^<]*)<', html)
    assert found is not None
    return unescape(found[1])


def control(html: str, name: str) -> str:
    found = re.search(rf'<(?:input|textarea)[^>]*name="{re.escape(name)}"[^>]*>', html)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("path", "typed", "kept", "written"),
    [
        ("amount", "30,000.00", "30000.00", "30\u00a0000"),
        ("amount", "30000 руб.", "30000.00", "30\u00a0000"),
        ("last_name", " Римская\u2011Корса\u00adкова ", "Римская-Корсакова", "Римская-Корсакова"),
        ("birth_date", "21111990", "1990-11-21", "21.11.1990"),
        ("phone", "\u202a8 900 123\u201145\u201167", "+79001234567", "+7 900 123-45-67"),
        ("inn", "5001\u200b00732259", "500100732259", "500100732259"),
    ],
)
def test_the_page_is_told_how_an_answer_is_written(
    browser: Client, draft: Application, path: str, typed: str, kept: Any, written: str
) -> None:
    html = say(browser, draft, path, typed)
    assert draft.answers[path] == kept
    assert line(html, path) == ""
    assert f'data-written="{path}"' in html
    assert f'value="{written}"></data>' in html


def test_what_could_be_two_sums_is_asked_and_kept_as_typed(browser: Client, draft: Application) -> None:
    html = say(browser, draft, "amount", "30.000")
    assert line(html, "amount").startswith("Это 30\u00a0000,00\u00a0₽ или 30,00\u00a0₽?")
    assert "data-written" not in html
    assert "amount" not in draft.answers
    assert draft.typed["amount"] == "30.000"


def test_a_year_of_two_digits_is_asked(browser: Client, draft: Application) -> None:
    assert "четырьмя цифрами" in line(say(browser, draft, "birth_date", "21.11.90"), "birth_date")


@pytest.mark.parametrize("typed", ["\u200b", "\u3164", " \u2800 "], ids=ascii)
def test_marks_alone_are_no_answer(browser: Client, draft: Application, typed: str) -> None:
    say(browser, draft, "last_name", "Королёва")
    say(browser, draft, "last_name", typed)
    assert "last_name" not in draft.answers
    assert draft.typed == {}


def test_browsers_fill_in_only_what_is_the_persons_own(browser: Client, draft: Application) -> None:
    add_group_item(actor=actor_for(draft.account), application_id=draft.pk, group="contact_persons")
    say(browser, draft, "employment", "employed")
    pages = {
        step: browser.get(reverse("application_step", args=[draft.pk, step])).content.decode()
        for step in ("contacts", "work", "people")
    }
    assert 'autocomplete="tel"' in control(pages["contacts"], "phone")
    assert 'autocomplete="postal-code"' in control(pages["contacts"], "registration_address.index")
    assert 'autocomplete="off"' in control(pages["work"], "work_phone")
    (phone,) = re.findall(r'<input[^>]*name="contact_persons\.[^"]*contact_phone"[^>]*>', pages["people"])
    assert 'autocomplete="off"' in phone
    assert "maxlength" not in "".join(pages.values())


@pytest.mark.parametrize(("issued", "taken"), [("22.11.2026", True), ("23.11.2026", False)])
def test_today_is_today_in_kamchatka_too(browser: Client, draft: Application, issued: str, taken: bool) -> None:
    with clock.frozen(datetime(2026, 11, 21, 15, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 21)
        html = say(browser, draft, "passport_issued_on", issued)
    assert (line(html, "passport_issued_on") == "") is taken
    assert ("passport_issued_on" in draft.answers) is taken


def test_a_story_beyond_any_measure_says_so(browser: Client, draft: Application) -> None:
    html = say(browser, draft, "birth_place", "щ" * 11_500)
    assert "11500" in line(html, "birth_place")
    assert len(draft.typed["birth_place"]) == 11_500
