"""Every URL as a visitor, a client, staff without the right and staff with it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import kabinet
from kabinet.identity.models import User
from kabinet.identity.rights import RIGHTS
from kabinet.identity.roles import RIGHTS_OF, Role

LIBRARIES = ("allauth.", "ninja.", "django.views.static")
"""Views of libraries guard themselves; their own suites test that."""
ARGUMENTS: dict[str, Any] = {"uuid": UUID(int=7), "slug": "no-such-thing", "str": "no-such-thing", "int": 7}


def patterns(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def ours() -> list[tuple[str, URLPattern]]:
    return [(route, entry) for route, entry in patterns() if not str(entry.callback.__module__).startswith(LIBRARIES)]


def address(entry: URLPattern) -> str:
    converters = entry.pattern.converters
    kinds = {name: type(converter).__name__.removesuffix("Converter").lower() for name, converter in converters.items()}
    return reverse(
        entry.callback if entry.name is None else entry.name, kwargs={n: ARGUMENTS[k] for n, k in kinds.items()}
    )


ROUTES = ours()
IDS = [route for route, _entry in ROUTES]


@pytest.mark.parametrize(("route", "entry"), ROUTES, ids=IDS)
def test_every_view_says_whom_it_is_for(route: str, entry: URLPattern) -> None:
    audience = getattr(entry.callback, "audience", None)
    known = {"everybody", "applicant", "client", *(f"staff:{right}" for right in RIGHTS)}
    assert audience in known, f"/{route} has no audience"


@pytest.fixture
def signed_in(db: None) -> Any:
    def make(*roles: str) -> Client:
        user = User.objects.create(email=f"{uuid4().hex}@mail.example", roles=list(roles), full_name="Пётр")
        client = Client(raise_request_exception=True)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


def _leads_to_sign_in(response: Any) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/sign-in/")


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "entry"), ROUTES, ids=IDS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_passes_whom_a_page_is_not_for(route: str, entry: URLPattern, method: str, signed_in: Any) -> None:
    audience: str = entry.callback.audience
    url = address(entry)
    visitor = getattr(Client(), method)(url)
    client = getattr(signed_in(), method)(url)
    if audience in {"everybody", "applicant"}:
        assert not _leads_to_sign_in(visitor) or visitor.status_code != 403
        assert visitor.status_code < 500
        assert client.status_code < 500
        return
    assert _leads_to_sign_in(visitor), f"a visitor got {visitor.status_code} from {url}"
    if audience == "client":
        assert client.status_code < 500
        return
    to_open, to_change = entry.callback.rights
    right = to_change if method == "post" else to_open
    assert client.status_code == 403, f"a client got {client.status_code} from {url}"
    for role in Role:
        answer = getattr(signed_in(role), method)(url)
        if right in RIGHTS_OF[role]:
            assert answer.status_code not in {403, 500}, f"{role} with {right} got {answer.status_code} from {url}"
        else:
            assert answer.status_code == 403, f"{role} without {right} got {answer.status_code} from {url}"


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "entry"), ROUTES, ids=IDS)
def test_no_cache_keeps_what_is_not_for_everybody(route: str, entry: URLPattern, signed_in: Any) -> None:
    audience: str = entry.callback.audience
    if audience == "everybody":
        return
    browser = signed_in(*Role) if audience.startswith("staff:") else signed_in()
    for answer in (browser.get(address(entry)), browser.post(address(entry)), Client().get(address(entry))):
        if answer.status_code in {200, 302, 405, 422}:
            assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", ")), f"{answer.status_code} {route}"


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
