"""Forms whose token or session was over when they came: nothing is done, nothing typed is lost, nobody else sees it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kabinet.applications.models import Application
from kabinet.identity.models import User
from kabinet.kernel import clock
from kabinet.kernel.access import PROVED_SESSION_KEY
from kabinet.kernel.web import late
from kabinet.payments.models import Payment
from tests.support import office
from tests.support.applications import ANSWERS, make_draft, make_full_draft
from tests.support.catalogue import make_service
from tests.support.identity import BACKEND, actor_for, browser_of, make_staff, make_user, sealed_code
from tests.support.lending import make_issued_loan
from tests.support.pages import hidden_of

pytestmark = pytest.mark.django_db
HERE = "http://testserver"
TYPED = {"last_name": "Соколова-Длиннофамильная", "first_name": "Анна", "birth_date": "31.02.1990"}


@pytest.fixture
def account() -> User:
    return make_user(email="anna@mail.example")


def url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def shown(page: Any, name: str) -> str | None:
    """What a text control of a page shows."""
    tag = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', page.text)
    value = re.search(r'value="([^"]*)"', tag.group()) if tag else None
    return value.group(1) if value else None


def cookie_gone(browser: Client) -> None:
    del browser.cookies["sessionid"]


def sign_in(browser: Client, user: User) -> None:
    """Sign in as a person does, in the session that is there."""
    assert browser.post("/sign-in/", {"address": user.phone or ""}).status_code == 302
    assert browser.post("/sign-in/code/", {"code": sealed_code()}).status_code == 302


def lose(browser: Client, page: str, action: str = "", *, at: str = "", **typed: str) -> Any:
    """Open a form, lose the session, send it."""
    hidden = hidden_of(browser.get(page), at)
    cookie_gone(browser)
    return browser.post(action or page, hidden | typed, HTTP_REFERER=f"{HERE}{page}")


def test_a_step_sent_after_the_session_is_there_again_after_signing_in(account: User) -> None:
    browser = browser_of(account)
    draft = make_draft(actor_for(account))
    step = url("application_step", draft.pk, "about")
    answer = lose(browser, step, **TYPED)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={step}")
    assert "Соколова" not in str(dict(browser.session)), "sealed"
    told = "То, что вы ввели, сохранено"
    assert told in browser.get(answer["Location"]).text
    assert told not in Client().get(answer["Location"]).text
    sign_in(browser, account)
    page = browser.get(step)
    assert {name: shown(page, name) for name in TYPED} == TYPED
    assert page.text.count("data-late") == 1
    draft.refresh_from_db()
    assert draft.answers == {}
    again = hidden_of(page) | TYPED | {"birth_date": "30.01.1990"}
    assert browser.post(step, again).status_code == 422, "the rest of the step is not answered yet"
    draft.refresh_from_db()
    assert draft.answers["last_name"] == TYPED["last_name"]
    later = browser.get(step)
    assert "data-late" not in later.text
    assert late.KEPT not in browser.session


def test_a_name_typed_by_one_is_neither_shown_to_nor_sent_by_another(account: User) -> None:
    browser, other = browser_of(account), make_user(full_name="Другой Человек")
    assert lose(browser, "/cabinet/profile/", full_name="Соколова Анна").status_code == 302
    sign_in(browser, other)
    page = browser.get("/cabinet/profile/")
    assert shown(page, "full_name") == "Другой Человек"
    assert "Соколова" not in page.text
    browser.logout()
    sign_in(browser, account)
    assert "Соколова" not in browser.get("/cabinet/profile/").text, "thrown away"


def test_anothers_draft_stays_unknown(account: User) -> None:
    browser, other = browser_of(account), make_user()
    draft = make_draft(actor_for(account))
    step = url("application_step", draft.pk, "about")
    lose(browser, step, **TYPED)
    sign_in(browser, other)
    page = browser.get(step)
    assert page.status_code == 404
    assert "Соколова" not in page.text


@pytest.mark.parametrize("name", ["application_step", "application_check", "cabinet_application", "application_answer"])
def test_a_visitor_learns_nothing_of_what_exists(account: User, name: str) -> None:
    draft = make_draft(actor_for(account))
    more = ["about"] if name == "application_step" else []

    def answers(pk: Any) -> list[tuple[int, str, str]]:
        address = url(name, pk, *more)
        got = [Client().get(address), Client().post(address, {"field": "inn", "inn": "1"})]
        return [(each.status_code, each.get("Location", "").replace(str(pk), "*"), each.text) for each in got]

    assert answers(draft.pk) == answers("018f0000-0000-7000-8000-000000000000")
    assert name == "application_answer" or answers(draft.pk)[0][0] == 302


def test_autosave_without_a_session_is_told_to_sign_in(account: User) -> None:
    draft = make_draft(actor_for(account))
    field = {"field": "last_name", "last_name": "Орлова"}
    for browser in (Client(), browser_of(account)):
        browser.cookies.pop("sessionid", None)
        answer = browser.post(url("application_answer", draft.pk), field, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.text, bool(answer["WWW-Authenticate"])) == (401, "", True)
    other = browser_of(make_user())
    answer = other.post(url("application_answer", draft.pk), field, headers={"HX-Request": "true"})
    assert answer.status_code == 404
    for page in ("/cabinet/profile/", "/office/payments/"):
        assert Client().get(page, headers={"HX-Request": "true"}).status_code == 401
    draft.refresh_from_db()
    assert draft.answers == {}


def test_a_long_form_is_not_kept_and_leads_to_the_sign_in_all_the_same(account: User) -> None:
    browser = browser_of(account)
    step = url("application_step", make_draft(actor_for(account)).pk, "about")
    answer = lose(browser, step, last_name="Я" * 40_000)
    assert answer["Location"].startswith("/sign-in/?next=/cabinet/")
    assert late.KEPT not in browser.session


def test_a_network_leaves_few_forms_waiting(account: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late, "MOST_KEPT", 1)
    browser = browser_of(account)
    step = url("application_step", make_draft(actor_for(account)).pk, "about")
    lose(browser, step, **TYPED)
    assert late.KEPT in browser.session
    stranger = Client()
    stranger.post(step, {"drawn_for": "", **TYPED})
    assert late.KEPT not in stranger.session


def test_a_new_ipv6_address_for_every_form_helps_nobody(account: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late, "MOST_KEPT", 1)
    step = url("application_step", make_draft(actor_for(account)).pk, "about")
    kept = []
    for number in range(3):
        stranger = Client(REMOTE_ADDR=f"2001:db8::{number:x}")
        stranger.post(step, {"drawn_for": "", **TYPED})
        kept.append(late.KEPT in stranger.session)
    assert kept == [True, False, False]


def test_what_waits_is_gone_after_an_hour(account: User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = browser_of(account)
    lose(browser, "/cabinet/profile/", full_name="Соколова Анна")
    monkeypatch.setattr(late, "KEPT_SECONDS", -1)
    sign_in(browser, account)
    assert "Соколова" not in browser.get("/cabinet/profile/").text


def test_whoever_signs_in_after_pressing_the_sending_button_finds_it_again(account: User) -> None:
    browser = browser_of(account)
    draft = make_full_draft(actor_for(account))
    check, submission = url("application_check", draft.pk), url("application_submission", draft.pk)
    answer = lose(browser, check, submission, at=submission)
    assert answer["Location"] == "/sign-in/?next=" + f"{check}#send".replace("/", "%2F").replace("#", "%23")
    assert Application.objects.get().status == "draft"


def test_a_form_whose_page_is_unknown_comes_back_on_a_page_of_its_own(account: User) -> None:
    browser = browser_of(account)
    action = "/cabinet/security/sessions/"
    mark = browser.get("/token/").json()["reader"]
    cookie_gone(browser)
    answer = browser.post(action, {"drawn_for": mark, "why": "<b>Потерял телефон</b>", "password": "hunter2"})
    assert answer["Location"] == f"/sign-in/?next={action}"
    sign_in(browser, account)
    page = browser.get(action)
    assert (page.status_code, "no-store" in page["Cache-Control"]) == (200, True)
    assert hidden_of(page)["why"] == "<b>Потерял телефон</b>"
    assert "<title>Пока ничего не отправлено" in page.text
    assert "<li>&lt;b&gt;Потерял телефон&lt;/b&gt;</li>" in page.text
    assert "hunter2" not in page.text
    assert browser.post(action, hidden_of(page)).status_code == 302
    assert browser.get(action).status_code == 405


def test_staff_come_back_to_the_reason_they_were_writing(account: User) -> None:
    manager = make_staff(phone="+79995550001")
    received = office.received(account)
    browser = browser_of(manager)
    card = url("office_application", received.pk)
    decline = url("office_application_decline", received.pk)
    reason = "Не подтверждён доход за последние три месяца"
    page = browser.get(decline)
    where = decline if page.status_code == 200 else card
    answer = lose(browser, where, decline, at=decline, reason=reason)
    assert answer["Location"] == f"/sign-in/?next={where}"
    sign_in(browser, manager)
    assert reason in browser.get(where).text
    received.refresh_from_db()
    assert received.status == "submitted"


def test_a_payment_is_not_begun_by_a_form_that_came_too_late(account: User, stopped_clock: object) -> None:
    loan = make_issued_loan(office.received(account))
    browser = browser_of(account)
    page = url("payment_new", loan.pk)
    token = hidden_of(browser.get(page))["form_token"]
    answer = lose(browser, page, purpose="other", amount="1234,56", form_token=token)
    assert answer["Location"] == f"/sign-in/?next={page}"
    sign_in(browser, account)
    again = browser.get(page)
    assert shown(again, "amount") == "1234,56"
    assert hidden_of(again)["form_token"] == token, "sent twice it is one payment"
    assert Payment.objects.count() == 0


class Tabs:
    """A browser that checks tokens, with a page from before somebody signed in elsewhere."""

    def __init__(self, user: User | None = None) -> None:
        self.browser = Client(enforce_csrf_checks=True)
        if user:
            self.browser.force_login(user, backend=BACKEND)

    def open(self, page: str, at: str = "") -> dict[str, str]:
        return hidden_of(self.browser.get(page), at)

    def sign_in_elsewhere(self, user: User) -> None:
        hidden = self.open("/sign-in/")
        self.browser.post("/sign-in/", hidden | {"address": str(user.phone)}, HTTP_ORIGIN=HERE)
        hidden = self.open("/sign-in/code/")
        answer = self.browser.post("/sign-in/code/", hidden | {"code": sealed_code()}, HTTP_ORIGIN=HERE)
        assert answer.status_code == 302

    def send(self, page: str, fields: dict[str, str], **headers: str) -> Any:
        return self.browser.post(page, fields, **({"HTTP_ORIGIN": HERE, "HTTP_REFERER": HERE + page} | headers))


def begun_by_visitor(tabs: Tabs) -> tuple[Application, str]:
    make_service()
    hidden = tabs.open("/cabinet/apply/do-zarplaty/", "/cabinet/apply/do-zarplaty/")
    assert tabs.send("/cabinet/apply/do-zarplaty/", hidden | {"amount": "30000"}).status_code == 302
    draft = Application.objects.get()
    return draft, url("application_step", draft.pk, "about")


def test_a_step_with_an_old_token_comes_back_as_it_was_sent_and_one_press_saves_it(account: User) -> None:
    tabs = Tabs()
    draft, step = begun_by_visitor(tabs)
    hidden = tabs.open(step)
    tabs.sign_in_elsewhere(account)
    typed = {name: ANSWERS[name] for name in ("last_name", "first_name", "birth_date", "birth_place")}
    page = tabs.send(step, hidden | typed | {"citizenship": "russia"})
    assert page.status_code == 403
    assert "no-store" in page["Cache-Control"]
    assert {name: shown(page, name) for name in typed} == typed
    assert re.search(r'value="russia"[^>]* checked', page.text)
    draft.refresh_from_db()
    assert (draft.account_id, "last_name" in draft.answers) == (account.pk, False)
    fresh = hidden_of(page)
    assert fresh["csrfmiddlewaretoken"] != hidden["csrfmiddlewaretoken"]
    assert tabs.send(step, fresh | typed | {"citizenship": "russia"}).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["last_name"] == "Королёва"


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://testserver.evil.example"},
    ],
)
def test_what_another_site_sends_is_not_shown(account: User, headers: dict[str, str]) -> None:
    tabs = Tabs(account)
    page = tabs.send("/cabinet/profile/", {"full_name": "Подменённое имя", "drawn_for": ""}, **headers)
    assert page.status_code == 403
    assert "Подменённое" not in page.text
    bare = tabs.browser.post("/cabinet/profile/", {"full_name": "Подменённое имя"})
    assert (bare.status_code, "Подменённое" in bare.text) == (403, False)


@pytest.mark.parametrize("referer", ["http://[bad", "//", "http://testserver:99999/"])
def test_a_form_from_no_address_at_all_is_refused_as_another_sites(account: User, referer: str) -> None:
    page = Tabs(account).browser.post("/cabinet/profile/", {"full_name": "Кто-то"}, HTTP_REFERER=referer)
    assert (page.status_code, "Кто-то" in page.text) == (403, False)


def test_a_page_of_one_account_is_not_sent_by_another(account: User) -> None:
    tabs, other = Tabs(account), make_user(full_name="Другой Человек")
    hidden = tabs.open("/cabinet/profile/")
    tabs.browser.logout()
    tabs.sign_in_elsewhere(other)
    page = tabs.send("/cabinet/profile/", hidden | {"full_name": "Соколова Анна"})
    assert page.status_code == 403
    assert "Соколова" not in page.text


def test_without_any_cookie_the_form_waits_for_the_sign_in(account: User) -> None:
    tabs = Tabs(account)
    hidden = tabs.open("/cabinet/profile/")
    tabs.browser.cookies.clear()
    answer = tabs.send("/cabinet/profile/", hidden | {"full_name": "Соколова Анна"})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/cabinet/profile/")
    tabs.sign_in_elsewhere(account)
    assert shown(tabs.browser.get("/cabinet/profile/"), "full_name") == "Соколова Анна"


def test_no_page_gives_a_password_back() -> None:
    tabs = Tabs()
    hidden = tabs.open("/sign-in/password/")
    tabs.browser.cookies["csrftoken"] = "x" * 32
    typed = {"address": "anna@mail.example", "password": "correct horse"}
    page = tabs.send("/sign-in/password/", hidden | typed)
    assert page.status_code == 403
    assert shown(page, "address") == "anna@mail.example"
    assert "correct horse" not in page.text
    assert re.search(r"введите\s+пароли", page.text)


def test_a_late_form_of_the_office_and_of_the_public_site_come_back_too(account: User) -> None:
    manager = make_staff("administrator", phone="+79995550002")
    tabs = Tabs(manager)
    page = url("office_site")
    hidden = tabs.open(page)
    tabs.browser.cookies["csrftoken"] = "x" * 32
    late_page = tabs.send(page, hidden | {"working_hours": "круглосуточно"})
    assert (late_page.status_code, shown(late_page, "working_hours")) == (403, "круглосуточно")
    visitor = Tabs()
    hidden = visitor.open("/sign-in/")
    visitor.browser.cookies["csrftoken"] = "x" * 32
    late_page = visitor.send("/sign-in/", hidden | {"address": "+7 999 123-45-67"})
    assert (late_page.status_code, shown(late_page, "address")) == (403, "+7 999 123-45-67")
    assert visitor.send("/sign-in/", hidden_of(late_page) | {"address": "+7 999 123-45-67"}).status_code == 302


def test_a_fresh_token_is_given_with_the_mark_of_whoever_is_signed_in(account: User) -> None:
    tabs = Tabs()
    draft, step = begun_by_visitor(tabs)
    hidden = tabs.open(step)
    assert tabs.browser.get("/token/").json()["reader"] == hidden["drawn_for"] == ""
    tabs.sign_in_elsewhere(account)
    answer = url("application_answer", draft.pk)
    field = {"field": "last_name", "last_name": "Орлова"}
    old = {"X-CSRFToken": hidden["csrfmiddlewaretoken"], "HX-Request": "true"}
    refused = tabs.browser.post(answer, field, headers=old)
    assert (refused.status_code, "Орлова" in refused.text) == (403, False)
    fresh = tabs.browser.get("/token/")
    assert "no-store" in fresh["Cache-Control"]
    assert tabs.browser.post(answer, field, headers=old | {"X-CSRFToken": fresh.json()["token"]}).status_code == 200
    mark = fresh.json()["reader"]
    assert mark == tabs.open("/cabinet/profile/")["drawn_for"] != ""
    assert str(account.pk) not in mark
    assert Client().get("/token/").json()["reader"] == ""


def test_what_was_typed_waits_while_a_person_proves_who_they_are(account: User, stopped_clock: Any) -> None:
    browser = browser_of(account)
    page = url("cabinet_profile_email")
    hidden = hidden_of(browser.get(page))
    session = browser.session
    session[PROVED_SESSION_KEY] = clock.now().timestamp() - 3600
    session.save()
    answer = browser.post(page, hidden | {"address": "novaya@mail.example"}, HTTP_REFERER=f"{HERE}{page}")
    assert answer["Location"] == f"{url('cabinet_prove')}?next={page}"
    session = browser.session
    session[PROVED_SESSION_KEY] = clock.now().timestamp()
    session.save()
    assert shown(browser.get(page), "address") == "novaya@mail.example"
