"""Whatever a client can send to any address: no answer is a failure of ours, and each carries the strict policy."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.routes import ROUTES
from tests.support.world import World, undone

pytestmark = pytest.mark.django_db

LONG = "я" * 50_000  # a hundred kilobytes
VALUES = {
    "nothing": "",
    "nul": "a\x00b",
    "emoji": "👩‍👩‍👧‍👦" * 20,
    "hundred kilobytes": LONG,
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}{% debug %}",
    "sql": "' or 1=1; drop table applications_application; --",
    "huge number": "9" * 300,
    "no number": "NaN",
    "infinity": "-Infinity",
    "exponent": "1e999999",
    "negative": "-1",
    "impossible day": "31.02.2026",
    "day of year nought": "01.01.0000",
    "first day of all": "01.01.0001",
    "last day of all": "31.12.9999",
    "arabic digits": "٣٣٣",
    "superscript": "²³",
    "uuid of nobody": str(UUID(int=7)),
    "path": "../../../../etc/passwd",
    "right to left": "\u202e\u200b\ufeff",
    "line ends": "a\r\nSet-Cookie: x=1",
}
BODIES = {
    "json": ("application/json", b'{"a": [1, {"b": null}]}'),
    "text": ("text/plain", b"hello"),
    "no type": ("", b"a=1"),
    "xml": ("text/xml", b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>"),
    "no boundary": ("multipart/form-data", b"--x\r\n\r\n1\r\n--x--"),
    "cut off": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'),
    "bad boundary": ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
    "bad base64": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n',
    ),
    "not utf-8": ("application/x-www-form-urlencoded", b"field=%FF%FE&address=%ED%A0%80&full_name=\xff\xfe"),
    "other charset": ("application/x-www-form-urlencoded; charset=utf-16", b"a=1"),
    "unknown charset": ("application/x-www-form-urlencoded; charset=no-such", b"a=1"),
    "charset of parts": (
        "multipart/form-data; boundary=x; charset=utf-7",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n+AAA-\r\n--x--\r\n',
    ),
    "many fields": ("application/x-www-form-urlencoded", b"a=1&" * 600),
    "large": ("application/x-www-form-urlencoded", b"a=" + b"1" * (2 * 1024 * 1024)),
    "many files": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n1\r\n' * 150 + b"--x--\r\n",
    ),
}
HEADERS: dict[str, dict[str, Any]] = {
    "foreign host": {"HTTP_HOST": "evil.example"},
    "nonsense for a host": {"HTTP_HOST": "a b<c>\x7f"},
    "odd languages": {"HTTP_ACCEPT_LANGUAGE": "x" * 4000},
    "htmx": {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[bad", "HTTP_HX_TARGET": "\xff"},
    "htmx uri": {
        "HTTP_HX_REQUEST": "true",
        "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true",
        "HTTP_HX_CURRENT_URL": "%FF",
    },
    "cookies": {"HTTP_COOKIE": "sessionid=\x00'--; csrftoken=%00; messages=[1:abc]"},
    "forwarded": {"HTTP_X_FORWARDED_FOR": "<script>, 1.2.3.4.5", "REMOTE_ADDR": "unix:"},
    "conditional": {"HTTP_IF_MODIFIED_SINCE": "yesterday", "HTTP_IF_NONE_MATCH": '"', "HTTP_RANGE": "bytes=-9-x"},
}
STRIDE = 11
"""Not every value goes into every field: they take turns, so that the walk stays short."""

FIELDS_OF_ALL = ("q", "page", "next", "revision", "field", "look", "do", "back", "why")


@pytest.fixture
def world(stopped_clock: object) -> World:
    return World()


def fields_of(page: Any) -> list[str]:
    """Names of the controls of a page."""
    text = page.content.decode(errors="replace") if not page.streaming else ""
    return sorted({*re.findall(r'name="([^"]+)"', text), *FIELDS_OF_ALL} - {"csrfmiddlewaretoken", "viewport"})


def check(found: list[str], what: str, browser: Client, send: Callable[..., Any], *body: Any, **headers: Any) -> Any:
    """Send, take everything back, and note what is wrong with the answer."""
    session = browser.cookies.output(header="")
    with undone():
        response = send(*body, **headers)
        if response.streaming:
            response.getvalue()  # reads to the end, which closes the file
    browser.cookies.clear()
    browser.cookies.load(session)
    if response.status_code >= 500:
        found.append(f"{what}: {response.status_code} {response.exc_info and response.exc_info[1]!r}")
    if "default-src 'none'" not in response.get("Content-Security-Policy", ""):
        found.append(f"{what}: no policy")
    return response


def mixtures(names: list[str]) -> Iterator[dict[str, str]]:
    """Every field with several of the values, each time beside others."""
    values = list(VALUES.values())
    for turn in range(0, len(values), STRIDE):
        yield {name: values[(turn + place) % len(values)] for place, name in enumerate(names)}


@pytest.mark.parametrize("audience", ["everybody", "applicant", "client", "staff"])
def test_no_address_fails_whatever_a_client_sends(world: World, audience: str) -> None:
    found: list[str] = []
    for route, entry in ROUTES:
        if not entry.callback.audience.startswith(audience):
            continue
        url, browser = world.address(route, entry), world.browser(entry)
        page = check(found, url, browser, browser.get, url)
        assert not page.get("Location", "").startswith("/sign-in/"), url
        names = fields_of(page)
        post_only = page.status_code == 405
        if not post_only:
            for data in mixtures(names):
                check(found, f"GET {url} {data}", browser, browser.get, url, data)
        if check(found, url, browser, browser.post, url, {}).status_code == 405:
            continue
        for data in mixtures(names):
            check(found, f"POST {url} {data}", browser, browser.post, url, data)
        for label, (kind, body) in BODIES.items():
            check(found, f"POST {url} {label}", browser, browser.generic, "POST", url, body, kind)
    assert found == []


@pytest.mark.parametrize("url", ["/", "/calculator/", "/sign-in/", "/cabinet/", "/office/applications/", "/no/"])
def test_no_header_breaks_a_page(world: World, url: str) -> None:
    browser = world.staff if "office" in url else world.client
    found: list[str] = []
    for label, headers in HEADERS.items():
        check(found, f"GET {url} {label}", browser, browser.get, url, **headers)
    assert found == []


def test_every_question_takes_any_value_by_itself(world: World) -> None:
    found: list[str] = []
    url = reverse("application_answer", args=[world.full.pk])
    paths = [path for path in world.full.answers if path != "registration_address"]
    for place, path in enumerate([*paths, "registration_address.city", "people.0.x", "nothing\x00"]):
        data = {"field": path, path: list(VALUES.values())[place % len(VALUES)]}
        check(found, f"{path} {data}", world.client, world.client.post, url, data)
    assert found == []
