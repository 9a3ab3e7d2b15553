"""Every URL, with an object of a client, as a visitor, another client, staff without the right and staff with it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

import kabinet
from kabinet.identity.rights import RIGHTS
from kabinet.identity.roles import RIGHTS_OF, Role
from tests.support.identity import browser_of, make_staff, make_user
from tests.support.routes import ROUTES
from tests.support.world import World, undone

IDS = [route for route, _entry in ROUTES]


@pytest.mark.parametrize(("route", "entry"), ROUTES, ids=IDS)
def test_every_view_says_whom_it_is_for(route: str, entry: URLPattern) -> None:
    audience = getattr(entry.callback, "audience", None)
    known = {"everybody", "applicant", "client", *(f"staff:{right}" for right in RIGHTS)}
    assert audience in known, f"/{route} has no audience"


@pytest.fixture
def world(stopped_clock: object) -> World:
    return World()


def _ask(world: World, browser: Client, method: str, entry: URLPattern, route: str) -> Any:
    """What a browser gets from the page of an object that exists; nothing it changes stays."""
    session = browser.cookies.output(header="")
    with undone():
        response = getattr(browser, method)(world.address(route, entry))
        if response.streaming:
            response.getvalue()  # reads to the end, which closes the file
    browser.cookies.clear()
    browser.cookies.load(session)
    return response


def _outcome(response: Any) -> str:
    """`sign in`, `denied`, `unknown`, `no such method`, `broken`, or `in` for whoever is let in."""
    if response.status_code == 302 and response["Location"].startswith("/sign-in/"):
        return "sign in"
    if response.status_code >= 500:
        return "broken"
    return {403: "denied", 404: "unknown", 405: "no such method"}.get(response.status_code, "in")


def _expected(audience: str, who: str, own: str, route: str) -> set[str]:
    """What somebody whom a page is not for gets of an object that is not theirs.

    Args:
        audience: Whom the page is for.
        who: `visitor` or `stranger`, another client.
        own: What somebody gets whom the page is for.
        route: Its address.
    """
    if audience == "everybody":
        return {own, "sign in"} if route.startswith("sign-in/") else {own}
    if audience.startswith("staff:"):
        return {"sign in"} if who == "visitor" else {"denied"}
    if audience == "client" and who == "visitor":
        return {"sign in"}
    if "_id>" in route:
        unknown = {"unknown", "sign in"} if who == "visitor" else {"unknown"}  # a visitor may sign in as its client
        return {"no such method"} if own == "no such method" else unknown
    return {own}


def _audiences(beginning: str) -> list[tuple[str, URLPattern]]:
    return [(route, entry) for route, entry in ROUTES if entry.callback.audience.startswith(beginning)]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("audience", ["everybody", "applicant", "client", "staff:"])
def test_objects_of_a_client_are_for_that_client_alone(world: World, audience: str, method: str) -> None:
    wrong = []
    for route, entry in _audiences(audience):
        own = _outcome(_ask(world, world.browser(entry), method, entry, route))
        if own not in {"in", "no such method"} and not route.startswith("sign-in/"):
            wrong.append(f"{method} /{route}: whom it is for gets {own}")
        for who, browser in (("visitor", Client()), ("stranger", browser_of(make_user()))):
            got = _outcome(_ask(world, browser, method, entry, route))
            if got not in _expected(entry.callback.audience, who, own, route):
                wrong.append(f"{method} /{route}: a {who} gets {got}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", Role)
def test_staff_pass_where_their_roles_have_the_right(world: World, role: Role, method: str) -> None:
    browser, wrong = browser_of(make_staff(role)), []
    for route, entry in _audiences("staff:"):
        to_open, to_change = entry.callback.rights
        right = to_change if method == "post" else to_open
        got = _outcome(_ask(world, browser, method, entry, route))
        if got not in ({"in", "no such method"} if right in RIGHTS_OF[role] else {"denied"}):
            wrong.append(f"{method} /{route}: {role} gets {got}")
    assert wrong == []


@pytest.mark.django_db
def test_no_cache_keeps_what_is_not_for_everybody(world: World) -> None:
    wrong = []
    for route, entry in ROUTES:
        if entry.callback.audience == "everybody":
            continue
        own = world.browser(entry)
        for browser, method in ((own, "get"), (own, "post"), (Client(), "get")):
            answer = _ask(world, browser, method, entry, route)
            if answer.status_code in {200, 302, 405, 422} and not (
                {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
            ):
                wrong.append(f"{method} /{route}: {answer.status_code}")
    assert wrong == []


def test_each_right_belongs_to_some_role() -> None:
    assert set().union(*RIGHTS_OF.values()) == set(RIGHTS)


def test_who_manages_sees() -> None:
    for right in RIGHTS:
        assert right.is_to_see == (right.implies == frozenset())
        assert {each.noun for each in right.implies} <= {right.noun}
    for rights in RIGHTS_OF.values():
        assert rights.union(*(right.implies for right in rights)) == rights


def test_pages_ask_for_rights_that_there_are() -> None:
    templates = Path(kabinet.__file__).parent.rglob("templates/**/*.html")
    asked = {code for path in templates for code in re.findall(r'(?:may|place)\("([a-z_]+)"', path.read_text("utf-8"))}
    assert len(asked) > 10
    assert asked <= set(RIGHTS)
