"""The content policy holds while pages change: nothing puts a style into an element's attribute."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.browsing import JOURNEY, Visit

pytestmark = JOURNEY


def test_what_scripts_have_placed_survives_an_answer_without_inline_styles(visit: Callable[..., Visit]) -> None:
    person = visit()
    page = person.open("/calculator/")
    page.evaluate("document.querySelectorAll('main [id]').forEach(each => each.style.setProperty('--part', '1'))")
    slider = page.locator("input[type=range]").first
    with page.expect_response(lambda answer: "/calculator/" in answer.url):
        slider.press("ArrowRight")
    expect(page.locator("#quote")).not_to_have_attribute("style", re.compile(""))
