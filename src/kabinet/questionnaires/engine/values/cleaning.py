"""From what was typed to what is stored.

Raw input comes from HTML forms (texts, lists of texts) or from JSON. The stored form is JSON and canonical: cleaning it
again gives the same. Nothing at all (`None`, a text of spaces and marks that nobody sees, an empty list) is no
answer, `None`; whether one is required is another question, asked in `kabinet.questionnaires.engine.validation`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from kabinet.kernel import identifiers
from kabinet.kernel import text as texts
from kabinet.kernel.identifiers import IdentifierError
from kabinet.questionnaires.engine.context import Context
from kabinet.questionnaires.engine.fields import (
    AccountOptions,
    ChoiceOptions,
    Field,
    FieldType,
    InnOptions,
    JsonValue,
    PhoneOptions,
    TextOptions,
    options_of,
)
from kabinet.questionnaires.engine.problems import Problem
from kabinet.questionnaires.engine.values.dates import clean_date
from kabinet.questionnaires.engine.values.numbers import clean_money, clean_number
from kabinet.questionnaires.engine.values.refusal import RefusedError
from kabinet.questionnaires.engine.values.structured import clean_address, clean_files
from kabinet.questionnaires.engine.values.texts import clean_text

Value: TypeAlias = JsonValue
_Cleaner: TypeAlias = Callable[[Field, object, Context, Mapping[str, object]], Value]

LONGEST_IDENTIFIER: Final = 300
_NO_ANSWERS: Final[Mapping[str, object]] = {}
_WORDS: Final = {
    "yes": True,
    "true": True,
    "on": True,
    "1": True,
    "да": True,
    "no": False,
    "false": False,
    "off": False,
    "0": False,
    "нет": False,
}


def clean_value(
    field: Field, raw: object, context: Context, answers: Mapping[str, object] = _NO_ANSWERS
) -> Value | Problem:
    """Check one answer and bring it to its stored form.

    Args:
        field: The question.
        raw: What was typed, or a stored value.
        context: Today and the limits of the moment.
        answers: The other answers in reach, for an account's bank and for dates bounded by dates.

    Returns:
        The value to store, `None` for no answer, or the problem (its path is the field's code, for a part of an
        address `code.part`). Never raises for any raw input.
    """
    if isinstance(raw, list | tuple) and len(raw) == 1 and not _takes_list(field):
        (raw,) = raw
    if is_blank(raw):
        return None
    try:
        return _CLEANERS[field.type](field, raw, context, answers)
    except RefusedError as refused:
        path = f"{field.code}.{refused.part}" if refused.part else field.code
        return Problem(path, refused.code, refused.params)
    except IdentifierError as error:
        return Problem(field.code, error.code, error.params)


def is_blank(raw: object) -> bool:
    """Whether nothing was typed."""
    if isinstance(raw, Mapping):
        return all(_is_blank_text(value) for value in raw.values())
    if isinstance(raw, list | tuple):
        return all(_is_blank_text(value) for value in raw)
    return _is_blank_text(raw)


def _is_blank_text(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and texts.is_empty(raw))


def _takes_list(field: Field) -> bool:
    if isinstance(field.options, ChoiceOptions):
        return field.options.multiple
    return field.type is FieldType.FILE


def _identifier(raw: object) -> str:
    if not isinstance(raw, str):
        raise RefusedError("type")
    if len(raw) > LONGEST_IDENTIFIER:
        raise RefusedError("text.too_long", maximum=LONGEST_IDENTIFIER, count=len(raw))
    return raw


def _simple(clean: Callable[[str], str]) -> _Cleaner:
    def cleaner(_field: Field, raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
        return clean(_identifier(raw))

    return cleaner


def _text(field: Field, raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
    if not isinstance(raw, str):
        raise RefusedError("type")
    return clean_text(raw, options_of(field, TextOptions), lines=field.type is FieldType.LONG_TEXT) or None


def _number(field: Field, raw: object, context: Context, _answers: Mapping[str, object]) -> Value:
    return clean_number(field, raw, context)


def _money(field: Field, raw: object, context: Context, _answers: Mapping[str, object]) -> Value:
    return clean_money(field, raw, context)


def _choice(field: Field, raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
    options = options_of(field, ChoiceOptions)
    known = [choice.code for choice in options.choices]
    if not options.multiple:
        if not isinstance(raw, str) or raw not in known:
            raise RefusedError("choice.unknown")
        return raw
    given = list(raw) if isinstance(raw, list | tuple) else [raw]
    wanted = [code for code in given if not is_blank(code)]
    if not all(isinstance(code, str) and code in known for code in wanted):
        raise RefusedError("choice.unknown")
    chosen = [code for code in known if code in wanted]
    if options.maximum_count is not None and len(chosen) > options.maximum_count:
        raise RefusedError("choice.too_many", maximum=options.maximum_count, count=len(chosen))
    return chosen or None


def _yes_no(_field: Field, raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
    if isinstance(raw, bool):
        return raw
    answer = _WORDS.get(texts.one_line(raw).lower()) if isinstance(raw, str) else None
    if answer is None:
        raise RefusedError("yes_no.unknown")
    return answer


def _consent(field: Field, raw: object, context: Context, answers: Mapping[str, object]) -> Value:
    return _yes_no(field, raw, context, answers) or None


def _phone(field: Field, raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
    return identifiers.clean_phone(_identifier(raw), mobile=options_of(field, PhoneOptions).mobile)


def _inn(field: Field, raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
    return identifiers.clean_inn(_identifier(raw), options_of(field, InnOptions).owner)


def _passport(_field: Field, raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
    if isinstance(raw, Mapping):
        raw = _identifier(raw.get("series") or "") + " " + _identifier(raw.get("number") or "")
    return identifiers.clean_passport(_identifier(raw))


def _account(field: Field, raw: object, _context: Context, answers: Mapping[str, object]) -> Value:
    options = options_of(field, AccountOptions)
    clean = identifiers.clean_correspondent_account if options.correspondent else identifiers.clean_account
    return clean(_identifier(raw), _known_bik(answers.get(options.bik)))


def _known_bik(value: object) -> str | None:
    """The bank the account is checked against; a missing or wrong БИК is that field's own problem."""
    if not isinstance(value, str) or len(value) > LONGEST_IDENTIFIER:
        return None
    try:
        return identifiers.clean_bik(value)
    except IdentifierError:
        return None


def _address(_field: Field, raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
    return clean_address(raw) or None


def _file(field: Field, raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
    return clean_files(field, raw)


def _nothing(_field: Field, _raw: object, _context: Context, _answers: Mapping[str, object]) -> Value:
    raise RefusedError("unknown_field")


_CLEANERS: Final[Mapping[FieldType, _Cleaner]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: clean_date,
    FieldType.CHOICE: _choice,
    FieldType.YES_NO: _yes_no,
    FieldType.PHONE: _phone,
    FieldType.EMAIL: _simple(identifiers.clean_email),
    FieldType.INN: _inn,
    FieldType.SNILS: _simple(identifiers.clean_snils),
    FieldType.PASSPORT: _passport,
    FieldType.ISSUER_CODE: _simple(identifiers.clean_issuer_code),
    FieldType.BIK: _simple(identifiers.clean_bik),
    FieldType.ACCOUNT: _account,
    FieldType.OGRN: _simple(identifiers.clean_ogrn),
    FieldType.OGRNIP: _simple(identifiers.clean_ogrnip),
    FieldType.KPP: _simple(identifiers.clean_kpp),
    FieldType.ADDRESS: _address,
    FieldType.FILE: _file,
    FieldType.CONSENT: _consent,
    FieldType.HEADING: _nothing,
    FieldType.NOTE: _nothing,
}
