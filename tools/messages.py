"""The Russian catalogue: collect new source strings, check that none is missing, compile."""

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "kabinet"
CATALOGUE = PACKAGE / "locale" / "ru" / "LC_MESSAGES" / "django.po"
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def _python_strings(path: Path) -> Iterator[tuple[str, int]]:
    """Source strings of a module: every call of a gettext function with a literal first argument."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS):
            continue
        position = 1 if node.func.id.startswith("pgettext") else 0
        if len(node.args) > position and isinstance(node.args[position], ast.Constant):
            value = node.args[position].value
            if isinstance(value, str):
                yield value, node.lineno


def _template_strings(path: Path) -> Iterator[tuple[str, int]]:
    """Source strings of a template, read by Django's own extractor."""
    from django.utils.translation.template import templatize

    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    pattern = r"\b(?:gettext|ngettext)\(\s*u?(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|'''.*?'''|\"\"\".*?\"\"\")"
    for match in re.finditer(pattern, source, re.DOTALL):
        yield ast.literal_eval(match["text"]), source.count("\n", 0, match.start()) + 1


def source_strings() -> dict[str, str]:
    """Each source string with one place that uses it."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for text, line in _python_strings(path):
            found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    for path in sorted(PACKAGE.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            for text, line in _template_strings(path):
                found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    return found


def check() -> int:
    """Print each source string without a Russian one, each fuzzy entry and each orphan; returns their number."""
    catalogue = polib.pofile(str(CATALOGUE))
    known = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    used = source_strings()
    problems = [f"{place}: no Russian text for {text!r}" for text, place in used.items() if not _done(known.get(text))]
    problems += [f"fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    problems += [f"nobody says any more: {text!r}" for text in known if text not in used]
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return len(problems)


def _done(entry: polib.POEntry | None) -> bool:
    return entry is not None and entry.translated()


def collect() -> None:
    """Add new source strings to the catalogue and drop orphans."""
    catalogue = polib.pofile(str(CATALOGUE))
    known = {entry.msgid: entry for entry in catalogue}
    used = source_strings()
    for text in used.keys() - known.keys():
        catalogue.append(polib.POEntry(msgid=text, msgstr=""))
    for text in known.keys() - used.keys():
        catalogue.remove(known[text])
    catalogue.sort(key=lambda entry: entry.msgid)
    catalogue.save(str(CATALOGUE))


def compile_catalogue() -> None:
    """Write the binary catalogue that Django reads."""
    polib.pofile(str(CATALOGUE)).save_as_mofile(str(CATALOGUE.with_suffix(".mo")))


def merge(paths: list[str]) -> None:
    """Take entries of other catalogues into ours; what is there already stays."""
    catalogue = polib.pofile(str(CATALOGUE))
    known = {entry.msgid: entry for entry in catalogue}
    for path in paths:
        for entry in polib.pofile(path):
            if not _done(known.get(entry.msgid)) and entry.translated():
                if entry.msgid in known:
                    catalogue.remove(known[entry.msgid])
                entry.occurrences = []
                entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
                catalogue.append(entry)
                known[entry.msgid] = entry
    catalogue.sort(key=lambda entry: entry.msgid)
    catalogue.save(str(CATALOGUE))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kabinet.config.settings")
    import django

    django.setup()
    command = sys.argv[1] if len(sys.argv) > 1 else "check"
    if command == "check":
        sys.exit(1 if check() else 0)
    elif command == "collect":
        collect()
    elif command == "merge":
        merge(sys.argv[2:])
    else:
        compile_catalogue()
