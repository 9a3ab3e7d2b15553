"""What the tests of the kit ask of HTML: a small tree and the rules every page keeps."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "use", "path"}


@dataclass
class Element:
    """An element with its attributes, children and own text."""

    tag: str
    attrs: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    own: list[str] = field(default_factory=list)

    def all(self, *tags: str) -> list["Element"]:
        """Descendants with one of `tags`, in order; all of them when none is named."""
        found = []
        for child in self.children:
            if not tags or child.tag in tags:
                found.append(child)
            found += child.all(*tags)
        return found

    def one(self, tag: str) -> "Element":
        """The only descendant with `tag`."""
        (element,) = self.all(tag)
        return element

    @property
    def text(self) -> str:
        """The text inside, with single spaces."""
        parts = [*self.own, *(child.text for child in self.children)]
        return " ".join(" ".join(parts).split())


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("#root", {})
        self.stack = [self.root]
        self.twice: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.twice += [f"{tag} {name}" for name in set(names) if names.count(name) > 1]
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].children.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.stack[-1].tag != tag:
            msg = f"</{tag}> closes <{self.stack[-1].tag}>"
            raise AssertionError(msg)
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.stack[-1].own.append(data)


def parse(html: str) -> Element:
    """Build the tree; an element left open, closed twice or given an attribute twice is an error."""
    builder = _Builder()
    builder.feed(html)
    assert builder.stack == [builder.root], [element.tag for element in builder.stack]
    assert builder.twice == []
    return builder.root


def breaches(root: Element) -> list[str]:
    """What breaks the rules every page keeps: unique ids, labelled controls, live references, no inline code."""
    found = []
    elements = root.all()
    ids = [element.attrs["id"] for element in elements if "id" in element.attrs]
    found += [f"id {one!r} twice" for one in {one for one in ids if ids.count(one) > 1}]
    labelled = {element.attrs.get("for") for element in elements if element.tag == "label"}
    for element in elements:
        attrs = element.attrs
        found += [f"<{element.tag}> has {name}" for name in attrs if name == "style" or name.startswith("on")]
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            found += [f"{name}={one!r} leads nowhere" for one in attrs.get(name, "").split() if one not in ids]
        if element.tag in {"input", "select", "textarea"} and attrs.get("type") != "hidden":
            named = attrs.get("id") in labelled or attrs.get("aria-label")
            found += [] if named else [f"<{element.tag} name={attrs.get('name')!r}> has no label"]
        if element.tag in {"button", "a", "summary"} and not (element.text or attrs.get("aria-label")):
            found.append(f"<{element.tag}> has no name")
        if element.tag == "table" and not element.all("caption"):
            found.append("a table has no caption")
        if element.tag == "style" or (element.tag == "script" and "src" not in attrs):
            found.append(f"inline <{element.tag}>")
    return found
