"""Rooms are alike, and so are their words: one action to a file of its name, one way to name, translate and measure."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kabinet

SRC = Path(kabinet.__file__).parent
FILES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
ANSWERS = {"Refused", "Denied", "Refusal"}
"""They say no to a person and are no failures; neither are the kinds of them."""
ROOT = Path(__file__).parent.parent
BESIDE = sorted(path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
ACTIONS = sorted(path for path in SRC.rglob("actions/*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.relative_to(SRC).as_posix())
def test_a_file_of_actions_holds_the_one_of_its_name(path: Path) -> None:
    functions = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    public = [function for function in functions if not function.name.startswith("_")]
    assert [function.name for function in public] == [path.stem]
    arguments = public[0].args
    assert not arguments.args or [argument.arg for argument in arguments.args] == ["event"], "keywords only"


def test_actions_are_found() -> None:
    assert len(ACTIONS) > 60


def called(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def test_what_is_raised_is_an_error_or_an_answer() -> None:
    wrong = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            bases = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if any(base.endswith(("Error", "Exception")) for base in bases) and not node.name.endswith("Error"):
                wrong += [f"{called(path)}: {node.name}"] if node.name not in ANSWERS else []
    assert wrong == []


def said_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Calls of `_` that are made when the module loads."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            yield from said_at_import(default)
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
        yield node
    for child in ast.iter_child_nodes(node):
        yield from said_at_import(child)


def test_words_are_lazy_where_a_module_says_some_as_it_loads_and_only_there() -> None:
    wrong = []
    for path in FILES:
        tree = ast.parse(path.read_text("utf-8"))
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for alias in node.names
            if alias.asname == "_"
        }
        if imported and imported != {"gettext_lazy" if any(said_at_import(tree)) else "gettext"}:
            wrong.append(called(path))
    assert wrong == []


def test_sizes_are_decimal_and_code_in_words_has_single_quotes() -> None:
    binary = re.compile(r"\* 1024|2 ?\*\* ?[1-4]0\b|<< [1-4]0\b|(?<!`)``(?!`)")
    assert [called(path) for path in FILES if binary.search(path.read_text("utf-8"))] == []


def test_tests_and_benchmarks_run_the_storm_and_borrow_nothing_from_it() -> None:
    borrowed = re.compile(r"^\s*(?:from|import) kabinet\.cli\.storm", re.MULTILINE)
    assert [path.name for path in BESIDE if borrowed.search(path.read_text("utf-8"))] == []


def test_views_ask_queries_and_templates_ask_models() -> None:
    own = re.compile(r"\.objects\b|\.attempts\b")
    compared = re.compile(r"""\.status (?:[!=]= |in \()["']""")
    views = [path for path in FILES if "views" in path.parts and own.search(path.read_text("utf-8"))]
    pages = [path for path in SRC.rglob("templates/**/*.html") if compared.search(path.read_text("utf-8"))]
    assert [called(path) for path in (*views, *pages)] == []


def modules_taken(path: Path) -> Iterator[str]:
    """What a file imports, wherever in it: modules, and names that may be modules."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            within = "." * node.level + (node.module or "")
            yield from (f"{within}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_tests_share_what_is_in_support_and_nothing_of_each_other() -> None:
    of_a_test = re.compile(r"^(?:tests)?\.(?:.*\.)?test_")
    assert [f"{path.name}: {taken}" for path in BESIDE for taken in modules_taken(path) if of_a_test.match(taken)] == []
