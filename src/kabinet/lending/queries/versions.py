"""Versions of a loan's schedule beside one another."""

from dataclasses import dataclass
from decimal import Decimal

from kabinet.lending.models import Loan, Schedule


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version and how its totals differ from the one before, roubles and per cent a year.

    Attributes:
        schedule: The version.
        more_payment: Of all payments together; None for the first version.
        more_interest: Of the interest.
        more_psk: Of the full cost of credit.
    """

    schedule: Schedule
    more_payment: Decimal | None = None
    more_interest: Decimal | None = None
    more_psk: Decimal | None = None


def versions_of(loan: Loan) -> list[VersionLine]:
    """Every version of a loan's schedule, newest first. One query."""
    return compared(list(Schedule.objects.filter(loan=loan).order_by("-number")))


def compared(versions: list[Schedule]) -> list[VersionLine]:
    """Versions, newest first, each beside the one before it. No query."""
    return [
        VersionLine(
            newer,
            newer.total_payment - older.total_payment,
            newer.total_interest - older.total_interest,
            newer.psk_percent - older.psk_percent,
        )
        if older is not None
        else VersionLine(newer)
        for newer, older in zip(versions, [*versions[1:], None], strict=False)
    ]
