"""Due dates: months of different length, and the Russian production calendar.

The rules, which `docs/engine.md` explains with examples:

* An interval of months keeps its day of the month. The n-th instalment falls `n × every` months after the month of
  issue, on `payment_day` or else on the day of issue. So a loan of 25 October with payment day 10 is first paid on
  10 November, and one of 5 October with payment day 25 on 25 November.
* A day that a month lacks becomes its last day (`clamp`) or the first of the next month (`roll`). Neither sticks.
* With the calendar `ru` a day off moves to the next working day, or back when that would leave the month.
* Dates strictly increase: where moving would make two instalments meet, the later takes the next working day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib import import_module
from itertools import pairwise
from typing import Protocol

FIRST_YEAR = 1990
LAST_YEAR = 2200
FIRST_DATE = date(FIRST_YEAR, 1, 1)
LAST_DATE = date(LAST_YEAR, 12, 31)
_MONTHS = (LAST_YEAR - FIRST_YEAR + 1) * 12
_DAY = timedelta(days=1)
SHORTEST_MONTH = 28
"""Days of the shortest month."""
_SATURDAY = 5
# Article 112 of the Labour Code, for the years that the holidays package does not know.
_STATUTORY = (
    *((1, day) for day in range(1, 9)),
    *((2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)),
)
# Where the holidays package is wrong: the day, whether it is a working day, and why. Tests compare 2012 to 2026 with a
# list of what each decree moves.
CORRECTIONS: tuple[tuple[date, bool, str], ...] = (
    (
        date(2014, 3, 10),
        False,
        "Labour Code article 112: Saturday 8 March gives the next working day; decree 444 of 28.05.2013 leaves it",
    ),
)


class _Holidays(Protocol):
    """The part of the holidays package that is used here."""

    weekend_workdays: Iterable[date]

    def __iter__(self) -> Iterator[date]: ...


class DatesError(ValueError):
    """An instalment would fall after the last year that the engine knows."""


def month_index(day: date) -> int:
    """Return the number of months from January of the first known year."""
    return (day.year - FIRST_YEAR) * 12 + day.month - 1


@cache
def month_grid(day: int, *, roll: bool) -> tuple[date, ...]:
    """Return one day of every month of the known years and of the year after; schedules are slices of it.

    Args:
        day: 1 to 31.
        roll: Where a month lacks the day, go to the first of the next month instead of the month's last day.
    """
    return tuple(_day_of(FIRST_YEAR + index // 12, index % 12 + 1, day, roll=roll) for index in range(_MONTHS + 12))


def _day_of(year: int, month: int, day: int, *, roll: bool) -> date:
    _, length = monthrange(year, month)
    return date(year, month, min(day, length)) + _DAY * (roll and day > length)


def day_in_month(index: int, day: int) -> date:
    """Return a day, 1 to 31, so many months from January of the first known year, or the last of a month without it."""
    return month_grid(day, roll=False)[index]


def add_months(start: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a month that lacks it."""
    return day_in_month(month_index(start) + months, start.day)


def whole_months(start: date, end: date) -> int | None:
    """Return how many whole calendar months lie between two dates, or `None` when days are left over.

    The last day of a short month stands for every day that the month lacks: 31 January to 28 February is one month,
    and so is 28 February to 31 March.
    """
    if start.day != end.day:
        shorter = end if end.day < start.day else start
        if shorter.day < SHORTEST_MONTH or (shorter + _DAY).day != 1:
            return None
    return month_index(end) - month_index(start)


@lru_cache(maxsize=1)
def _russian_calendar() -> Callable[..., _Holidays]:
    # The package takes a tenth of a second to import: only loans that follow the calendar pay for it.
    calendar: Callable[..., _Holidays] = import_module("holidays").country_holidays
    return calendar


@cache
def days_off(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the days off of a year beyond Saturdays and Sundays, and its working Saturdays and Sundays.

    The `holidays` package knows the transfers that the government has decreed, including working Saturdays. For a
    year without a decree yet, article 112 of the Labour Code is applied: a holiday on a Saturday or Sunday, January
    apart, gives the next working day off.
    """
    table = _russian_calendar()("RU", years=year)
    off = frozenset(table)
    working = frozenset(table.weekend_workdays)
    statutory = {date(year, month, day) for month, day in _STATUTORY}
    if off <= statutory:
        off = frozenset(statutory | _transferred(statutory))
    return _corrected(year, off, working)


def _corrected(year: int, off: frozenset[date], working: frozenset[date]) -> tuple[frozenset[date], frozenset[date]]:
    changes = [(day, works) for day, works, _ in CORRECTIONS if day.year == year]
    opened = {day for day, works in changes if works}
    closed = {day for day, works in changes if not works}
    return (off | closed) - opened, (working | opened) - closed


def _transferred(holidays: set[date]) -> set[date]:
    moved: set[date] = set()
    for holiday in sorted(holidays):
        if holiday.month == 1 or holiday.weekday() < _SATURDAY:
            continue
        target = holiday + _DAY
        while target.weekday() >= _SATURDAY or target in holidays or target in moved:
            target += _DAY
        moved.add(target)
    return moved


def is_working_day(day: date) -> bool:
    """Tell whether a day is a working day of the Russian five-day week."""
    off, working = days_off(day.year)
    return day in working or (day.weekday() < _SATURDAY and day not in off)


def next_working_day(day: date) -> date:
    """Return the day itself or the first working day after it."""
    while not is_working_day(day):
        day += _DAY
    return day


@lru_cache(maxsize=8192)
def last_day_in_time(due: date) -> date:
    """Return the last day on which a payment is in time: a due date that is a day off is carried to a working day.

    Civil Code article 193: where the last day of a term is a day off, the term ends on the next working day, whatever
    month that falls in.
    """
    return next_working_day(due)


def deadline_of(due: date, *, days_off_extend: bool) -> date:
    """Return the last day on which an instalment is in time, by what its schedule says of days off."""
    return last_day_in_time(due) if days_off_extend else due


@lru_cache(maxsize=64)
def latest_due_before(day: date) -> date:
    """Return the last due date whose payment is late on `day` when days off extend the term."""
    day -= _DAY
    while not is_working_day(day):
        day -= _DAY
    return day


@lru_cache(maxsize=8192)
def to_working_day(day: date) -> date:
    """Move a day off to the next working day, or back to the previous one when that leaves the month."""
    moved = next_working_day(day)
    if moved.month == day.month:
        return moved
    while not is_working_day(day):
        day -= _DAY
    return day


def contract_dates(
    issued: date, payments: int, every: int, unit: str, payment_day: int | None = None, *, roll: bool
) -> tuple[date, ...]:
    """Return the days on which instalments fall by the contract, before days off move them.

    Args:
        issued: Day of issue.
        payments: How many instalments.
        every: Length of the interval in units.
        unit: `day`, `week` or `month`.
        payment_day: Day of the month, for months only; the day of issue by default.
        roll: Go to the first of the next month where a month lacks the day; otherwise to the month's last day.

    Raises:
        DatesError: The last instalment would fall after 2200.
    """
    if unit == "month":
        grid = month_grid(payment_day or issued.day, roll=roll)
        issue = month_index(issued)
        last = issue + payments * every
        if last >= _MONTHS:
            raise DatesError
        return grid[issue + every : last + 1 : every]
    step = every * 7 if unit == "week" else every
    issue = issued.toordinal()
    last = issue + payments * step
    if last > LAST_DATE.toordinal():
        raise DatesError
    return tuple(map(date.fromordinal, range(issue + step, last + 1, step)))


def moved_to_working_days(contract: tuple[date, ...], issued: date) -> tuple[date, ...]:
    """Move days off to working days of the Russian production calendar; the dates still strictly increase.

    Args:
        contract: Days of the contract.
        issued: Day of issue.

    Raises:
        DatesError: The last instalment would fall after 2200.
    """
    dues: list[date] = []
    previous = issued
    for day in contract:
        moved = to_working_day(day)
        previous = moved if moved > previous else next_working_day(previous + _DAY)
        dues.append(previous)
    if previous > LAST_DATE:
        raise DatesError
    return tuple(dues)


def intervals(issued: date, dues: tuple[date, ...]) -> list[tuple[date, date]]:
    """Return the interest periods: from the day of issue to the first due date, and so on."""
    return list(pairwise((issued, *dues)))
