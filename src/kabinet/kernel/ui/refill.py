"""A page's form with what was sent from it, instead of what it was drawn with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.utils.html import escape

Attributes = list[tuple[str, str | None]]
Sent = Mapping[str, Sequence[str]]
"""Values by name, in the order of sending."""

NEVER: Final = frozenset({"csrfmiddlewaretoken"})
"""What a page draws anew whatever was sent."""
_BUTTONS: Final = frozenset({"submit", "button", "image", "reset"})
_BLANK: Final = frozenset({"file", "password"})
"""What no page can or should give back."""


@dataclass(slots=True)
class _Control:
    """One control: where its tag lies in the text and, of a textarea, where its content ends."""

    tag: str
    name: str
    attributes: Attributes
    start: int
    end: int
    inner_end: int = 0

    @property
    def kind(self) -> str:
        return (dict(self.attributes).get("type") or "text").lower() if self.tag == "input" else self.tag

    @property
    def is_button(self) -> bool:
        return self.kind in _BUTTONS

    @property
    def value(self) -> str:
        return dict(self.attributes).get("value") or ""


@dataclass(slots=True)
class _Form:
    attributes: Attributes
    end: int
    controls: list[_Control] = field(default_factory=list)

    def sends_to(self, page: str, action: str) -> bool:
        known = {name: value or "" for name, value in self.attributes}
        target = urlsplit(urljoin(page, known.get("action", ""))).path
        return known.get("method", "").lower() == "post" and target == action

    def likeness(self, sent: Sent) -> int:
        """How many of its controls tell of the sent names; a pressed button tells most."""
        pressed = sum(each.is_button and each.value in sent.get(each.name, ()) for each in self.controls)
        return pressed + len({each.name for each in self.controls} & set(sent))


@dataclass(frozen=True, slots=True)
class Refilled:
    """A page with its form filled in.

    Attributes:
        before: The page up to and with the form's tag.
        after: The rest, with the controls as they were sent.
        homeless: Sent values that no control of the form can show, such as answers to a question that is gone.
    """

    before: str
    after: str
    homeless: tuple[str, ...]


def refill(html: str, *, page: str, action: str, sent: Sent) -> Refilled | None:
    """Fill a form of a page in with what was sent from it.

    Tokens, passwords and files stay as the page has them; hidden values, such as the state that the form was drawn
    on, are those that were sent.

    Args:
        html: The page, as this site writes it.
        page: Its path; forms without an address send there.
        action: The path that the form was sent to.
        sent: What was sent.

    Returns:
        None when no form of the page sends there.
    """
    reader = _Reader(html)
    forms = [form for form in reader.forms if form.sends_to(page, action)]
    if not forms:
        return None
    chosen = max(forms, key=lambda form: form.likeness(sent))
    filler = _Filler(sent)
    edits = [edit for control in chosen.controls for edit in filler.edits(control, reader)]
    named = {control.name for control in reader.controls}
    homeless = tuple(value for name, values in sent.items() if name not in named | NEVER for value in values if value)
    return Refilled(html[: chosen.end], _edited(html, chosen.end, edits), homeless)


def _edited(html: str, start: int, edits: Iterable[tuple[int, int, str]]) -> str:
    parts = []
    for begin, end, text in sorted(edits):
        parts += [html[start:begin], text]
        start = end
    return "".join([*parts, html[start:]])


class _Filler:
    """Hands out the sent values, each once."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        self._left = {name: iter(values) for name, values in sent.items()}

    def edits(self, control: _Control, reader: "_Reader") -> Iterator[tuple[int, int, str]]:
        if control.name in NEVER or control.is_button or control.kind in _BLANK:
            return
        values = self._sent.get(control.name, ())
        if control.kind in {"checkbox", "radio"}:
            value = dict(control.attributes).get("value", "on")
            yield control.start, control.end, _tag(control, "checked", None, keep=value in values)
        elif control.kind == "select":
            for option in reader.options[control.start] if values else ():
                yield option.start, option.end, _tag(option, "selected", None, keep=option.value in values)
        elif (value := next(self._left.get(control.name, iter(())), None)) is not None:
            if control.kind == "textarea":
                yield control.end, control.inner_end, f"\n{escape(value)}"
            else:
                yield control.start, control.end, _tag(control, "value", value, keep=True)


def _tag(control: _Control, name: str, value: str | None, *, keep: bool) -> str:
    """The tag with one attribute set anew or left out."""
    attributes = [(each, known) for each, known in control.attributes if each != name]
    if keep:
        attributes.append((name, value))
    written = "".join(f" {each}" if known is None else f' {each}="{escape(known)}"' for each, known in attributes)
    return f"<{control.tag}{written}>"


class _Reader(HTMLParser):
    """Finds forms and their controls, and where in the text each lies."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.forms: list[_Form] = []
        self.controls: list[_Control] = []
        self.options: dict[int, list[_Control]] = {}
        self._open: _Form | None = None
        self._inside: _Control | None = None
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        start = self._offset()
        end = start + len(self.get_starttag_text() or "")
        if tag == "form":
            self._open = _Form(attrs, end)
            self.forms.append(self._open)
        elif tag == "option" and self._inside is not None:
            self.options[self._inside.start].append(_Control(tag, "", attrs, start, end))
        elif tag in {"input", "select", "textarea", "button"}:
            self._found(_Control(tag, dict(attrs).get("name") or "", attrs, start, end))

    def _found(self, control: _Control) -> None:
        if control.tag in {"select", "textarea"}:
            self._inside = control
            self.options[control.start] = []
        if self._open is None or not control.name:
            return
        self.controls.append(control)
        self._open.controls.append(control)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif self._inside is not None and tag == self._inside.tag:
            self._inside.inner_end = self._offset()
            self._inside = None
