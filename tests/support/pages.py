"""Reading pages as a browser would."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit


class _Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((known.get("action", "") if known.get("method") == "post" else "get", {}))
        elif tag == "input" and known.get("type") == "hidden" and self.forms:
            self.forms[-1][1][known.get("name", "")] = known.get("value", "")


def hidden_of(page: Any, action: str = "") -> dict[str, str]:
    """The hidden values of the form of a page that is sent to a path; to the page's own, if none is named."""
    path: str = page.request["PATH_INFO"]
    found = [
        hidden for target, hidden in _Forms(page.text).forms if urlsplit(urljoin(path, target)).path == (action or path)
    ]
    assert found, f"no form of {path} is sent to {action or path}"
    return found[0]


def text_of(response: Any) -> str:
    """What a reader sees: no tags, plain spaces."""
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
