"""Every page: it is given what it reads, it is one element a line, and it keeps to the content policy."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from django.apps import apps
from django.test import RequestFactory
from django.urls import get_resolver
from jinja2 import meta, nodes

from kabinet.kernel.ui import kit
from kabinet.kernel.ui.page import PAGES, Page, draw
from kabinet.kernel.web.errors import NotFoundPage
from tests.kernel.ui.pages import ENGLISH, FOLDERS

OF_THE_SITE = {"request", "csrf_input", "csrf_token", "messages", "DEFAULT_MESSAGE_LEVELS"} | {
    "site", "actor", "reader", "today", "unread",
}  # fmt: skip
"""What the context processors give to every page."""
NAMES = sorted(
    str(path.relative_to(folder)) for folder in FOLDERS[1:] for path in folder.rglob("*.html") if folder.exists()
)
WHOLE = [name for name in NAMES if not Path(name).name.startswith("_") and Path(name).name != "base.html"]
COMPONENTS = {path.stem for path in kit.FOLDER.glob("*.html")}


def _source(name: str) -> str:
    return next((folder / name).read_text("utf-8") for folder in FOLDERS if (folder / name).exists())


def _parsed(name: str) -> nodes.Template:
    return ENGLISH.parse(_source(name))


def _family(name: str) -> Iterator[str]:
    """A template with what it extends and includes; what it imports stands by itself."""
    yield name
    for node in _parsed(name).find_all((nodes.Extends, nodes.Include)):
        assert isinstance(node.template, nodes.Const)
        yield from _family(node.template.value)


def _made_by(name: str) -> Iterator[str]:
    """Macros and imports at the top of a template, which its blocks know."""
    for node in _parsed(name).body:
        if isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.FromImport):
            yield from (each if isinstance(each, str) else each[1] for each in node.names)


def _read_by(name: str) -> set[str]:
    family = list(_family(name))
    read = {each for part in family for each in meta.find_undeclared_variables(_parsed(part))}
    return read - set(ENGLISH.globals) - {each for part in family for each in _made_by(part)}


def _page_classes() -> dict[str, list[type[Page]]]:
    assert apps.ready
    assert get_resolver().url_patterns
    found: dict[str, list[type[Page]]] = {}
    for page in PAGES:
        found.setdefault(page.template, []).append(page)
    return found


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_is_given_all_that_it_reads(name: str) -> None:
    classes = _page_classes().get(name, [])
    assert len(classes) == 1, "one dataclass a page"
    given = {field.name for field in fields(classes[0])}
    assert given & (COMPONENTS | set(ENGLISH.globals)) == set(), "hides a component"
    assert _read_by(name) - given - OF_THE_SITE == set(), "nobody gives it"
    assert given - _read_by(name) - {"title", "request_id", "site", "actor"} == set(), "nobody reads it"


@pytest.mark.parametrize("name", NAMES)
def test_a_template_keeps_the_rules(name: str) -> None:
    text = re.sub(r"{#.*?#}", "", _source(name), flags=re.DOTALL)
    assert re.findall(r"\sstyle=|\son[a-z]+=|hx-on|<style|javascript:|\|\s*safe\b|autoescape", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
    assert [line for line in _source(name).splitlines() if len(line) > 120] == []
    assigned = {node.name for node in _parsed(name).find_all(nodes.Name) if node.ctx in {"store", "param"}} & COMPONENTS
    assert assigned == set(), "hides a component"


@pytest.mark.parametrize("name", [name for name in NAMES if Path(name).name.startswith("_")])
def test_a_part_takes_what_it_needs_as_parameters(name: str) -> None:
    body = [node for node in _parsed(name).body if not isinstance(node, nodes.Macro | nodes.FromImport)]
    text = "".join(str(part.data) for node in body for part in node.find_all(nodes.TemplateData))
    assert text.strip() == "", "a part holds macros"
    assert meta.find_undeclared_variables(_parsed(name)) - set(ENGLISH.globals) <= OF_THE_SITE


@pytest.mark.parametrize("name", NAMES)
def test_a_part_that_reads_the_page_is_imported_with_it(name: str) -> None:
    for imported in _parsed(name).find_all(nodes.FromImport):
        assert isinstance(imported.template, nodes.Const)
        assert imported.with_context or not _reads_the_page(imported.template.value), "import … with context"


def _reads_the_page(part: str) -> bool:
    """Whether macros of a part need what every page knows, but for the request, themselves or through components."""
    tree = _parsed(part)
    read = meta.find_undeclared_variables(tree) & OF_THE_SITE
    called = {node.name for node in tree.find_all(nodes.Name)} & COMPONENTS
    parts = [node.template.value for node in tree.find_all(nodes.FromImport) if isinstance(node.template, nodes.Const)]
    return bool(read) or any(map(_takes_of_the_page, called)) or any(map(_reads_the_page, parts))


def _takes_of_the_page(component: str) -> bool:
    told = kit.described((kit.FOLDER / f"{component}.html").read_text("utf-8"))
    return bool((kit.FROM_THE_PAGE - {"request"}) & told.parameters.keys())


def test_drawing_leaves_the_page_as_it_is(db: None) -> None:
    page = NotFoundPage(title="There is no such page")
    before = dict(vars(page))
    draw(RequestFactory().get("/"), page)
    assert vars(page) == before
