"""The list of components in the documentation: what each says of itself, with its signature.

tools/components.py          write docs/components.md
tools/components.py check    exit status 1 when it is not what the components say now
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "src" / "kabinet" / "kernel" / "ui" / "components"
DOCUMENT = ROOT / "docs" / "components.md"
HEAD = """# Components of the interface kit

Written by `tools/components.py` from the comments of `src/kabinet/kernel/ui/components`; how pages are made of them is
in [interface.md](interface.md), and `/office/interface/` shows each in every state. A parameter without a default is
required. What a component takes by the name `request`, `site`, `csrf_input`, `reader` or `messages` comes from the page
by itself.
"""
PARTS = re.compile(r"\A{#-\n(?P<text>.+?)\n-#}\n.*?\bmacro (?P<signature>\w+\(.*?\)) *\n?-?%}", re.DOTALL)


def entry(path: Path) -> str:
    """A component's part of the document.

    Raises:
        ValueError: The file is not written as components are.
    """
    found = PARTS.match(path.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{path.name}: a comment, then a macro")
    signature = " ".join(found["signature"].replace("caller=none", "").split())
    signature = re.sub(r"\(\s+", "(", re.sub(r",?\s*\)$", ")", signature))
    return f"## {path.stem}\n\n`{signature}`\n\n``text\n{found['text']}\n``\n"


def document() -> str:
    """The whole document."""
    return "\n".join([HEAD, *map(entry, sorted(FOLDER.glob("*.html")))])


def main(arguments: list[str]) -> int:
    """Write or check; returns the exit status."""
    if arguments != ["check"]:
        DOCUMENT.write_text(document(), "utf-8")
        return 0
    if DOCUMENT.read_text("utf-8") == document():
        return 0
    sys.stdout.write("docs/components.md is out of date: tools/components.py writes it\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
