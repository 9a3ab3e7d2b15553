"""The Russian catalogue: collect new source strings, check that none is missing or spoilt, merge, compile.

tools/messages.py check               say what is missing, wrong or said by nobody; exit status 1 if anything is
tools/messages.py collect             add new source strings without a translation, drop what nobody says
tools/messages.py merge FILE.po ...   take translations from other catalogues; what is there already stays
tools/messages.py compile             write django.mo
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import jinja2
import polib
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "kabinet"
CATALOGUE = PACKAGE / "locale" / "ru" / "LC_MESSAGES" / "django.po"
FUNCTIONS = {
    "gettext": (),
    "gettext_noop": (),
    "ngettext": ("plural",),
    "pgettext": ("context",),
    "npgettext": ("context", "plural"),
}
PAGES = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
PAGES.policies["ext.i18n.trimmed"] = True
MISSING = "no Russian text"
RUSSIAN_PLURALS = {0, 1, 2}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


class Source(NamedTuple):
    """What a program says: the key of a catalogue entry.

    Attributes:
        text: The English text, of one thing if there are two forms.
        context: What tells it from the same words elsewhere; empty when nothing has to.
        plural: The English text of many things; empty when the text does not count.
    """

    text: str
    context: str = ""
    plural: str = ""


def _source(function: str, arguments: list[str]) -> Source | None:
    """The source string of a call: a context comes before the text, a plural after it."""
    extra = FUNCTIONS[function]
    context = arguments.pop(0) if "context" in extra and arguments else ""
    if len(arguments) < (2 if "plural" in extra else 1):
        return None
    return Source(arguments[0], context, arguments[1] if "plural" in extra else "")


def python_strings(code: str) -> Iterator[tuple[Source, int]]:
    """Source strings of a module, with their lines: literal calls of what it imports from Django's translation.

    Args:
        code: The text of the module.
    """
    tree = ast.parse(code)
    names = {
        alias.asname or alias.name: alias.name.removesuffix("_lazy")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        function = names.get(node.func.id, "")
        if function in FUNCTIONS:
            values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            source = _source(function, [value for value in values if isinstance(value, str)])
            if source is not None:
                yield source, node.lineno


def page_strings(page: str) -> Iterator[tuple[Source, int]]:
    """Source strings of a page in Jinja2, with their lines.

    Args:
        page: The text of the page.
    """
    for line, function, said in extract_from_ast(PAGES.parse(page), (*FUNCTIONS, "_")):
        texts = [text for text in (said if isinstance(said, tuple) else (said,)) if text is not None]
        source = _source("gettext" if function == "_" else function, texts)
        if source is not None:
            yield source, line


def source_strings() -> dict[Source, str]:
    """Each source string of the package with one place that uses it."""
    found: dict[Source, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for source, line in python_strings(path.read_text(encoding="utf-8")):
            found.setdefault(source, f"{path.relative_to(ROOT)}:{line}")
    for path in sorted([*PACKAGE.glob("*/templates/**/*.*"), *PACKAGE.glob("kernel/ui/components/*.html")]):
        for source, line in page_strings(path.read_text(encoding="utf-8")):
            found.setdefault(source, f"{path.relative_to(ROOT)}:{line}")
    return found


def _key(entry: polib.POEntry) -> Source:
    return Source(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


def _spoken(catalogue: polib.POFile) -> dict[Source, polib.POEntry]:
    return {_key(entry): entry for entry in catalogue if not entry.obsolete}


def _placeholders(text: str) -> set[str]:
    return {percent or brace for percent, brace in PLACEHOLDER.findall(text)}


def faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one entry: not translated, fuzzy, without three plurals, or its values differ.

    A plural form may leave out a value of the source («один платёж» needs no number), a plain text may not.
    """
    if not entry.translated():
        yield MISSING
        return
    if "fuzzy" in entry.flags:
        yield "fuzzy"
    if entry.msgid_plural:
        if set(entry.msgstr_plural) != RUSSIAN_PLURALS:
            yield "a plural has three forms in Russian"
        known = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
        for form in entry.msgstr_plural.values():
            if _placeholders(form) - known:
                yield "other values than in the source"
    elif _placeholders(entry.msgid) != _placeholders(entry.msgstr):
        yield "other values than in the source"


def problems(catalogue: polib.POFile, used: dict[Source, str]) -> list[str]:
    """Each fault of a catalogue, one line each, with the place that says the string.

    Args:
        catalogue: The catalogue to check.
        used: Source strings with their places.
    """
    known = _spoken(catalogue)
    found = []
    for source, place in used.items():
        entry = known.get(source)
        found += [f"{place}: {fault}: {source.text!r}" for fault in ([MISSING] if entry is None else faults(entry))]
    found += [f"nobody says any more: {source.text!r}" for source in known if source not in used]
    return found


def check() -> int:
    """Print what is wrong with the catalogue; returns how much it is."""
    found = problems(polib.pofile(str(CATALOGUE)), source_strings())
    sys.stdout.write("".join(f"{problem}\n" for problem in found))
    return len(found)


def collect() -> None:
    """Add new source strings to the catalogue and drop what nobody says."""
    catalogue = polib.pofile(str(CATALOGUE))
    known = _spoken(catalogue)
    used = source_strings()
    for source in used.keys() - known.keys():
        catalogue.append(_entry(source))
    for entry in list(catalogue):
        if entry.obsolete or _key(entry) not in used:
            catalogue.remove(entry)
    _save(catalogue)


def _entry(source: Source) -> polib.POEntry:
    plurals = dict.fromkeys(sorted(RUSSIAN_PLURALS), "") if source.plural else {}
    return polib.POEntry(
        msgid=source.text,
        msgctxt=source.context or None,
        msgid_plural=source.plural,
        msgstr_plural=plurals,
        flags=["python-format"] if "%(" in source.text else [],
    )


def merge(paths: list[str]) -> None:
    """Take translations that are missing here from other catalogues.

    Args:
        paths: Files in the PO format.
    """
    catalogue = polib.pofile(str(CATALOGUE))
    known = _spoken(catalogue)
    for path in paths:
        for theirs in polib.pofile(path):
            key = _key(theirs)
            if theirs.obsolete or not theirs.translated() or (key in known and known[key].translated()):
                continue
            ours = known.get(key) or _entry(key)
            ours.msgstr, ours.msgstr_plural = theirs.msgstr, theirs.msgstr_plural
            if key not in known:
                catalogue.append(ours)
                known[key] = ours
    _save(catalogue)


def _save(catalogue: polib.POFile) -> None:
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save(str(CATALOGUE))


def compile_catalogue() -> None:
    """Write the binary catalogue that Django reads."""
    polib.pofile(str(CATALOGUE)).save_as_mofile(str(CATALOGUE.with_suffix(".mo")))


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status."""
    command, *rest = arguments or ["check"]
    match command:
        case "check":
            return 1 if check() else 0
        case "collect":
            collect()
        case "merge":
            merge(rest)
        case "compile":
            compile_catalogue()
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
