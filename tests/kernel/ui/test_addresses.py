from uuid import UUID

import pytest
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from kabinet.kernel.ui import addresses
from tests.kernel.ui.pages import drawn

factory = RequestFactory()
pytestmark = pytest.mark.urls("tests.kernel.ui.urls")


def test_url_with_changes_only_what_is_named() -> None:
    request = factory.get("/office/applications/", {"q": "Анна", "status": ["a", "b"], "before": "9"})
    assert addresses.url_with(request, {"before": "", "page": 2}) == (
        "/office/applications/?q=%D0%90%D0%BD%D0%BD%D0%B0&status=a&status=b&page=2"
    )
    assert addresses.url_with(request, {"q": None, "status": "c", "before": None}) == "/office/applications/?status=c"
    assert addresses.url_with(factory.get("/x/"), {"q": ""}) == "/x/"
    assert addresses.url_with(None, {}) == "?"


def test_a_built_file_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def find(path: str) -> str:
        asked.append(path)
        return f"/static/{path}"

    monkeypatch.setattr(addresses, "static", find)
    assert {addresses.asset("looked-for.svg"), addresses.asset("looked-for.svg")} == {"/static/looked-for.svg"}
    assert asked == ["looked-for.svg"]


@pytest.mark.parametrize(
    ("path", "href", "exact", "expected"),
    [
        ("/cabinet/loans/", "/cabinet/loans/", False, "page"),
        ("/cabinet/loans/7/", "/cabinet/loans/", False, "true"),
        ("/cabinet/loans/7/", "/cabinet/", True, ""),
        ("/cabinet/", "/cabinet/?next=1", True, "page"),
        ("/loans/", "/", False, ""),
        ("/", "/", False, "page"),
        ("/loans/", "", False, ""),
    ],
)
def test_current(path: str, href: str, exact: bool, expected: str) -> None:
    assert addresses.current(factory.get(path), href, exact=exact) == expected
    assert addresses.current(None, href, exact=exact) == ""


def test_a_link_to_a_page_that_is_not_there_is_left_out() -> None:
    root = drawn("""<ul>{{ nav_link("no_such_page", "Nowhere") }}{{ nav_link("home", "Home") }}</ul>""", request=None)
    assert [link.text for link in root.all("a")] == ["Home"]


def test_the_link_of_this_page_says_so() -> None:
    root = drawn("""<ul>{{ nav_link("home", "Home") }}</ul>""", request=factory.get("/"))
    assert root.one("a").attrs["aria-current"] == "page"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("cabinet_loan", (UUID("01a21b59-a024-72e6-b873-98c732e68a70"),)),
        ("office_applications", ()),
        ("legal_edition", ("privacy", 3)),
    ],
)
@pytest.mark.urls("kabinet.config.urls")
def test_an_address_is_the_one_that_django_gives(name: str, values: tuple[object, ...]) -> None:
    for _again in range(2):
        assert addresses.url(name, *values) == reverse(name, args=values)


@pytest.mark.urls("kabinet.config.urls")
def test_an_address_of_no_route_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        addresses.url("no_such_page")
    with pytest.raises(NoReverseMatch):
        addresses.url("office_applications", 1)
    assert not addresses.has_route("cabinet_loan")
