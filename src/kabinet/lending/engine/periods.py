"""Interest periods of a loan: when each ends and what share of the principal it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import gcd
from operator import sub

from kabinet.lending.engine.calendar import LAST_DATE, DatesError, contract_dates, moved_to_working_days
from kabinet.lending.engine.daycount import year_shares
from kabinet.lending.engine.rounding import ratio_of
from kabinet.lending.engine.terms import Terms, TermsError

_PERCENT = 100
_YEAR_DAYS = 365
_YEAR_MONTHS = 12
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Periods:
    """Interest periods of a loan.

    Attributes:
        contract: Days of the contract, before days off move them.
        dues: Due dates, strictly increasing.
        days: Calendar days from the previous due date, or from issue.
        rates: Rate of each period as a numerator over `denominator`; exact.
        denominator: Positive.
    """

    contract: tuple[date, ...]
    dues: tuple[date, ...]
    days: list[int]
    rates: list[int]
    denominator: int


def lay_out(terms: Terms) -> Periods:
    """Find the due dates of a loan and the exact rate of each period.

    Raises:
        TermsError: The last instalment would fall after the years that the engine knows.
    """
    try:
        contract = contract_dates(
            terms.issued,
            terms.payments,
            terms.every,
            terms.unit,
            terms.payment_day,
            roll=terms.month_end == "roll",
        )
        dues = contract if terms.calendar is None else moved_to_working_days(contract, terms.issued)
    except DatesError:
        raise TermsError("payments", "dates_too_late", limit=LAST_DATE.isoformat()) from None
    dates = (terms.issued, *dues)
    ordinals = list(map(date.toordinal, dates))
    days = list(map(sub, ordinals[1:], ordinals))
    rates, denominator = _rates(terms, dates, ordinals, days)
    return Periods(contract, dues, days, rates, denominator)


def _rates(terms: Terms, dates: Sequence[date], ordinals: Sequence[int], days: list[int]) -> tuple[list[int], int]:
    numerator, divisor = ratio_of(terms.rate)
    divisor *= _PERCENT
    if terms.daily_rate is None:
        shares, base = year_shares(terms.day_count, dates, ordinals)
        divisor *= base
    else:
        shares = days
    common = gcd(numerator, divisor)
    numerator //= common
    return [numerator * share for share in shares], divisor // common


def nominal_rate(terms: Terms) -> tuple[int, int]:
    """Return the rate of one nominal period, from which a nominal annuity is found, as an exact fraction.

    A month counts a twelfth of the year, any other period its days / 365; a daily rate makes a year of 365 days.
    """
    numerator, divisor = ratio_of(terms.rate)
    divisor *= _PERCENT
    if terms.daily_rate is not None:
        numerator *= _YEAR_DAYS
    if terms.unit == "month":
        return numerator * terms.every, divisor * _YEAR_MONTHS
    return numerator * terms.every * (_WEEK if terms.unit == "week" else 1), divisor * _YEAR_DAYS
