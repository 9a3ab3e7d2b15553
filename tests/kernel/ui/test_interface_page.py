"""The page that shows the whole kit, and the pages that must render when nothing else does."""

import re
from inspect import unwrap
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from kabinet.kernel.ui import kit
from kabinet.kernel.ui.page import PAGES, draw
from kabinet.kernel.web.errors import ErrorPage
from kabinet.office.views.interface import interface
from tests.kernel.ui.markup import Element, breaches, parse

pytestmark = pytest.mark.urls("tests.kernel.ui.urls")
SPECIMENS = Path(__file__).resolve().parents[3] / "src" / "kabinet" / "office" / "templates" / "office"
ELSEWHERE = {"brand_link", "message_list", "sign_out_button", "site_footer", "skip_link", "toasts"} | {
    "control_line",
    "control_select",
    "control_textarea",
    "control_tool",
    "field_error",
    "file_line",
    "file_words",
    "label_text",
    "table_head",
    "told_control",
}
"""Drawn by the base templates or inside other components."""


@pytest.fixture
def page(db: None) -> Element:
    view = unwrap(interface)
    request = RequestFactory().get("/office/interface/")
    request.user, request.session = AnonymousUser(), {}
    response = view(request)
    assert response.status_code == 200
    return parse(response.content.decode())


def test_page_keeps_the_rules(page: Element) -> None:
    assert breaches(page) == []
    assert page.one("html").attrs["lang"] == "ru"
    assert len(page.all("h1")) == 1
    assert page.one("main").attrs["id"] == "main"
    first_link = page.one("body").all("a")[0]
    assert first_link.attrs == {"class": "skip-link", "href": "#main"}


def test_headings_leave_no_level_out(page: Element) -> None:
    levels = [int(element.tag[1]) for element in page.one("main").all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(following - level <= 1 for level, following in pairwise(levels))


def test_every_component_is_shown() -> None:
    text = "".join(path.read_text("utf-8") for path in [SPECIMENS / "interface.html", *SPECIMENS.glob("interface/*")])
    shown = set(re.findall(r"(?:{{|call|=|\()\s*(\w+)\(", text))
    assert {path.stem for path in kit.FOLDER.glob("*.html")} - ELSEWHERE - shown == set()


@pytest.mark.parametrize("kind", [page for page in PAGES if issubclass(page, ErrorPage)])
def test_error_pages_need_no_database(kind: type[ErrorPage]) -> None:
    """No `db` fixture: a query would fail the test."""
    page = parse(draw(None, kind(title="Something went wrong", request_id="ab12cd34")))
    assert breaches(page) == []
    assert page.one("h1").text == "Something went wrong"
    assert "ab12cd34" in page.text
    assert page.all("a")
    assert page.all("script") == []
