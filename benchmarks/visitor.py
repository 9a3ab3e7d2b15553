"""A visitor over HTTP: opens pages, fills their forms in and sends them, as a browser without scripts does.

Written on the standard library's client: visitors share the cores with the site, and richer clients take several times
as long for a request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPMessage
from http.cookies import SimpleCookie
from typing import Final, Self
from urllib.parse import urlencode, urljoin, urlsplit

Values = dict[str, list[str]]
_FORM: Final = re.compile(r"<form\b.*?</form>", re.DOTALL)
_REDIRECTS: Final = {301, 302, 303, 307, 308}
_SECONDS: Final = 60


@dataclass(slots=True)
class Form:
    """A form as it was drawn: where it goes and what it would send."""

    action: str = ""
    values: Values = field(default_factory=dict)


class _Controls(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.form = Form()
        self._select = self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        name, kind = known.get("name", ""), known.get("type")
        if tag == "form":
            self.form.action = known.get("action", "")
        elif tag == "input" and name and kind not in {"submit", "button", "file"}:
            if kind not in {"checkbox", "radio"} or "checked" in known:
                self._put(name, known.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in known:
            self._put(self._select, known.get("value", ""))
        elif tag == "textarea":
            self._text = name
            self._put(name, "")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.form.values[self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._text = ""

    def _put(self, name: str, value: str) -> None:
        self.form.values.setdefault(name, []).append(value)


def form_in(text: str, *, action: str = "", having: str = "") -> Form | None:
    """The first form of a page with these words in its address and a control of that name."""
    for html in _FORM.findall(text):
        if action in html and having in html:
            found = _Controls(html).form
            if action in found.action and (not having or having in found.values):
                return found
    return None


class Visitor:
    """Somebody with a browser of their own.

    Attributes:
        requests: How many were answered.
        url: Where they are.
        text: What they see.
    """

    def __init__(self, site: str, address: str) -> None:
        """Come from an address of this machine, 127.x.y.z: limits count by it."""
        self.site, self.address = site, address
        self.requests = 0
        self.url, self.text = site, ""
        self._cookies: dict[str, str] = {}
        self._connections: dict[str, HTTPConnection] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for connection in self._connections.values():
            connection.close()

    def another_window(self) -> Visitor:
        """The same person at the same desk in a window of its own."""
        other = Visitor(self.site, self.address)
        other._cookies = dict(self._cookies)
        return other

    @property
    def path(self) -> str:
        """The path of the page they are on."""
        return urlsplit(self.url).path

    def open(self, address: str, **headers: str) -> str:
        """Open a page and read it.

        Raises:
            RuntimeError: The site refused; so for everything a visitor does.
        """
        self.url, self.text = self._answered("GET", address, None, headers)
        return self.text

    def form(self, *, action: str = "", having: str = "") -> Form:
        """The first form of the page with these words in its address and a control of that name.

        Raises:
            LookupError: There is none.
        """
        found = form_in(self.text, action=action, having=having)
        if found is None:
            raise LookupError(f"{self.url}: no form {action} {having}")
        return found

    def send(self, form: Form, **values: str) -> None:
        """Send a form, filled in further, and read what it leads to."""
        data = form.values | {name: [value] for name, value in values.items()}
        self.url, self.text = self._answered("POST", form.action, data, {})

    def post(self, address: str, data: Values, **headers: str) -> str:
        """Send something without leaving the page, as its script does."""
        return self._answered("POST", address, data, headers)[1]

    def _answered(self, method: str, address: str, data: Values | None, headers: dict[str, str]) -> tuple[str, str]:
        """Ask, and go where one is sent on to; the address of the end and its text."""
        url, sent = urljoin(self.url, address), {name.replace("_", "-"): text for name, text in headers.items()}
        status, told, text = self._asked(method, url, data, sent)
        while status in _REDIRECTS:
            url = urljoin(url, told.get("Location", ""))
            status, told, text = self._asked("GET", url, None, sent)
        if status >= 400:
            raise RuntimeError(f"{method} {urlsplit(url).path} answered {status}")
        return url, text

    def _asked(self, method: str, url: str, data: Values | None, sent: dict[str, str]) -> tuple[int, HTTPMessage, str]:
        parts = urlsplit(url)
        connection = self._connections.get(parts.netloc)
        if connection is None:
            connection = HTTPConnection(parts.netloc, timeout=_SECONDS, source_address=(self.address, 0))
            self._connections[parts.netloc] = connection
        headers = sent | {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if data is not None:
            body = urlencode(data, doseq=True).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.requests += 1
        self._keep(answer.headers)
        return answer.status, answer.headers, text

    def _keep(self, told: HTTPMessage) -> None:
        for line in told.get_all("Set-Cookie", ()):
            for name, morsel in SimpleCookie(line).items():
                self._cookies.pop(name, None)
                if morsel.value:
                    self._cookies[name] = morsel.value
