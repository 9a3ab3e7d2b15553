"""The sentences for problems that the questionnaire engine found, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kabinet.kernel.files import kinds_of, titles
from kabinet.kernel.identifier_texts import IDENTIFIER_TEXTS
from kabinet.kernel.money import AMOUNT_TEXTS, format_money
from kabinet.kernel.ui.formats import file_size
from kabinet.questionnaires.engine.problems import Param, Problem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PROBLEM_TEXTS: Final[Mapping[str, _StrPromise]] = {
    **IDENTIFIER_TEXTS,
    "unknown_field": _("This question is not in the application."),
    "item.gone": _("This was removed on another page. What you typed here is not saved."),
    "type": _("This answer cannot be read. Type it again."),
    "required": _("Fill in this field."),
    "required.choice": _("Choose an answer."),
    "required.consent": _("Without this consent the application cannot be sent."),
    "required.file": _("Attach a file."),
    "text.control": _("The text has invisible characters. Type it by hand."),
    "text.line_break": _("Write it in one line."),
    "text.too_long": ngettext_lazy(
        "At most %(maximum)s character fits in, you entered %(count)s.",
        "At most %(maximum)s characters fit in, you entered %(count)s.",
        "maximum",
    ),
    "text.too_short": ngettext_lazy(
        "At least %(minimum)s character is needed, you entered %(count)s.",
        "At least %(minimum)s characters are needed, you entered %(count)s.",
        "minimum",
    ),
    "text.name": _("Use letters, a hyphen, an apostrophe, a dot and spaces only."),
    "text.digits": _("Use digits only."),
    "number.format": _("Enter a number in digits, for example 12."),
    "number.spaces": _("Check the spaces: digits go in threes, for example 1 250."),
    "number.unclear": _("Is it %(many)s or %(few)s? Write a whole number without points and commas."),
    "number.whole": _("Enter a whole number."),
    "number.decimals": ngettext_lazy(
        "At most %(maximum)s digit after the point.", "At most %(maximum)s digits after the point.", "maximum"
    ),
    "number.too_small": _("Not less than %(minimum)s."),
    "number.too_big": _("Not more than %(maximum)s."),
    "number.step": _("Enter a number in steps of %(step)s, starting from %(minimum)s."),
    **AMOUNT_TEXTS,
    "money.too_small": _("The sum must be %(minimum)s or more."),
    "money.too_big": _("The sum must be %(maximum)s or less."),
    "money.step": _("Enter a sum in steps of %(step)s, starting from %(minimum)s."),
    "date.format": _("Enter the date as day, month and year, for example 21.11.1990."),
    "date.year": _("Write the year in four digits, for example 21.11.1990."),
    "date.impossible": _("There is no such date in the calendar."),
    "date.too_early": _("The date must be %(minimum)s or later."),
    "date.too_late": _("The date must be %(maximum)s or earlier."),
    "date.too_young": ngettext_lazy(
        "The applicant must be at least %(years)s year old.",
        "The applicant must be at least %(years)s years old.",
        "years",
    ),
    "date.too_old": ngettext_lazy(
        "By this date the applicant is over %(years)s year old. Check the year.",
        "By this date the applicant is over %(years)s years old. Check the year.",
        "years",
    ),
    "choice.unknown": _("Choose one of the answers offered."),
    "choice.too_few": ngettext_lazy(
        "Choose at least %(minimum)s answer.", "Choose at least %(minimum)s answers.", "minimum"
    ),
    "choice.too_many": ngettext_lazy(
        "Choose at most %(maximum)s answer, now there are %(count)s.",
        "Choose at most %(maximum)s answers, now there are %(count)s.",
        "maximum",
    ),
    "yes_no.unknown": _("Answer yes or no."),
    "address.index": _("A postal code has 6 digits."),
    "address.incomplete": _("Enter the town and the house, or the whole address in one line."),
    "file.reference": _("The file was not uploaded. Attach it again."),
    "file.empty": _("The file is empty."),
    "file.kind": _("Such files are not accepted. Attach one of these kinds: %(allowed)s."),
    "file.too_big": _("The file is too big: at most %(maximum)s."),
    "file.too_many": ngettext_lazy(
        "Attach at most %(maximum)s file, now there are %(count)s.",
        "Attach at most %(maximum)s files, now there are %(count)s.",
        "maximum",
    ),
    "item.blank": _("Not filled in: fill it in or remove it."),
    "group.too_many": _("At most %(maximum)s can be added, now there are %(count)s."),
    "group.too_few": _("Add at least %(minimum)s, now there are %(count)s."),
}
"""The sentence of every code in `PROBLEM_CODES`, with places for its parameters."""


def problem_text(problem: Problem) -> str:
    """The sentence that tells what is wrong and how to put it right.

    Args:
        problem: What the engine found.

    Returns:
        A lazy string: it takes the language that is in force when it is shown.
    """
    text: str = _lazy_text(problem)
    return text


def _render(problem: Problem) -> str:
    params = {name: _in_words(problem.code, value) for name, value in problem.params.items()}
    return str(PROBLEM_TEXTS[problem.code] % params)


_lazy_text = lazy(_render, str)


def _in_words(code: str, value: Param) -> int | str:
    match value:
        case Decimal() if code.startswith("money."):
            return format_money(value)
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
        case date():
            return date_format(value, "d.m.Y")
        case int() if code == "file.too_big":
            return file_size(value)
        case str() if code == "file.kind":
            return titles(kinds_of(value.split(", "))) or value
        case _:
            return value
