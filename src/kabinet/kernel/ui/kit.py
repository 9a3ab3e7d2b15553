"""The interface kit: one macro a file in `components/`, beside its style, called by its name from any page.

A file opens with a comment that says what the component is and what it takes, a line each: `  tone: info | danger — its
colour`. The macro's signature has the defaults. Where pages are checked, a call that does not keep to this is an error.
What a component takes by the name of one of `FROM_THE_PAGE` comes from the page by itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from django.forms import BaseForm, BoundField
from django.utils.functional import Promise
from jinja2.runtime import Context, Macro

FOLDER = Path(__file__).parent / "components"
FROM_THE_PAGE = frozenset({"request", "site", "csrf_input", "reader", "messages"})
"""Values of the page that a component may take without the page's handing them on."""
_PARAMETER = re.compile(r"^  (\w+): (.+?)(?: — (.+))?$", re.MULTILINE)
_HEADER = re.compile(r"\A{#-\n(.+?)\n-#}\n", re.DOTALL)
KINDS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str | Promise | int | Decimal),
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int),
    "list": lambda value: isinstance(value, Iterable) and not isinstance(value, str),
    "mapping": lambda value: isinstance(value, Mapping),
    "day": lambda value: value is None or isinstance(value, date),
    "field": lambda value: isinstance(value, BoundField),
    "form": lambda value: value is None or isinstance(value, BaseForm),
    "value": lambda value: not isinstance(value, jinja2.Undefined),
}
"""Kinds of parameters: `text` is escaped unless it is safe already, `day` may be a moment, `value` is anything."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a component takes.

    Attributes:
        kind: One of the kinds, or the words that it may be, `info | danger`.
        meaning: What it is for; empty where the name says it.
    """

    kind: str
    meaning: str

    def fits(self, value: Any) -> bool:
        """Whether a value is of this kind."""
        known = KINDS.get(self.kind)
        return known(value) if known else value in self.words

    @property
    def words(self) -> set[str]:
        """The words it may be; empty for other kinds. Empty text is among them where `none` is."""
        options = {option.strip() for option in self.kind.split("|")}
        return {"" if option == "none" else option for option in options} if self.kind not in KINDS else set()


@dataclass(frozen=True, slots=True)
class Description:
    """What the comment of a component says."""

    text: str
    parameters: Mapping[str, Parameter]


def described(source: str) -> Description:
    """Read the comment at the head of a component.

    Raises:
        ValueError: There is none.
    """
    header = _HEADER.match(source)
    if header is None:
        raise ValueError("a component begins with what it takes")
    found = {name: Parameter(kind, meaning or "") for name, kind, meaning in _PARAMETER.findall(header[1])}
    return Description(header[1], found)


class Component:
    """A macro that is compiled when it is first called."""

    def __init__(self, environment: jinja2.Environment, name: str) -> None:
        self.name = name
        self._environment = environment

    @cached_property
    def macro(self) -> Macro:
        """The macro of the component's name in its file."""
        module = self._environment.get_template(f"components/{self.name}.html").module
        macro: Macro = getattr(module, self.name)
        return macro

    def __call__(self, *values: Any, **options: Any) -> str:
        """Draw it."""
        return self.macro(*values, **options)


class Checked(Component):
    """A component whose calls are checked against its comment."""

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """By name."""
        return described((FOLDER / f"{self.name}.html").read_text("utf-8")).parameters

    def __call__(self, *values: Any, **options: Any) -> str:
        """Draw it.

        Raises:
            TypeError: A value is of another kind than the component takes.
        """
        for name, value in [*zip(self.macro.arguments, values, strict=False), *options.items()]:
            parameter = self.parameters.get(name)
            if parameter is not None and not parameter.fits(value):
                raise TypeError(f"{self.name}: {name} is {value!r}, not {parameter.kind}")
        return super().__call__(*values, **options)


class FromThePage:
    """A component that takes values of the page it stands on."""

    def __init__(self, component: Component, names: Iterable[str]) -> None:
        self._component = component
        self._names = tuple(names)

    @jinja2.pass_context
    def __call__(self, context: Context, *values: Any, **options: Any) -> str:
        """Draw it with what the page knows."""
        known = {name: context[name] for name in self._names if name not in options and name in context}
        return self._component(*values, **known, **options)


def components(environment: jinja2.Environment, *, checked: bool) -> dict[str, Any]:
    """Every component by its name.

    Args:
        environment: Where they are compiled.
        checked: Check what they are called with.
    """
    kit: dict[str, Any] = {}
    for path in FOLDER.glob("*.html"):
        component = (Checked if checked else Component)(environment, path.stem)
        taken = FROM_THE_PAGE & described(path.read_text("utf-8")).parameters.keys()
        kit[path.stem] = FromThePage(component, sorted(taken)) if taken else component
    return kit
