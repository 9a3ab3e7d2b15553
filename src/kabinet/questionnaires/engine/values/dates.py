"""Dates, and the ends of their ranges that may hang on today or on another answer."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, Literal, cast

from kabinet.kernel.days import DayError, read_day
from kabinet.questionnaires.engine.context import Context
from kabinet.questionnaires.engine.fields import DateBound, DateOptions, Field, options_of
from kabinet.questionnaires.engine.values.refusal import RefusedError

EARLIEST: Final = date(1850, 1, 1)
LATEST: Final = date(2200, 12, 31)

_MONTHS_IN_YEAR: Final = 12
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_BOUND: Final = re.compile(r"(today|[a-z][a-z0-9_]{0,49})?(?:([+-][0-9]{1,5})([dmy]))?")
_LONGEST: Final = 40
_MAX_YEARS: Final = 200
_DAYS_AND_MONTHS: Final = {"d": _MAX_YEARS * 366, "m": _MAX_YEARS * _MONTHS_IN_YEAR, "y": _MAX_YEARS}


def parse_bound(source: str) -> DateBound | None:
    """Read an end of a range: `2020-01-01`, `today`, `-18y`, `today+30d`, `birth_date+14y`.

    Returns:
        The bound, or `None` when it is not one.
    """
    if _ISO.fullmatch(source):
        day = parse_day(source)
        return DateBound(source, day=day) if day else None
    found = _BOUND.fullmatch(source)
    if not source or not found:
        return None
    anchor, amount, unit = found.groups()
    field = None if anchor in {None, "today"} else anchor
    if amount is None:
        return DateBound(source, field=field)
    if abs(int(amount)) > _DAYS_AND_MONTHS[unit]:
        return None
    return DateBound(source, field=field, amount=int(amount), unit=cast("Literal['d', 'm', 'y']", unit))


def resolve_bound(bound: DateBound, today: date, answers: Mapping[str, object]) -> date | None:
    """The day a bound stands for; `None` while the answer it hangs on is missing or no date."""
    if bound.day:
        return bound.day
    start = today
    if bound.field:
        value = answers.get(bound.field)
        found = parse_day(value) if isinstance(value, str) else None
        if found is None:
            return None
        start = found
    return _shift(start, bound)


def same_anchor_crossed(minimum: DateBound, maximum: DateBound) -> bool:
    """Whether two ends leave no day between them, as far as that can be said without answers."""
    if (minimum.day is None) is not (maximum.day is None) or minimum.field != maximum.field:
        return False
    sample = date(2024, 1, 15)
    answers = {minimum.field: sample.isoformat()} if minimum.field else {}
    first, last = resolve_bound(minimum, sample, answers), resolve_bound(maximum, sample, answers)
    return first is not None and last is not None and first > last


def clean_date(field: Field, raw: object, context: Context, answers: Mapping[str, object]) -> str:
    """A date in ISO form, from `21.11.2026`, `21112026`, `2026-11-21` or `{"day", "month", "year"}`.

    Ends of the range that hang on today take it wherever in the country the person may be; age alone is counted by
    the organisation's day.

    Raises:
        RefusedError: `date.*`.
    """
    day = _parse(raw)
    options = options_of(field, DateOptions)
    first, last = context.days
    earliest = _end(options, options.minimum, first, context.today, answers)
    latest = _end(options, options.maximum, last, context.today, answers)
    if latest is not None and day > latest:
        _refuse_late(options, latest)
    if earliest is not None and day < earliest:
        _refuse_early(options, earliest)
    if day > LATEST:
        raise RefusedError("date.too_late", maximum=LATEST)
    if day < EARLIEST:
        raise RefusedError("date.too_early", minimum=EARLIEST)
    return day.isoformat()


def _end(
    options: DateOptions, bound: DateBound | None, there: date, here: date, answers: Mapping[str, object]
) -> date | None:
    """An end of the range, counted from the applicant's day; an age from the organisation's."""
    if bound is None:
        return None
    return resolve_bound(bound, there if _age_bound(options, bound) is None else here, answers)


def parse_day(text: str) -> date | None:
    """A date from ISO text, `None` for anything else."""
    found = _ISO.fullmatch(text)
    return _day(*found.groups()) if found else None


def _parse(raw: object) -> date:
    if isinstance(raw, Mapping):
        raw = "-".join(_part(raw.get(key)) for key in ("year", "month", "day"))
    if not isinstance(raw, str):
        raise RefusedError("date.format")
    try:
        return read_day(raw)
    except DayError as error:
        raise RefusedError(f"date.{error.code}") from error


def _part(part: object) -> str:
    if isinstance(part, int) and not isinstance(part, bool) and 0 < part <= LATEST.year:
        return str(part)
    return part.strip() if isinstance(part, str) and len(part) <= _LONGEST else ""


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _shift(start: date, bound: DateBound) -> date:
    try:
        if bound.unit == "d":
            return start + timedelta(days=bound.amount)
        months = bound.amount * (_MONTHS_IN_YEAR if bound.unit == "y" else 1)
        year, month = divmod(start.year * _MONTHS_IN_YEAR + start.month - 1 + months, _MONTHS_IN_YEAR)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(start.day, last))
    except (OverflowError, ValueError):
        return date.max if bound.amount > 0 else date.min


def _age_bound(options: DateOptions, bound: DateBound | None) -> int | None:
    """Years of age that a bound of a date of birth stands for, when it is one counted from today."""
    if options.birth and bound and bound.unit == "y" and bound.amount < 0 and not bound.field:
        return -bound.amount
    return None


def _refuse_late(options: DateOptions, latest: date) -> None:
    years = _age_bound(options, options.maximum)
    if years is not None:
        raise RefusedError("date.too_young", years=years)
    raise RefusedError("date.too_late", maximum=latest)


def _refuse_early(options: DateOptions, earliest: date) -> None:
    years = _age_bound(options, options.minimum)
    if years is not None:
        raise RefusedError("date.too_old", years=years)
    raise RefusedError("date.too_early", minimum=earliest)
