"""Rooms of capabilities are alike: one action to a file of its name, and nothing else in `actions/`."""

import ast
from pathlib import Path

import pytest

import kabinet

SRC = Path(kabinet.__file__).parent
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
