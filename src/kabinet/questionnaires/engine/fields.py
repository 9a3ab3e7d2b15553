"""What a questionnaire is made of, as frozen values: steps, groups, fields with the options of their types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias, TypeVar

from kabinet.questionnaires.engine.rules import Rule

JsonValue: TypeAlias = "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
Answers: TypeAlias = Mapping[str, JsonValue]
OptionsT = TypeVar("OptionsT")

ADDRESS_PARTS = ("index", "region", "city", "street", "house", "flat", "line")
"""The parts of a structured address; `line` is the whole address in one free line."""


class FieldType(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PHONE = "phone"
    EMAIL = "email"
    INN = "inn"
    SNILS = "snils"
    PASSPORT = "passport"
    ISSUER_CODE = "issuer_code"
    BIK = "bik"
    ACCOUNT = "account"
    OGRN = "ogrn"
    OGRNIP = "ogrnip"
    KPP = "kpp"
    ADDRESS = "address"
    FILE = "file"
    CONSENT = "consent"
    HEADING = "heading"
    NOTE = "note"

    @property
    def answerable(self) -> bool:
        """Whether it takes an answer at all; headings and notes do not."""
        return self not in {FieldType.HEADING, FieldType.NOTE}


@dataclass(frozen=True, slots=True)
class NoOptions:
    """Options of a type that has none."""


@dataclass(frozen=True, slots=True)
class TextOptions:
    """Options of `text` and `long_text`.

    Attributes:
        alphabet: `name` lets through letters, hyphen, apostrophe, space and dot only; `digits` the digits 0–9.
    """

    minimum_length: int = 0
    maximum_length: int = 200
    alphabet: Literal["any", "name", "digits"] = "any"


@dataclass(frozen=True, slots=True)
class NumberOptions:
    """Options of `number` (`decimals` digits after the point at most) and `money` (roubles, always two)."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None
    decimals: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DateBound:
    """An end of a date's range: a fixed day, or a distance from today or from another date field.

    Attributes:
        source: As written in the questionnaire: `2020-01-01`, `today`, `-18y`, `birth_date+14y`.
        day: The fixed day, if it is one.
        field: The code of the date field it is counted from; `None` counts from today.
        amount: Signed distance in `unit`.
        unit: `d` days, `m` months, `y` years.
    """

    source: str
    day: date | None = None
    field: str | None = None
    amount: int = 0
    unit: Literal["d", "m", "y"] = "d"


@dataclass(frozen=True, slots=True)
class DateOptions:
    """Options of `date`; `birth` makes the messages speak of age."""

    minimum: DateBound | None = None
    maximum: DateBound | None = None
    birth: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose."""

    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceOptions:
    """Options of `choice`; the counts matter for a multiple choice only."""

    choices: tuple[Choice, ...]
    multiple: bool = False
    minimum_count: int = 0
    maximum_count: int | None = None

    def label(self, code: str) -> str | None:
        """The label of a choice, or `None` for an unknown code."""
        return next((choice.label for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True)
class PhoneOptions:
    """Options of `phone`: `mobile` asks for a number that takes messages."""

    mobile: bool = False


@dataclass(frozen=True, slots=True)
class InnOptions:
    """Options of `inn`: whose number is wanted (12 digits a person's or sole proprietor's, 10 a legal entity's)."""

    owner: Literal["any", "person", "organisation"] = "any"


@dataclass(frozen=True, slots=True)
class AccountOptions:
    """Options of `account`: the `bik` field whose bank it belongs to, and which account of the two it is."""

    bik: str
    correspondent: bool = False


@dataclass(frozen=True, slots=True)
class FileOptions:
    """Options of `file`: endings without the dot, size in bytes of one file, number of files.

    An ending stands for a kind of content: `jpg` and `jpeg` are one.
    """

    extensions: tuple[str, ...] = ("pdf", "docx", "doc", "xlsx", "xls", "jpg", "jpeg", "png")
    maximum_size: int = 20_000_000
    maximum_count: int = 1


@dataclass(frozen=True, slots=True)
class ConsentOptions:
    """Options of `consent`: the code of the consent text shown, and the one purpose it is given for."""

    text: str
    purpose: str


Options: TypeAlias = (
    NoOptions
    | TextOptions
    | NumberOptions
    | DateOptions
    | ChoiceOptions
    | PhoneOptions
    | InnOptions
    | AccountOptions
    | FileOptions
    | ConsentOptions
)


@dataclass(frozen=True, slots=True)
class Field:
    """One question, or a heading or note between questions.

    Attributes:
        code: Unique in the whole questionnaire; the key of the answer.
        label: The question as people read it; the text of a heading or note.
        hint: What helps to answer, beside the field.
        required: `True`, `False` or a rule.
        visible: `True` or a rule.
        options: Of the class that belongs to `type`.
        maps_to: Which attribute of the party the answer feeds, such as `person.last_name`; empty for none.
        autocomplete: HTML autocomplete token; empty for none.
        personal: The answer is personal data.
        sensitive: The answer is to be masked on pages and encrypted at rest (identity numbers).
    """

    code: str
    type: FieldType
    label: str
    hint: str = ""
    required: bool | Rule = False
    visible: bool | Rule = True
    options: Options = NoOptions()
    maps_to: str = ""
    autocomplete: str = ""
    personal: bool = False
    sensitive: bool = False


def is_multiple(field: Field) -> bool:
    """Whether the answer is a list of choices."""
    return isinstance(field.options, ChoiceOptions) and field.options.multiple


def options_of(field: Field, kind: type[OptionsT]) -> OptionsT:
    """The options of a field, known to be of `kind`.

    Raises:
        TypeError: The field was built by hand with options of another type.
    """
    if not isinstance(field.options, kind):
        raise TypeError(f"{field.type} does not take {type(field.options).__name__}")
    return field.options


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often a group may be repeated, and how one item is called."""

    minimum: int
    maximum: int
    item_title: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields shown together.

    Without `repeat` it is only a frame: the answers stand beside all others. With it the answer under `code` is a
    list of items, each with the group's fields.
    """

    code: str
    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    visible: bool | Rule = True
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One page of questions."""

    code: str
    title: str
    items: tuple[Field | Group, ...]
    intro: str = ""
    visible: bool | Rule = True
