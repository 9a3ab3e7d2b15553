"""Every page is fit for everyone: checked by axe at two widths, light and dark, by keyboard, in Russian."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import DESKTOP, JOURNEY, PHONE, Size, axe_source
from tests.journeys.inventory import NOT_PAGES, SPOTS, Guide, Spot
from tests.journeys.site import DemoSite
from tests.support.routes import ROUTES

pytestmark = JOURNEY
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOREIGN = frozenset(
    {
        "YooKassa",
        "Kassa",
        "Word",
        "Excel",
        "SMS",
        "PDF",
        "DOC",
        "DOCX",
        "HEIC",
        "JPEG",
        "XLS",
        "XLSX",
        "SMSC",
        "SMTP",
        "API",
        "INN",
        "XML",
        "JPG",
        "PNG",
        "act",
        "JSON",
        "partner",
        "example",
    }
)
"""Latin words that Russian pages do use."""
_LATIN = re.compile(r"[A-Za-z]{3,}")
_ADDRESS = re.compile(r"[0-9a-f-]{12,}|\S+@\S+|https?://\S+|/\S+|\S+_\S+|\S+\.\S+")
_RUN_AXE = """async (options) => (await axe.run(document, options)).violations.map(
    ({ id, help, nodes }) => `${id}: ${help} — ` + nodes.slice(0, 3).map((node) => node.html).join(" | ")
)"""
_SETTLE = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (let turn = 0; turn < 5 && document.getAnimations().length; turn += 1) {
        await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)));
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
}"""
_WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="package")
def guide(browser: Browser, demo: DemoSite, sessions: Callable[[str], Any]) -> Iterator[Guide]:
    """The way to every page."""
    found = Guide(browser, demo, sessions)
    yield found
    found.close()


@pytest.mark.parametrize("spot", SPOTS, ids=str)
def test_a_page_is_fit_for_everyone(spot: Spot, guide: Guide) -> None:
    visit = guide.go(spot)
    page = visit.page
    problems: list[str] = []
    page.evaluate(axe_source())
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size.width, "height": size.height})
        problems += _checked(page, size)
    page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})
    problems += [f"not in Russian: {word}" for word in _latin_words(page)] if spot.name != "interface" else []
    complaints, visit.complaints = visit.complaints, []
    if problems or complaints:
        pytest.fail("\n".join([*problems, *complaints]), pytrace=False)


def _checked(page: Page, size: Size) -> list[str]:
    problems = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_SETTLE)
        only = {"type": "tag", "values": TAGS} if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
        found = page.evaluate(_RUN_AXE, {"runOnly": only, "resultTypes": ["violations"]})
        problems += [f"{size.name}, {scheme}: {each}" for each in found]
    wider = page.evaluate(_WIDER)
    if wider > 0:
        problems.append(f"{size.name}: {wider} pixels wider than the window")
    page.emulate_media(color_scheme="light")
    return problems


def _latin_words(page: Page) -> list[str]:
    text = _ADDRESS.sub(" ", page.locator("body").inner_text())
    return sorted(set(_LATIN.findall(text)) - FOREIGN)


def test_the_inventory_names_every_page() -> None:
    known = {entry.name for _route, entry in ROUTES}
    shown = {re.sub(r"-", "_", spot.name) for spot in SPOTS}
    pages = {name for name in known - set(NOT_PAGES) if name}
    shown |= {f"{spot.face}_{re.sub('-', '_', spot.name)}" for spot in SPOTS}
    missing = sorted(name for name in pages if not any(each.startswith(name) for each in shown))
    renamed = {"cabinet_loan_schedule", "payment"}
    assert [name for name in missing if name not in renamed] == []
    assert set(NOT_PAGES) <= known
    assert resolve("/").url_name == "home"


KEYS = [spot for spot in SPOTS if str(spot) in {
    "public_home", "public_sign-in", "public_sign-in-code", "cabinet_application-step-applicant", "cabinet_loan",
    "cabinet_payment-new", "cabinet_application-check", "office_application-submitted", "office_applications",
}]  # fmt: skip
_FOCUS = """() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const around = element.closest(".control-group, .choice-option, .card") ?? element;
    const outer = getComputedStyle(around);
    const seen = (one) => (one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== "none";
    return {
        name: (element.innerText || element.ariaLabel || element.name || element.tagName).slice(0, 60),
        main: element.matches("main .button-primary"),
        body: element === document.body,
        seen: seen(style) || seen(outer),
    };
}"""


@pytest.mark.parametrize("spot", KEYS, ids=str)
def test_the_keyboard_reaches_the_main_action_and_one_sees_where_it_is(spot: Spot, guide: Guide) -> None:
    page = guide.go(spot).page
    page.evaluate("document.activeElement.blur()")
    wanted = page.locator("main .button-primary:visible").count() > 0
    unseen, reached = [], not wanted
    for _press in range(90):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if focus["body"]:
            break
        if not focus["seen"]:
            unseen.append(focus["name"])
        reached = reached or focus["main"]
        if reached and _press > 40:
            break
    assert unseen == []
    assert reached
