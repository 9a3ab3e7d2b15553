"""The scripts of the kit in a real browser, and what axe says of the specimens."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.kernel.ui import urls

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.kernel.ui.urls"),
]


def _state(page: Page, state: str) -> None:
    expect(page.locator("[data-save-indicator]")).to_have_attribute("data-state", state)


def _value(page: Page, selector: str) -> str:
    return page.input_value(selector).replace("\u202f", " ").replace("\u00a0", " ")


def test_sums_are_grouped_and_the_caret_stays(page: Page) -> None:
    page.goto("/specimens/form/")
    page.locator("#id_income").press_sequentially("1250000,55")
    assert _value(page, "#id_income") == "1 250 000,55"
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.type("9")
    assert _value(page, "#id_income") == "12 950 000,55"
    assert page.evaluate("document.activeElement.selectionStart") == 4
    page.keyboard.press("Backspace")
    assert _value(page, "#id_income") == "1 250 000,55"
    assert page.evaluate("document.activeElement.selectionStart") == 3


def test_phones_are_grouped_and_can_be_deleted(page: Page) -> None:
    page.goto("/specimens/form/")
    page.locator("#id_phone").press_sequentially("89123456789")
    assert page.input_value("#id_phone") == "+7 912 345-67-89"
    for _ in range(20):
        page.keyboard.press("Backspace")
    assert page.input_value("#id_phone") == ""
    page.locator("#id_phone").press_sequentially("+375291234567")
    assert page.input_value("#id_phone") == "+375291234567"


def test_each_field_saves_itself(page: Page) -> None:
    page.goto("/specimens/form/")
    page.fill("#id_email", "anna")
    page.keyboard.press("Tab")
    expect(page.locator("#id_email-error")).to_have_text("No @")
    expect(page.locator("#id_email")).to_have_attribute("aria-invalid", "true")
    page.fill("#id_email", "anna@example.org")
    page.keyboard.press("Tab")
    expect(page.locator("#id_email-error")).to_have_text("")
    expect(page.locator("#id_email")).not_to_have_attribute("aria-invalid", "true")
    page.check("#id_same_0")
    _state(page, "saved")
    page.wait_for_timeout(200)
    assert urls.saved == [("email", ["anna"]), ("email", ["anna@example.org"]), ("same", ["yes"])]


def test_what_could_not_be_sent_waits(page: Page, context: BrowserContext) -> None:
    page.goto("/specimens/form/")
    context.set_offline(True)
    page.fill("#id_email", "offline@example.org")
    page.keyboard.press("Tab")
    _state(page, "offline")
    context.set_offline(False)
    _state(page, "saved")
    urls.broken.append(True)
    page.fill("#id_email", "broken@example.org")
    page.keyboard.press("Tab")
    _state(page, "failed")
    assert page.input_value("#id_email") == "broken@example.org"
    urls.broken.clear()
    page.click("[data-save-retry]")
    _state(page, "saved")
    assert urls.saved == [("email", ["offline@example.org"]), ("email", ["broken@example.org"])]


def test_slider_and_number_keep_together(page: Page) -> None:
    page.goto("/specimens/")
    page.fill("#id_loan_amount", "250000")
    slider = page.locator("[data-range-slider]").first
    assert slider.input_value() == "250000"
    slider.evaluate("it => { it.value = 300000; it.dispatchEvent(new Event('input', { bubbles: true })); }")
    assert _value(page, "#id_loan_amount") == "300 000"


def test_combobox_finds_by_what_is_typed(page: Page) -> None:
    page.goto("/specimens/")
    box = page.get_by_role("combobox", name="поиск").or_(page.locator("input#id_region_search"))
    box.first.click()
    options = page.locator("#id_region_search-list [role=option]")
    expect(options).to_have_count(5)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.getElementById('id_region_search-select').value") == "10"
    page.fill("#id_region_search", "no such region")
    expect(options).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('id_region_search-select').value") == "10"


@pytest.mark.parametrize("leaving", ["#leave", "#away"])
def test_back_leads_to_a_page_that_answered_a_form(page: Page, leaving: str) -> None:
    page.goto("/specimens/refused/")
    page.fill("#id_text", "half")
    page.click("#send")
    expect(page.locator("#posted")).to_have_text("half")
    page.click(leaving)
    page.wait_for_url("**/specimens/form/**")
    page.go_back()
    expect(page.locator("#id_text")).to_be_visible()


def test_a_reload_shows_what_was_posted(page: Page) -> None:
    page.goto("/specimens/refused/")
    page.fill("#id_text", "half")
    page.click("#send")
    page.reload()
    expect(page.locator("#posted")).to_have_text("half")


def test_what_says_nothing_takes_no_room(page: Page) -> None:
    """An empty live region adds no gap to its stack, a closed card none below its summary."""
    page.goto("/specimens/refused/")
    gap = "parseFloat(getComputedStyle(document.querySelector('#above').parentElement).rowGap)"
    between = "document.querySelector('#below').getBoundingClientRect().top - above.getBoundingClientRect().bottom"
    assert abs(page.evaluate(between) - page.evaluate(gap)) < 1
    inside = """() => {
      const card = document.querySelector("#closed").getBoundingClientRect();
      const summary = document.querySelector("#closed summary").getBoundingClientRect();
      return [summary.top - card.top, card.bottom - summary.bottom];
    }"""
    above, below = page.evaluate(inside)
    assert abs(above - below) < 1


def test_a_form_is_sent_once(page: Page) -> None:
    page.goto("/specimens/")
    posts: list[str] = []

    def answer(route: Any) -> None:
        if route.request.method == "POST":
            posts.append(route.request.url)
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/specimens/**", answer)
    button = page.locator("#forms form button[type=submit]").last
    button.evaluate("it => { it.click(); it.click(); it.click(); }")
    expect(button).to_have_attribute("aria-busy", "true")
    page.wait_for_timeout(200)
    assert len(posts) == 1


def test_dialog_opens_and_returns_the_focus(page: Page) -> None:
    page.goto("/specimens/")
    opener = page.locator("[data-dialog]")
    opener.click()
    expect(page.locator("#specimen-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#specimen-dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_an_explanation_opens_above_its_table(page: Page) -> None:
    page.goto("/specimens/")
    details = page.locator(".table .explained-sum").nth(1)
    details.locator("summary").click()
    body = details.locator(".explained-sum-body")
    expect(body).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(body).to_be_hidden()
    expect(details.locator("summary")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, live_server: Any, width: int, scheme: Any) -> None:
    opened = browser.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = opened.new_page()
    page.goto("/specimens/")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("standards => axe.run(document, { runOnly: standards })", STANDARDS)
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    opened.close()
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert overflow <= 0


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_names_of_a_hundred_and_fifty_letters_fit_in(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/specimens/long/")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    cut = """() => [...document.querySelectorAll('main :is(h1, h2, h3, p, dt, dd, a, span)')]
        .filter((each) => each.clientWidth && each.scrollWidth > each.clientWidth + 1).map((each) => each.outerHTML)"""
    assert page.evaluate(cut) == []
    header = page.locator(".site-header").bounding_box()
    assert header
    assert header["height"] <= 80


def test_static_files_are_built() -> None:
    for name in ("kabinet.css", "kabinet.js", "office.css", "combobox.js", "icons.svg", "favicon.svg"):
        assert (Path(settings.STATICFILES_DIRS[0]) / name).is_file()
