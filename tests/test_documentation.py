"""What the documentation says of the tree, held to the tree."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "src" / "kabinet"
_NAMED = re.compile(r"`([a-z_]+(?:/[\w.]+)+/?)`")
ELSEWHERE = frozenset({"src/kabinet/", "tools/messages.py"})


def test_the_files_of_the_ten_changes_are_where_the_architecture_says() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(_NAMED.findall(text.partition("## Where would I…")[2])) - ELSEWHERE
    assert len(named) > 30
    assert sorted(name for name in named if not _is_there(name)) == []


def _is_there(name: str) -> bool:
    """A room may be a file or, once it is more than one, a package."""
    return (PRODUCT / name).exists() or (PRODUCT / f"{name}.py").exists()
