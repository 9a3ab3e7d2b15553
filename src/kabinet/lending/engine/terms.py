"""Terms of a loan: what a contract fixes and a schedule follows from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from kabinet.lending.engine import parsing
from kabinet.lending.engine.calendar import FIRST_DATE, LAST_DATE
from kabinet.lending.engine.errors import EngineError

UNITS = ("day", "week", "month")
METHODS = ("annuity", "differentiated", "bullet", "single", "flat")
ANNUITIES = ("nominal", "exact")
DAY_COUNTS = ("act/act", "act/365", "act/364", "act/360", "30/360")
ROUNDINGS = ("half_up", "half_even")
MONTH_ENDS = ("clamp", "roll")
CALENDARS = ("ru",)

MAX_AMOUNT = Decimal(10**12)
MAX_RATE = Decimal(10_000)
MAX_PAYMENTS = 1200
MAX_EVERY = 3660
MAX_DAY = 31
RATE_DECIMALS = 8
MONEY_DECIMALS = 2


class TermsError(EngineError):
    """Terms that no schedule can follow.

    Attributes:
        field: The term at fault; empty when the whole is not terms at all.
        code: Stable name of the reason.
        params: Values that belong into the message.
    """

    messages: ClassVar[dict[str, str]] = {
        **parsing.MESSAGES,
        "not_an_object": "the terms must be an object of names and values",
        "unknown": "there is no such term",
        "required": "this term is required",
        "no_rate": "either annual_rate or daily_rate is required",
        "two_rates": "give either annual_rate or daily_rate, not both",
        "needs_months": "a payment day needs an interval of months",
        "needs_annuity": "a fixed instalment needs the method annuity",
        "single_payment": "the method single has exactly one payment",
        "grace_too_long": "must be less than the number of payments, {payments}",
        "dates_too_late": "the last instalment would fall after {limit}",
        "instalment_too_small": "an instalment of {instalment} never repays the loan: interest comes to {interest}",
        "multiple_too_coarse": "instalments in steps of {multiple} do not fit {payments} payments",
    }

    def __init__(self, field: str, code: str, **params: object) -> None:
        super().__init__(code, **params)
        self.field = field

    def __str__(self) -> str:
        text = super().__str__()
        return f"{self.field}: {text}" if self.field else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Terms of a loan; an instance is always possible in itself.

    Attributes:
        amount: Principal in roubles, at most two decimals.
        issued: Day of issue; interest begins the day after.
        payments: Number of instalments.
        annual_rate: Per cent a year; exactly one of the two rates is given.
        daily_rate: Per cent a day: every day counts the same, whatever the day count.
        every: Length of the interval between instalments, in units.
        unit: `day`, `week` or `month`.
        method: `annuity`, `differentiated`, `bullet`, `single` or `flat`.
        annuity: How the equal instalment is found: `nominal` or `exact`.
        day_count: `act/act`, `act/365`, `act/364`, `act/360` or `30/360`.
        rounding: `half_up` or `half_even`.
        payment_day: Day of the month, or `None` for the day of issue.
        month_end: `clamp` or `roll`, for months that lack the day.
        calendar: `ru` to follow the Russian production calendar.
        instalment: Fixed instalment of an annuity, roubles.
        instalment_multiple: Instalments are rounded to a multiple of this, roubles.
        grace_principal: The first so many instalments are of interest only.

    Raises:
        TermsError: On construction, when a term is impossible.
    """

    amount: Decimal
    issued: date
    payments: int
    annual_rate: Decimal | None = None
    daily_rate: Decimal | None = None
    every: int = 1
    unit: str = "month"
    method: str = "annuity"
    annuity: str = "nominal"
    day_count: str = "act/act"
    rounding: str = "half_up"
    payment_day: int | None = None
    month_end: str = "clamp"
    calendar: str | None = None
    instalment: Decimal | None = None
    instalment_multiple: Decimal = Decimal("0.01")
    grace_principal: int = 0

    def __post_init__(self) -> None:
        _check_sums(self)
        _check_choices(self)
        _check_together(self)

    @property
    def rate(self) -> Decimal:
        """The rate that was given, per cent a year or a day."""
        return self.daily_rate if self.daily_rate is not None else self.annual_rate or Decimal()


def _require(field: str, problem: parsing.Problem | None) -> None:
    if problem is not None:
        raise TermsError(field, problem.code, **problem.params)


def _check_sums(terms: Terms) -> None:
    kopeck = Decimal("0.01")
    _require("amount", parsing.check_decimal(terms.amount, kopeck, MAX_AMOUNT, MONEY_DECIMALS))
    _require(
        "instalment_multiple", parsing.check_decimal(terms.instalment_multiple, kopeck, MAX_AMOUNT, MONEY_DECIMALS)
    )
    if terms.instalment is not None:
        _require("instalment", parsing.check_decimal(terms.instalment, kopeck, MAX_AMOUNT, MONEY_DECIMALS))
    for field, rate in (("annual_rate", terms.annual_rate), ("daily_rate", terms.daily_rate)):
        if rate is not None:
            _require(field, parsing.check_decimal(rate, Decimal(), MAX_RATE, RATE_DECIMALS))
    _require("payments", parsing.check_integer(terms.payments, 1, MAX_PAYMENTS))
    _require("every", parsing.check_integer(terms.every, 1, MAX_EVERY))
    _require("grace_principal", parsing.check_integer(terms.grace_principal, 0, MAX_PAYMENTS))
    if terms.payment_day is not None:
        _require("payment_day", parsing.check_integer(terms.payment_day, 1, MAX_DAY))
    _require("issued", parsing.check_date(terms.issued, FIRST_DATE, LAST_DATE))


def _check_choices(terms: Terms) -> None:
    for field, value, choices in (
        ("unit", terms.unit, UNITS),
        ("method", terms.method, METHODS),
        ("annuity", terms.annuity, ANNUITIES),
        ("day_count", terms.day_count, DAY_COUNTS),
        ("rounding", terms.rounding, ROUNDINGS),
        ("month_end", terms.month_end, MONTH_ENDS),
    ):
        if value not in choices:
            raise TermsError(field, "choice", choices=", ".join(choices))
    if terms.calendar is not None and terms.calendar not in CALENDARS:
        raise TermsError("calendar", "choice", choices=", ".join(CALENDARS))


def _check_together(terms: Terms) -> None:
    if terms.annual_rate is None and terms.daily_rate is None:
        raise TermsError("annual_rate", "no_rate")
    if terms.annual_rate is not None and terms.daily_rate is not None:
        raise TermsError("daily_rate", "two_rates")
    if terms.payment_day is not None and terms.unit != "month":
        raise TermsError("payment_day", "needs_months")
    if terms.method == "single" and terms.payments != 1:
        raise TermsError("payments", "single_payment")
    if terms.instalment is not None and terms.method != "annuity":
        raise TermsError("instalment", "needs_annuity")
    if terms.grace_principal >= terms.payments:
        raise TermsError("grace_principal", "grace_too_long", payments=terms.payments)


_READERS = {
    "amount": parsing.read_decimal,
    "annual_rate": parsing.read_decimal,
    "daily_rate": parsing.read_decimal,
    "instalment": parsing.read_decimal,
    "instalment_multiple": parsing.read_decimal,
    "issued": parsing.read_date,
    "payments": parsing.read_integer,
    "every": parsing.read_integer,
    "payment_day": parsing.read_integer,
    "grace_principal": parsing.read_integer,
    "unit": parsing.read_text,
    "method": parsing.read_text,
    "annuity": parsing.read_text,
    "day_count": parsing.read_text,
    "rounding": parsing.read_text,
    "month_end": parsing.read_text,
    "calendar": parsing.read_text,
}
_DEFAULTS = {field.name: field.default for field in fields(Terms) if field.default is not MISSING}


def parse_terms(source: object) -> Terms:
    """Read terms from what JSON or a form gives.

    Numbers may be numbers or strings; `null` stands for the default.

    Args:
        source: A mapping of term names to values.

    Raises:
        TermsError: Naming the first term at fault.
    """
    if not isinstance(source, Mapping):
        raise TermsError("", "not_an_object")
    values: dict[str, Any] = {}
    for name, raw in source.items():
        if name not in _READERS:
            raise TermsError(parsing.shown(name), "unknown")
        if raw is None:
            continue
        value = _READERS[name](raw)
        if isinstance(value, parsing.Problem):
            raise TermsError(name, value.code, **value.params)
        values[name] = value
    for name in _READERS:
        if name not in values and name not in _DEFAULTS:
            raise TermsError(name, "required")
    return Terms(**values)


def terms_as_dict(terms: Terms) -> dict[str, str | int | None]:
    """Return terms as JSON values that `parse_terms` reads back to equal terms."""
    result: dict[str, str | int | None] = {}
    for field in fields(terms):
        value = getattr(terms, field.name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Decimal):
            value = parsing.plain(value, money=not field.name.endswith("_rate"))
        result[field.name] = value
    return result
