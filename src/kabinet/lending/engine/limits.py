"""Caps of the law on consumer loans, checked against values that the caller picked by date and regime.

The engine knows no cap itself: caps are dated rows with a source, and the business regime has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kabinet.lending.engine.calendar import add_months
from kabinet.lending.engine.daycount import BASES
from kabinet.lending.engine.psk import Psk
from kabinet.lending.engine.schedule import Schedule
from kabinet.lending.engine.terms import Terms

DAILY_RATE = "daily_rate"
PSK = "psk"
OVERPAYMENT = "overpayment"

_YEAR_DAYS = 365
_YEAR_MONTHS = 12
_PERCENT = 100
_RATE_DIGITS = 6
_SHARE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Cap:
    """One cap.

    Attributes:
        value: Per cent.
        source: Where the law says so, for people to read.
    """

    value: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class Caps:
    """Caps in force for a contract; `None` where there is none.

    Attributes:
        daily_rate: Per cent a day (353-FZ article 5 part 23).
        psk: Per cent a year (article 6 part 11).
        overpayment_share: Interest and fees in per cent of the sum, for loans of up to a year (article 5 part 24).
    """

    daily_rate: Cap | None = None
    psk: Cap | None = None
    overpayment_share: Cap | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """A cap that is exceeded.

    Attributes:
        rule: `daily_rate`, `psk` or `overpayment`.
        limit: The cap.
        actual: What the loan comes to, in the same unit.
        source: Source of the cap.
    """

    rule: str
    limit: Decimal
    actual: Decimal
    source: str


def daily_rate_of(terms: Terms) -> Fraction:
    """Return the dearest day's rate, per cent: an annual rate by the shortest year of its day count."""
    if terms.daily_rate is not None:
        return Fraction(terms.daily_rate)
    return Fraction(terms.rate) / BASES.get(terms.day_count, _YEAR_DAYS)


def within_a_year(schedule: Schedule) -> bool:
    """Tell whether a loan is due in full within a year of issue."""
    return schedule.rows[-1].due <= add_months(schedule.terms.issued, _YEAR_MONTHS)


def check_caps(
    schedule: Schedule, caps: Caps, *, fees: Decimal = Decimal("0.00"), psk: Psk | None = None
) -> tuple[Breach, ...]:
    """Check a loan against caps.

    Args:
        schedule: Its schedule.
        caps: Caps in force for the contract.
        fees: Paid services beyond interest, roubles; they count towards the overpayment.
        psk: Full cost of credit with fees; that of the schedule alone by default.

    Returns:
        The caps exceeded; empty when the loan keeps them all. A value equal to its cap keeps it.
    """
    found: list[tuple[str, Cap | None, Fraction, int]] = [
        (DAILY_RATE, caps.daily_rate, daily_rate_of(schedule.terms), _RATE_DIGITS),
        (PSK, caps.psk, Fraction((psk or schedule.psk).percent), _SHARE_DIGITS),
    ]
    if within_a_year(schedule):
        share = Fraction(schedule.totals.interest + fees) / Fraction(schedule.totals.principal) * _PERCENT
        found.append((OVERPAYMENT, caps.overpayment_share, share, _SHARE_DIGITS))
    return tuple(
        Breach(rule, cap.value, _shown(actual, cap.value, digits), cap.source)
        for rule, cap, actual, digits in found
        if cap is not None and actual > Fraction(cap.value)
    )


def _shown(actual: Fraction, limit: Decimal, digits: int) -> Decimal:
    """Round for people, but never down to the cap that is exceeded."""
    step = Decimal(1).scaleb(-digits)
    rounded = Decimal(round(actual * 10**digits)).scaleb(-digits)
    return rounded if rounded > limit else limit + step
