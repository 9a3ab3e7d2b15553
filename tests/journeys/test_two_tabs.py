"""One application in two tabs, in two browsers, with and without scripts: nothing typed is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import DESKTOP, JOURNEY, PHONE, Size, Visit, say

pytestmark = JOURNEY
Open = Callable[..., Visit]


def begin(visit: Visit) -> str:
    """Begin an application as a visitor; the address of its first step."""
    visit.open("/cabinet/apply/lichnye-celi/")
    visit.button("Fill in the application").click()
    expect(visit.page.get_by_role("heading", name="О вас", level=1)).to_be_visible()
    return visit.page.url.partition("?")[0]


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*\(.*\))?\s*$"))


def put(page: Page, label: str, text: str) -> None:
    """Type into a field, leave it, and wait until it is saved."""
    field(page, label).fill(text)
    with page.expect_response(lambda answer: answer.url.endswith("/answer/")):
        page.keyboard.press("Tab")


def come_back(page: Page) -> None:
    """The page comes back to sight."""
    with page.expect_response(lambda answer: answer.url.endswith("/answer/")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def elsewhere(page: Page) -> Locator:
    return page.locator("#elsewhere")


def state(page: Page) -> Locator:
    return page.locator("[data-save-indicator]")


def go_on(page: Page, button: str = "Continue") -> None:
    page.get_by_role("main").get_by_role("button", name=say(button), exact=True).last.click()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_two_tabs_of_one_step(visit: Open, size: Size) -> None:
    older = visit(size)
    step = begin(older)
    one, two = older.page, older.context.new_page()
    two.goto(step)
    put(two, "Фамилия", "Орлова")
    put(two, "Место рождения", "г. Пермь")
    expect(field(one, "Фамилия")).to_have_value("")
    put(one, "Имя", "Анна")
    expect(field(one, "Фамилия")).to_have_value("Орлова")
    expect(elsewhere(one)).to_contain_text("Фамилия, Место рождения")
    come_back(two)
    expect(field(two, "Имя")).to_have_value("Анна")

    put(two, "Фамилия", "Белова")
    field(one, "Фамилия").fill("Чернова")
    come_back(one)
    expect(field(one, "Фамилия")).to_have_value("Чернова")
    one.keyboard.press("Tab")
    expect(one.get_by_role("radio", name="В другом месте: Белова")).to_be_visible()
    expect(state(one)).to_have_attribute("data-state", "choose")
    one.get_by_role("radio", name="Здесь: Чернова").check()
    expect(one.locator("[data-keep]")).to_have_count(0)
    expect(state(one)).to_have_attribute("data-state", "saved")
    come_back(two)
    expect(field(two, "Фамилия")).to_have_value("Чернова")

    put(two, "Имя", "Яна")
    put(one, "Имя", "Ирина")
    one.get_by_role("radio", name="В другом месте: Яна").check()
    expect(field(one, "Имя")).to_have_value("Яна")
    expect(one.locator("[data-keep]")).to_have_count(0)
    one.reload()
    for label, text in [("Фамилия", "Чернова"), ("Имя", "Яна"), ("Место рождения", "г. Пермь")]:
        expect(field(one, label)).to_have_value(text)


def test_two_browsers_one_without_scripts(visit: Open) -> None:
    quick = visit()
    step = begin(quick)
    plain = visit(scripts=False, state=quick.context.storage_state())
    old = plain.page
    old.goto(step)
    put(quick.page, "Фамилия", "Орлова")
    field(old, "Имя").fill("Анна")
    go_on(old)
    expect(field(old, "Фамилия")).to_have_value("Орлова")
    expect(field(old, "Имя")).to_have_value("Анна")
    put(quick.page, "Имя", "Яна")
    expect(state(quick.page)).to_have_attribute("data-state", re.compile("choose|saved"))
    if state(quick.page).get_attribute("data-state") == "choose":  # the page had not heard of the other's name yet
        quick.page.get_by_role("radio", name="Здесь: Яна").check()
        expect(state(quick.page)).to_have_attribute("data-state", "saved")
    field(old, "Имя").fill("Ирина")
    field(old, "Место рождения").fill("г. Пермь")
    go_on(old)
    expect(old.get_by_text("Этот ответ изменён ещё и в другом месте").first).to_be_visible()
    old.get_by_role("radio", name="Здесь: Ирина").check()
    go_on(old, "Continue later")
    old.goto(step)
    for label, text in [("Фамилия", "Орлова"), ("Имя", "Ирина"), ("Место рождения", "г. Пермь")]:
        expect(field(old, label)).to_have_value(text)

    consents = step.replace("/about/", "/consents/")
    old.goto(consents)
    quick.page.goto(consents)
    for text in ("Согласен на обработку персональных данных", "Согласен подписывать документы кодом из СМС"):
        with quick.page.expect_response(lambda answer: answer.url.endswith("/answer/")):
            quick.page.get_by_role("checkbox", name=text).check()
    go_on(old, "Continue later")
    quick.page.reload()
    expect(quick.page.get_by_role("checkbox", checked=True)).to_have_count(2)


def person(page: Page, number: int) -> Any:
    return page.get_by_role("group", name=f"Контактное лицо {number}")


def test_a_stale_page_of_contact_persons(visit: Open) -> None:
    window = visit()
    people = begin(window).replace("/about/", "/people/")
    one, two = window.page, window.context.new_page()
    one.goto(people)
    for number, name in enumerate(["Андрей", "Борис", "Вера"], 1):
        one.get_by_role("button", name=re.compile("^Добавить")).click()
        box = person(one, number)
        box.get_by_label("Имя и фамилия").fill(name)
        with one.expect_response(lambda answer: answer.url.endswith("/answer/")):
            box.get_by_label("Телефон").fill(f"+7 999 000-00-0{number}")
            one.keyboard.press("Tab")
    two.goto(people)
    person(one, 1).get_by_role("button", name=re.compile("^Удалить|^Убрать")).click()
    expect(person(one, 3)).to_have_count(0)
    with two.expect_response(lambda answer: answer.url.endswith("/answer/")):
        person(two, 2).get_by_label("Телефон").fill("+7 999 000-00-22")
        two.keyboard.press("Tab")
    expect(elsewhere(two)).to_contain_text("что-то убрали")
    one.reload()
    expect(person(one, 1).get_by_label("Телефон")).to_have_value(re.compile("22$"))
    expect(person(one, 2).get_by_label("Телефон")).to_have_value(re.compile("03$"))
    with two.expect_response(lambda answer: answer.status == 409):
        person(two, 1).get_by_label("Телефон").fill("+7 999 000-00-11")
        two.keyboard.press("Tab")
    expect(two.get_by_role("main")).to_contain_text("Это удалили на другой странице")
    two.get_by_role("link", name="Показать шаг заново").first.click()
    expect(person(two, 2)).to_be_visible()
    expect(person(two, 3)).to_have_count(0)
