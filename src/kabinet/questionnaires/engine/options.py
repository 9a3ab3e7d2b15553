"""The options of each field type: read from a field's JSON, and written back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Final, Literal, cast

from kabinet.questionnaires.engine.fields import (
    AccountOptions,
    Choice,
    ChoiceOptions,
    ConsentOptions,
    DateBound,
    DateOptions,
    FieldType,
    FileOptions,
    InnOptions,
    NoOptions,
    NumberOptions,
    Options,
    PhoneOptions,
    TextOptions,
)
from kabinet.questionnaires.engine.reading import DefinitionError, Reader
from kabinet.questionnaires.engine.values.dates import parse_bound, same_anchor_crossed

MAX_CHOICES: Final = 500
MAX_TEXT_LENGTH: Final = 500
MAX_LONG_TEXT_LENGTH: Final = 10_000
MAX_DECIMALS: Final = 6
MAX_FILES: Final = 20
MAX_FILE_SIZE: Final = 100_000_000
AUTOCOMPLETE_TOKENS: Final = frozenset(
    {
        "name",
        "family-name",
        "given-name",
        "additional-name",
        "honorific-prefix",
        "nickname",
        "email",
        "username",
        "organization",
        "organization-title",
        "street-address",
        "address-line1",
        "address-line2",
        "address-line3",
        "address-level1",
        "address-level2",
        "address-level3",
        "address-level4",
        "country",
        "country-name",
        "postal-code",
        "bday",
        "bday-day",
        "bday-month",
        "bday-year",
        "sex",
        "tel",
        "tel-national",
        "url",
        "off",
    }
)
"""The tokens of HTML's `autocomplete` that make sense in an application."""

_EXTENSION: Final = re.compile(r"[a-z0-9]{1,10}")


def read_options(kind: FieldType, reader: Reader) -> Options:
    """Read the options of a type from its field's JSON.

    Raises:
        DefinitionError: Options that are malformed or leave no possible answer.
    """
    read = _READERS.get(kind)
    return read(reader) if read else NoOptions()


def options_as_dict(options: Options) -> dict[str, object]:
    """The options as JSON keys of their field; what is `None` or default by nature is left out."""
    if isinstance(options, ChoiceOptions):
        return _choices_as_dict(options)
    found: dict[str, object] = {}
    for slot in fields(options):
        value = getattr(options, slot.name)
        if value is not None and value is not False and value != "":
            found[slot.name] = _option_as_json(value)
    if isinstance(options, NumberOptions) and options.decimals == 0:
        del found["decimals"]
    return found


def _option_as_json(value: object) -> object:
    match value:
        case DateBound():
            return value.source
        case Decimal():
            return str(value)
        case tuple():
            return list(value)
        case _:
            return value


def _choices_as_dict(options: ChoiceOptions) -> dict[str, object]:
    found: dict[str, object] = {
        "choices": [
            {"code": choice.code, "label": choice.label} | ({"hint": choice.hint} if choice.hint else {})
            for choice in options.choices
        ]
    }
    if options.multiple:
        found |= {"multiple": True, "minimum_count": options.minimum_count}
    if options.maximum_count is not None:
        found["maximum_count"] = options.maximum_count
    return found


def _text(reader: Reader) -> TextOptions:
    return _text_within(reader, default=200, most=MAX_TEXT_LENGTH)


def _long_text(reader: Reader) -> TextOptions:
    return _text_within(reader, default=2_000, most=MAX_LONG_TEXT_LENGTH)


def _text_within(reader: Reader, *, default: int, most: int) -> TextOptions:
    alphabet = reader.word("alphabet", ("any", "name", "digits"), default="any")
    options = TextOptions(
        minimum_length=reader.whole("minimum_length", 0, most, default=0),
        maximum_length=reader.whole("maximum_length", 1, most, default=default),
        alphabet=cast("Literal['any', 'name', 'digits']", alphabet),
    )
    if options.minimum_length > options.maximum_length:
        raise DefinitionError(reader.at("minimum_length"), "limits.crossed")
    return options


def _number(reader: Reader) -> NumberOptions:
    return _number_with(reader, reader.whole("decimals", 0, MAX_DECIMALS, default=0))


def _money(reader: Reader) -> NumberOptions:
    return _number_with(reader, reader.whole("decimals", 2, 2, default=2))


def _number_with(reader: Reader, decimals: int) -> NumberOptions:
    bounds: dict[str, Decimal | None] = {}
    for key in ("minimum", "maximum", "step"):
        bounds[key] = reader.number(key)
        number = bounds[key]
        if number is not None and number != round(number, decimals):
            raise DefinitionError(reader.at(key), "number.decimals")
    options = NumberOptions(**bounds, decimals=decimals, unit=reader.text("unit", required=False))
    if options.minimum is not None and options.maximum is not None and options.minimum > options.maximum:
        raise DefinitionError(reader.at("minimum"), "limits.crossed")
    if options.step is not None and options.step <= 0:
        raise DefinitionError(reader.at("step"), "number.out_of_bounds")
    return options


def _date(reader: Reader) -> DateOptions:
    options = DateOptions(
        minimum=_bound(reader, "minimum"), maximum=_bound(reader, "maximum"), birth=reader.flag("birth")
    )
    if options.minimum and options.maximum and same_anchor_crossed(options.minimum, options.maximum):
        raise DefinitionError(reader.at("minimum"), "limits.crossed")
    return options


def _bound(reader: Reader, key: str) -> DateBound | None:
    source = reader.text(key, required=False)
    if not source:
        return None
    bound = parse_bound(source)
    if bound is None:
        raise DefinitionError(reader.at(key), "date.bound")
    return bound


def _choice(reader: Reader) -> ChoiceOptions:
    choices = []
    for entry in reader.objects("choices", 1, MAX_CHOICES):
        choices.append(Choice(code=entry.code("code"), label=entry.text("label"), hint=entry.long_text("hint")))
        entry.finish()
    if len({choice.code for choice in choices}) != len(choices):
        raise DefinitionError(reader.at("choices"), "code.duplicate")
    multiple = reader.flag("multiple")
    if not multiple:
        return ChoiceOptions(tuple(choices))
    limited = reader.peek("maximum_count") is not None
    options = ChoiceOptions(
        tuple(choices),
        multiple=True,
        minimum_count=reader.whole("minimum_count", 0, len(choices), default=0),
        maximum_count=reader.whole("maximum_count", 1, len(choices)) if limited else None,
    )
    if options.maximum_count is not None and options.minimum_count > options.maximum_count:
        raise DefinitionError(reader.at("minimum_count"), "limits.crossed")
    return options


def _phone(reader: Reader) -> PhoneOptions:
    return PhoneOptions(mobile=reader.flag("mobile"))


def _inn(reader: Reader) -> InnOptions:
    owner = reader.word("owner", ("any", "person", "organisation"), default="any")
    return InnOptions(owner=cast("Literal['any', 'person', 'organisation']", owner))


def _account(reader: Reader) -> AccountOptions:
    return AccountOptions(bik=reader.code("bik"), correspondent=reader.flag("correspondent"))


def _file(reader: Reader) -> FileOptions:
    default = FileOptions()
    extensions = reader.values("extensions", 1, 30, default=default.extensions)
    if not all(isinstance(extension, str) and _EXTENSION.fullmatch(extension) for extension in extensions):
        raise DefinitionError(reader.at("extensions"), "extension.malformed")
    return FileOptions(
        extensions=tuple(str(extension) for extension in extensions),
        maximum_size=reader.whole("maximum_size", 1, MAX_FILE_SIZE, default=default.maximum_size),
        maximum_count=reader.whole("maximum_count", 1, MAX_FILES, default=default.maximum_count),
    )


def _consent(reader: Reader) -> ConsentOptions:
    return ConsentOptions(text=reader.code("text"), purpose=reader.code("purpose"))


_READERS: Final[Mapping[FieldType, Callable[[Reader], Options]]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _long_text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.PHONE: _phone,
    FieldType.INN: _inn,
    FieldType.ACCOUNT: _account,
    FieldType.FILE: _file,
    FieldType.CONSENT: _consent,
}
