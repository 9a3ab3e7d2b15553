"""How a question's control looks and behaves: its kind, its keys, what it shows."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from kabinet.cabinet.forms.files import rules_of
from kabinet.kernel.ui import formats
from kabinet.questionnaires.engine import Field, FieldType, display_value
from kabinet.questionnaires.engine.fields import ChoiceOptions, FileOptions, NumberOptions, TextOptions
from kabinet.questionnaires.engine.values.dates import parse_day

MOST_RADIOS: Final = 7
"""More choices than this are a list to search in."""
_NUMERIC: Final = {
    FieldType.NUMBER,
    FieldType.INN,
    FieldType.SNILS,
    FieldType.PASSPORT,
    FieldType.ISSUER_CODE,
    FieldType.BIK,
    FieldType.ACCOUNT,
    FieldType.OGRN,
    FieldType.OGRNIP,
}
NO_TEXT: Final = {FieldType.CHOICE, FieldType.YES_NO, FieldType.CONSENT, FieldType.FILE}
"""What is answered by choosing: nothing is typed there."""
_KINDS: Final[Mapping[FieldType, str]] = {
    FieldType.LONG_TEXT: "textarea",
    FieldType.MONEY: "money",
    FieldType.DATE: "date",
    FieldType.PHONE: "phone",
    FieldType.EMAIL: "email",
    FieldType.YES_NO: "yes_no",
    FieldType.ADDRESS: "address",
    FieldType.FILE: "file",
    FieldType.CONSENT: "consent",
    FieldType.HEADING: "heading",
    FieldType.NOTE: "note",
}


def inputmode_of(asked: Field) -> str:
    """Which keys a phone offers: digits alone have no comma."""
    if isinstance(asked.options, NumberOptions) and asked.options.decimals:
        return "decimal"
    return "numeric" if asked.type in _NUMERIC else ""


def autocomplete_of(asked: Field) -> str:
    """What the browser may fill in by itself: only what the questionnaire says, and the person's own addresses.

    Without a word a browser takes every phone, name and mail for its owner's, and a contact person gets them.
    """
    own_address = asked.type is FieldType.ADDRESS and asked.maps_to.startswith("person.")
    return asked.autocomplete or ("" if own_address else "off")


def counter_of(asked: Field) -> str:
    """The most characters of a long text; short ones need no counting."""
    if asked.type is not FieldType.LONG_TEXT or not isinstance(asked.options, TextOptions):
        return ""
    return str(asked.options.maximum_length)


def file_hint(asked: Field, options: FileOptions) -> str:
    """What the questionnaire says of a file, then what is taken: the same that the server goes by."""
    return f"{asked.hint} {rules_of(options)}".strip()


def kind_of(asked: Field) -> str:
    """Which component draws a question."""
    options = asked.options
    if isinstance(options, ChoiceOptions):
        if options.multiple:
            return "choices"
        return "choice" if len(options.choices) <= MOST_RADIOS else "combobox"
    return _KINDS.get(asked.type, "text")


def choices_of(asked: Field) -> tuple[tuple[str, ...], ...]:
    """Code and label of each choice, with its hint where it has one and there is room for it: not in a list."""
    if not isinstance(asked.options, ChoiceOptions):
        return ()
    hinted = kind_of(asked) != "combobox"
    return tuple(
        (choice.code, choice.label, choice.hint) if choice.hint and hinted else (choice.code, choice.label)
        for choice in asked.options.choices
    )


def shown_value(asked: Field, value: Any) -> Any:
    """A stored answer as its control shows it; typed again, it is the same answer."""
    match asked.type:
        case FieldType.CONSENT:
            return value is True
        case FieldType.YES_NO:
            return {True: "yes", False: "no"}.get(value, "")
        case FieldType.CHOICE | FieldType.FILE:
            return value if value is not None else ""
        case FieldType.DATE:
            day = parse_day(value) if isinstance(value, str) else None
            return formats.date_short(day) if day else value or ""
        case FieldType.MONEY | FieldType.NUMBER:
            return _plain_number(value)
    return display_value(asked, value) if value is not None else ""


def _plain_number(value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return value if isinstance(value, str) else ""
    whole = number == number.to_integral_value()
    text = f"{number:,.0f}" if whole else f"{number:,f}"
    return text.replace(",", formats.HARD_SPACE).replace(".", ",")


def number_text(asked: Field, bound: Decimal) -> str:
    """A limit of a sum or a number in words."""
    return formats.money_short(bound) if asked.type is FieldType.MONEY else _plain_number(bound)
