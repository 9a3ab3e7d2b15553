"""Session, token or network get in the way while somebody types: nothing typed is lost, and nobody else gets it."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from kabinet.cli.demo_data.people import DemoPerson
from tests.journeys.applicant import give, someone, steps
from tests.journeys.browsing import ADMINISTRATOR, DESKTOP, JOURNEY, PHONE, Visit, say

pytestmark = JOURNEY
Open = Callable[..., Visit]
START = "/cabinet/apply/lichnye-celi/?amount=200000&payments=18"
NETWORK = re.compile(r"net::ERR_(INTERNET_DISCONNECTED|FAILED|ABORTED)|Failed to fetch")


def indicator(page: Page) -> Locator:
    return page.locator("[data-save-indicator]")


def expect_state(page: Page, state: str) -> None:
    expect(indicator(page)).to_have_attribute("data-state", state)


def expect_said(page: Page, text: str) -> None:
    """What a screen reader is told."""
    expect(page.locator("[data-save-said][role=status]")).to_contain_text(say(text))


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*\(.*\))?\s*$"))


def kept(visit: Visit) -> list[str]:
    """What the tab keeps of what was typed."""
    keys: list[str] = visit.page.evaluate("Object.keys(sessionStorage)")
    return [key for key in keys if key.startswith("unsaved:")]


def begin(visit: Visit) -> str:
    """Begin an application; returns the path of its first step."""
    visit.open(START)
    visit.button("Fill in the application").click()
    expect(visit.page.get_by_role("heading", name="О вас", level=1)).to_be_visible()
    return visit.path().partition("?")[0]


def typed(visit: Visit, label: str, text: str) -> None:
    field(visit.page, label).fill(text)
    visit.page.keyboard.press("Tab")


def begin_signed_in(visit: Visit, person: DemoPerson) -> str:
    visit.open("/sign-in/")
    visit.sign_in_with_code(person.phone)
    return begin(visit)


def lose_the_cookie(visit: Visit) -> None:
    visit.context.clear_cookies(name="sessionid")


def sign_in_again(visit: Visit, page: Page, person: DemoPerson) -> None:
    """From the sign-in page that is open in a tab."""
    first, visit.page = visit.page, page
    visit.sign_in_with_code(person.phone)
    visit.page = first


@contextmanager
def offline(visit: Visit) -> Any:
    visit.context.set_offline(True)
    yield
    visit.context.set_offline(False)
    visit.complaints[:] = [each for each in visit.complaints if not NETWORK.search(each)]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_a_session_that_ends_while_typing_loses_nothing(visit: Open, size: Any) -> None:
    anna, person = visit(size), someone()
    step = begin_signed_in(anna, person)
    typed(anna, "Фамилия", person.last_name)
    expect_state(anna.page, "saved")
    lose_the_cookie(anna)
    typed(anna, "Имя", person.first_name)
    typed(anna, "Место рождения", "г. Пермь")
    expect_state(anna.page, "signed-out")
    expect(indicator(anna.page)).to_be_in_viewport()
    expect_said(anna.page, "Not saved: you are signed out.")
    anna.link("Sign in and save").click()
    expect(anna.page).to_have_url(re.compile("/sign-in/"))
    anna.sign_in_with_code(person.phone)
    assert anna.path().startswith(step)
    expect(field(anna.page, "Место рождения")).to_be_focused()
    expect(field(anna.page, "Имя")).to_have_value(person.first_name)
    expect(field(anna.page, "Место рождения")).to_have_value("г. Пермь")
    expect_state(anna.page, "saved")
    anna.reopen()
    anna.open(step)
    expect(field(anna.page, "Имя")).to_have_value(person.first_name)
    assert kept(anna) == []


def test_going_on_without_a_session_comes_back_with_what_was_typed(visit: Open) -> None:
    anna, person = visit(), someone()
    step = begin_signed_in(anna, person)
    lose_the_cookie(anna)
    for answer in steps(person)["О вас"]:
        give(anna, answer)
    anna.page.get_by_role("main").get_by_role("button", name=say("Continue"), exact=True).last.click()
    expect(anna.page).to_have_url(re.compile("/sign-in/"))
    anna.sign_in_with_code(person.phone)
    assert anna.path().partition("?")[0] == step
    expect(field(anna.page, "Имя")).to_have_value(person.first_name)
    expect(anna.page.get_by_role("radio", name="Россия")).to_be_checked()
    anna.page.get_by_role("main").get_by_role("button", name=say("Continue"), exact=True).last.click()
    expect(anna.page.get_by_role("heading", name="Паспорт", level=1)).to_be_visible()


def test_without_scripts_a_step_comes_back_after_signing_in(visit: Open) -> None:
    anna, person = visit(scripts=False), someone()
    step = begin_signed_in(anna, person)
    lose_the_cookie(anna)
    for answer in steps(person)["О вас"]:
        give(anna, answer)
    anna.page.get_by_role("main").get_by_role("button", name=say("Continue"), exact=True).last.click()
    anna.sign_in_with_code(person.phone)
    assert anna.path().partition("?")[0] == step
    anna.see("Nothing has been sent yet")
    expect(field(anna.page, "Место рождения")).to_have_value(f"г. {person.city}")
    anna.page.get_by_role("main").get_by_role("button", name=say("Continue"), exact=True).last.click()
    expect(anna.page.get_by_role("heading", name="Паспорт", level=1)).to_be_visible()


def test_signing_out_in_another_tab_keeps_the_page_and_lets_nobody_else_have_it(visit: Open) -> None:
    anna, person, other = visit(), someone(), someone()
    step = begin_signed_in(anna, person)
    second = anna.context.new_page()
    second.goto(anna.site.url + "/cabinet/profile/")
    second.get_by_role("button", name=say("Sign out")).first.click()
    expect(second).to_have_url(f"{anna.site.url}/")
    typed(anna, "Фамилия", person.last_name)
    expect_state(anna.page, "signed-out")
    second.goto(anna.site.url + "/sign-in/")
    sign_in_again(anna, second, other)
    typed(anna, "Имя", person.first_name)
    expect_state(anna.page, "signed-out")
    anna.page.on("dialog", lambda dialog: dialog.accept())
    anna.page.goto(f"{anna.site.url}/cabinet/")
    assert kept(anna) == [], "another account's page throws it away"
    assert anna.page.goto(anna.site.url + step).status == 404
    second.close()


def test_signing_in_again_in_another_tab_saves_by_itself(visit: Open) -> None:
    anna, person = visit(), someone()
    begin_signed_in(anna, person)
    lose_the_cookie(anna)
    typed(anna, "Фамилия", person.last_name)
    expect_state(anna.page, "signed-out")
    second = anna.context.new_page()
    second.goto(anna.site.url + "/sign-in/")
    sign_in_again(anna, second, person)
    second.close()
    anna.page.bring_to_front()
    anna.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect_state(anna.page, "saved")


def test_a_draft_in_one_tab_and_signing_in_in_another(visit: Open) -> None:
    anna, person = visit(), someone()
    begin(anna)
    second = anna.context.new_page()
    second.goto(anna.site.url + "/sign-in/")
    sign_in_again(anna, second, person)
    typed(anna, "Фамилия", person.last_name)
    expect_state(anna.page, "saved")
    for answer in steps(person)["О вас"]:
        give(anna, answer)
    anna.page.get_by_role("main").get_by_role("button", name=say("Continue"), exact=True).last.click()
    expect(anna.page.get_by_role("heading", name="Паспорт", level=1)).to_be_visible()
    second.close()


def test_without_scripts_a_form_with_an_old_token_is_sent_with_one_more_press(visit: Open) -> None:
    anna, person = visit(scripts=False), someone()
    begin(anna)
    second = anna.context.new_page()
    second.goto(anna.site.url + "/sign-in/")
    sign_in_again(anna, second, person)
    for answer in steps(person)["О вас"]:
        give(anna, answer)
    anna.page.get_by_role("main").get_by_role("button", name=say("Continue"), exact=True).last.click()
    anna.see("Nothing has been sent yet")
    expect(field(anna.page, "Имя")).to_have_value(person.first_name)
    anna.page.get_by_role("main").get_by_role("button", name=say("Continue"), exact=True).last.click()
    expect(anna.page.get_by_role("heading", name="Паспорт", level=1)).to_be_visible()
    second.close()


def test_offline_and_back(visit: Open) -> None:
    anna, person = visit(PHONE), someone()
    step = begin_signed_in(anna, person)
    with offline(anna):
        typed(anna, "Фамилия", person.last_name)
        expect_state(anna.page, "offline")
        expect_said(anna.page, "No connection. We will save when it returns.")
        anna.page.get_by_role("main").get_by_role("button", name=say("Continue"), exact=True).last.click()
        expect(field(anna.page, "Фамилия")).to_have_value(person.last_name)
        warned: list[str] = []
        anna.page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
        anna.page.evaluate("location.href = '/cabinet/'")
        anna.page.wait_for_function("document.visibilityState === 'visible'")
        assert warned == ["beforeunload"]
    expect_state(anna.page, "saved")
    expect_said(anna.page, "Saved")
    anna.reopen()
    anna.open(step)
    expect(field(anna.page, "Фамилия")).to_have_value(person.last_name)


def test_a_reload_without_a_network_loses_nothing(visit: Open) -> None:
    anna, person = visit(), someone()
    begin_signed_in(anna, person)
    anna.page.on("dialog", lambda dialog: dialog.accept())
    anna.page.route("**/answer/", lambda route: route.abort())
    typed(anna, "Фамилия", person.last_name)
    expect_state(anna.page, "failed")
    expect_said(anna.page, "Not saved.")
    anna.page.unroute("**/answer/")
    anna.page.reload()
    expect(field(anna.page, "Фамилия")).to_have_value(person.last_name)
    expect_state(anna.page, "saved")
    anna.complaints[:] = [each for each in anna.complaints if not NETWORK.search(each)]


def test_the_contact_is_offered_and_one_lands_on_the_button(visit: Open) -> None:
    anna, person = visit(PHONE, scripts=False), someone()
    begin(anna)
    main = anna.page.get_by_role("main")
    for title, answers in steps(person).items():
        expect(anna.page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
        for answer in answers:
            if answer.kind != "field" or anna.field(answer.question).count():
                give(anna, answer)
        last = "Check the answers" if title == "Согласия" else "Continue"
        main.get_by_role("button", name=say(last), exact=True).last.click()
        if title != "Согласия" and anna.page.get_by_role("heading", name=title, exact=True, level=1).count():
            for answer in answers:  # questions that an answer has called for
                give(anna, answer)
            main.get_by_role("button", name=say(last), exact=True).last.click()
    anna.link("Sign in and send").click()
    address = anna.field(say("Phone or e-mail"))
    expect(address).to_have_value(re.compile(re.escape(person.phone[-2:]) + "$"))
    before = len(anna.site.messages(person.phone))
    anna.button("Get a code").click()
    anna.field(say("Code from the message")).fill(anna.site.last_code(person.phone, after=before))
    anna.button("Sign in").click()
    button = anna.button("Send the application")
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
    button.press("Enter")
    anna.page.wait_for_url(re.compile(r"/cabinet/applications/[0-9a-f-]{36}/$"))


def test_staff_come_back_to_what_they_were_writing(visit: Open, manager: Any) -> None:
    office = visit(state=manager)
    page = office.open("/office/applications/?status=submitted")
    page.locator("#list tbody tr th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    decline = page.locator("a[href$='/decline/']").first.get_attribute("href") or ""
    office.open(decline)
    reason = "Доход не подтверждён: нужна справка за три месяца"
    page.get_by_role("main").locator("textarea, input[type=text]").last.fill(reason)
    office.context.clear_cookies(name="sessionid")
    page.get_by_role("main").locator("form[method=post] button").last.click()
    expect(page).to_have_url(re.compile("/sign-in/"))
    page.get_by_role("link", name=say("Sign in with a password")).click()
    office.field(say("Phone or e-mail")).fill("manager@partner.example")
    office.field(say("Password")).fill("kabinet-demo-2026")
    office.button("Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    expect(page.get_by_role("main").locator("textarea, input[type=text]").last).to_have_value(reason)
    office.see("Nothing has been sent yet")


def test_what_was_typed_offline_does_not_overwrite_another_device(visit: Open) -> None:
    phone, person = visit(PHONE), someone()
    step = begin_signed_in(phone, person)
    desk = visit(state=phone.context.storage_state())
    phone.page.on("dialog", lambda dialog: dialog.accept())
    phone.page.route("**/answer/", lambda route: route.abort())
    typed(phone, "Фамилия", "Телефонова")
    expect_state(phone.page, "failed")
    desk.open(step)
    typed(desk, "Фамилия", "Столова")
    expect_state(desk.page, "saved")
    phone.page.unroute("**/answer/")
    phone.page.reload()
    expect_state(phone.page, "choose")
    expect(field(phone.page, "Фамилия")).to_have_value("Телефонова")
    desk.page.reload()
    expect(field(desk.page, "Фамилия")).to_have_value("Столова")
    phone.complaints[:] = [each for each in phone.complaints if not NETWORK.search(each)]


def test_parts_of_pages_renew_their_token_or_say_to_sign_in(visit: Open, sessions: Any) -> None:
    office = visit(state=sessions(ADMINISTRATOR))
    page = office.open("/office/setup/products/")
    page.get_by_role("main").get_by_role("link", name="На личные цели").first.click()
    expect(page.locator("#product")).to_be_visible()
    office.context.clear_cookies(name="csrftoken")
    page.request.get(f"{office.site.url}/sign-in/password/")
    last = page.locator("#product input[type=text]").last
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
        last.fill("1")
        last.press("Tab")
    expect(page.locator("#toasts p")).to_have_count(0)
    office.context.clear_cookies(name="sessionid")
    last.fill("2")
    last.press("Tab")
    expect(page.locator("#toasts")).to_contain_text(say("You are signed out."))
    expect(page.locator("#toasts a")).to_have_attribute("href", re.compile(r"^/sign-in/\?next=%2Foffice%2F"))
