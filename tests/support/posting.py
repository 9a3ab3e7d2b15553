"""What a browser without scripts would post from a page."""

from html.parser import HTMLParser
from typing import Any

Values = dict[str, list[str]]


class _Controls(HTMLParser):
    def __init__(self, html: str, form: str) -> None:
        super().__init__()
        self.form, self.inside = form, False
        self.values: Values = {}
        self.select, self.textarea = "", ""
        self.feed(html)

    def put(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = known.get("id") == self.form
        if not self.inside:
            return
        name, kind = known.get("name", ""), known.get("type", "text")
        if tag == "input" and name and kind not in {"submit", "button", "file"}:
            if kind not in {"checkbox", "radio"} or "checked" in known:
                self.put(name, known.get("value", ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in known:
            self.put(self.select, known["value"])
        elif tag == "textarea":
            self.textarea = name
            self.put(name, "")

    def handle_data(self, data: str) -> None:
        if self.textarea and self.inside:
            self.values[self.textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""


def controls(answer: Any, form: str = "step") -> Values:
    """The values of a form's controls as the page was drawn, by name."""
    found: Values = _Controls(answer.content.decode(), form).values
    assert found, f"no form {form}"
    return found


def about(values: Values) -> Values:
    """What a page says of itself with every request."""
    return {name: values[name] for name in ("page", "revision", "drawn")}
