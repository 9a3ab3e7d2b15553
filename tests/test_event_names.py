"""Events are called by the constants of their capability; nobody spells a name again."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import kabinet
from kabinet.kernel import events

SRC = Path(kabinet.__file__).parent
FOREIGN = ("emulators/", "payments/providers/", "cli/storm/play.py", "migrations/")
"""Where the same words are somebody else's: notifications of acquirers, real and forged, and what migrations found."""
REFUSALS = {"Refused", "Stale"}
"""Their codes may sound like an event: `loan.closed`."""


def declared() -> set[str]:
    return set(events._types)


def pieces() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SRC.rglob("*.py")):
        name = path.relative_to(SRC).as_posix()
        if not any(part in name for part in FOREIGN):
            yield name, ast.parse(path.read_text("utf-8"))


def calls(tree: ast.Module, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names:
            yield node


def allowed(tree: ast.Module) -> set[ast.AST]:
    """Codes of refusals, former names, and the constants themselves where types are declared."""
    found: set[ast.AST] = {argument for call in calls(tree, *REFUSALS) for argument in call.args[:1]}
    for call in calls(tree, "EventType"):
        found |= {word.value for word in call.keywords if word.arg == "formerly"}
    if any(calls(tree, "declare")):
        found |= {node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) and node.value}
    return found


def test_no_name_of_an_event_is_spelled_out_but_where_it_is_declared() -> None:
    names, spelled = declared(), []
    for path, tree in pieces():
        known = allowed(tree)
        spelled += [
            f"{path}:{node.lineno} {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and node.value in names and node not in known
        ]
    assert spelled == []


def test_pages_spell_no_name_of_an_event() -> None:
    names = "|".join(re.escape(name) for name in sorted(declared()))
    pattern = re.compile(rf"""["']({names})["']""")
    assert [path.name for path in SRC.rglob("templates/**/*.html") if pattern.search(path.read_text("utf-8"))] == []


def test_every_subscription_is_to_a_present_name() -> None:
    for key, names in events.subscriptions().items():
        assert {name: events.type_of(name).name for name in names} == {name: name for name in names}, key
        assert names <= declared()
