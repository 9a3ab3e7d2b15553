"""What a page of a step was drawn with: written into the page, read back from what it posts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from kabinet.applications.drawn import THEIRS, Conflict, Drawn
from kabinet.applications.form import Form
from kabinet.applications.formatting import PAGE
from kabinet.questionnaires.engine import FieldType, Problem, Target, clean_value, display_value, find
from kabinet.questionnaires.engine.fields import JsonValue

CHOICE: Final = "keep."
"""What the name of a control that settles a conflict begins with; the path follows."""
MOST_MARKS: Final = 1_000
_PAGE: Final = re.compile(r"[A-Za-z0-9_-]{1,16}")


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict, ready to be drawn: both answers to choose from.

    Attributes:
        name: Of the control.
        path: Of the answer.
        label: Which part of the question it is about; empty for the whole.
        options: What the choice sends and what it says.
    """

    name: str
    path: str
    label: str
    options: tuple[tuple[str, str], ...]


def drawn_in(posted: QueryDict) -> Drawn:
    """What a posted page says of itself; whatever is malformed counts as not said."""
    page = posted.get("page", "")
    marks: dict[str, str] = {}
    for entry in " ".join(posted.getlist("drawn")).split()[:MOST_MARKS]:
        path, _equals, mark = entry.partition("=")
        marks[path] = mark
    names = [name for name in posted if name.startswith(CHOICE)]
    choices = {name.removeprefix(CHOICE): posted.get(name, "") for name in names}
    return Drawn(page if _PAGE.fullmatch(page) else "", marks, choices)


def disputes(form: Form, conflicts: Sequence[Conflict]) -> tuple[Dispute, ...]:
    """Conflicts as choices; nothing is chosen beforehand."""
    found = []
    for conflict in conflicts:
        target = find(form.definition, conflict.path)
        if target is not None:
            theirs = conflict.theirs.typed or _words(target, conflict.theirs.answer)
            mine = words_for_raw(form, target, conflict.mine)
            options = (
                (THEIRS, _("Elsewhere: %(answer)s") % {"answer": theirs}),
                (conflict.mark, _("Here: %(answer)s") % {"answer": mine}),
            )
            found.append(Dispute(f"{CHOICE}{conflict.path}", conflict.path, part_label(target), options))
    return tuple(found)


def words_for_raw(form: Form, target: Target, raw: object) -> str:
    """What was typed, as people read it."""
    typed = raw if isinstance(raw, str) else ""
    value = typed if target.part else clean_value(target.entry.field, raw, form.context, form.answers)
    return typed if isinstance(value, Problem) else _words(target, value)


def part_label(target: Target) -> str:
    """What a part of an address is called; empty for a whole answer."""
    labels = {
        "index": _("Postcode"),
        "region": _("Region"),
        "city": _("City or settlement"),
        "street": _("Street"),
        "house": _("House, building"),
        "flat": _("Flat or office"),
        "line": _("Or the whole address in one line"),
    }
    return labels.get(target.part, "")


def _words(target: Target, answer: JsonValue) -> str:
    if target.entry.field.type is FieldType.CONSENT:
        return _("ticked") if answer is True else _("not ticked")
    if answer in (None, "", []):
        return _("no answer")
    return str(answer) if target.part else display_value(target.entry.field, answer, PAGE)
