"""Numbers of papers: how they may be written, and which of them are one number. Pure but for its words."""

import re

from django.utils.translation import gettext as _

from kabinet.kernel.errors import Refused
from kabinet.kernel.text import fold_dashes, number_key, one_line

LONGEST = 50
_SIGNS = re.compile(r"[0-9A-Za-zА-Яа-яЁё №#/\\.,:_()+*-]+")
_SPOKEN = re.compile(r"[0-9A-Za-zА-Яа-яЁё]")
_SIGN_OF_NUMBER = re.compile("[№#]")


def clean_number(value: str, field: str) -> str:
    """A number of a document as people type it: one line, without unseen marks, with the hyphen of the keyboard.

    Raises:
        Refused: It is empty or too long (`number.empty`, `number.invalid`), or holds other signs than those of
            numbers (`number.signs`).
    """
    text = fold_dashes(one_line(value))
    if not text:
        raise Refused("number.empty", _("Enter the number."), field=field)
    if len(text) > LONGEST:
        raise Refused("number.invalid", _("A number has at most 50 letters, digits and signs."), field=field)
    if not _SIGNS.fullmatch(text) or not _SPOKEN.search(text):
        raise Refused(
            "number.signs",
            _("A number has Russian or Latin letters, digits, spaces and signs such as “-”, “/” and “№”."),
            field=field,
        )
    return text


def contract_key(number: str) -> str:
    """What contracts are told apart and found by: `SEC-1`, `sec-1`, `№ SEC - 1`, one with Cyrillic С are the same."""
    return number_key(_SIGN_OF_NUMBER.sub("", number))


def is_same_number(one: str, other: str) -> bool:
    """Whether two ways of writing are one number."""
    return contract_key(one) == contract_key(other)


def number_taken(existing: str, field: str) -> Refused:
    """The refusal for a number that a contract has already, perhaps written otherwise."""
    return Refused("loan.number_taken", _("Contract %(number)s exists already.") % {"number": existing}, field=field)
