"""How a repayment splits over what is owed.

An instalment is *overdue* when the last day on which it is in time is before the day of the repayment: its due date
or, where days off extend the term (Civil Code article 193), the working day that follows a day off. *Current* are those
that fell due and are not overdue, or else the nearest one; those after them are *future*. What is left when everything
due is covered goes on to the future instalments one by one, as an advance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from kabinet.lending.engine.calendar import deadline_of
from kabinet.lending.engine.errors import EngineError
from kabinet.lending.engine.rounding import to_kopecks, to_roubles
from kabinet.lending.engine.schedule import Row

OVERDUE_INTEREST = "overdue_interest"
OVERDUE_PRINCIPAL = "overdue_principal"
PENALTY = "penalty"
CURRENT_INTEREST = "current_interest"
CURRENT_PRINCIPAL = "current_principal"
COSTS = "costs"
FUTURE_INTEREST = "future_interest"
FUTURE_PRINCIPAL = "future_principal"

BUCKETS = frozenset(
    {
        OVERDUE_INTEREST,
        OVERDUE_PRINCIPAL,
        PENALTY,
        CURRENT_INTEREST,
        CURRENT_PRINCIPAL,
        COSTS,
        FUTURE_INTEREST,
        FUTURE_PRINCIPAL,
    }
)
_INTEREST = frozenset({OVERDUE_INTEREST, CURRENT_INTEREST, FUTURE_INTEREST})
_DECIMALS = 2
_DIGITS = 40
_FUTURE = (FUTURE_INTEREST, FUTURE_PRINCIPAL)

CONSUMER_ORDER = (
    OVERDUE_INTEREST,
    OVERDUE_PRINCIPAL,
    PENALTY,
    CURRENT_INTEREST,
    CURRENT_PRINCIPAL,
    COSTS,
    *_FUTURE,
)
"""353-FZ article 5 part 20: overdue interest and principal, penalty, current interest and principal, other payments.

A preset and not a constant of the law: keep the order in force as data, chosen by the date of the contract.
"""

BUSINESS_ORDER = (
    COSTS,
    OVERDUE_INTEREST,
    OVERDUE_PRINCIPAL,
    CURRENT_INTEREST,
    CURRENT_PRINCIPAL,
    PENALTY,
    *_FUTURE,
)
"""Civil Code article 319: the lender's costs, interest, principal, and the penalty after the principal.

What fell due earlier goes first (article 319.1). A contract may set another order; not confirmed against the text.
"""


class AllocationError(EngineError):
    """A repayment that cannot be allocated."""

    messages: ClassVar[dict[str, str]] = {
        "not_positive": "the sum must be greater than zero",
        "not_kopecks": "the sum must be roubles with at most two decimals",
        "more_than_debt": "the sum {amount} is more than the whole debt of {debt}",
        "bad_order": "an order names each of the {count} kinds of debt once, advances last",
        "bad_paid": "instalment {number} is not of this schedule, or more is paid on it than it asks",
    }


@dataclass(frozen=True, slots=True)
class Paid:
    """What has been paid on one instalment, roubles.

    Attributes:
        interest: Of its interest.
        principal: Of its principal.
    """

    interest: Decimal = Decimal("0.00")
    principal: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class AllocationPart:
    """A part of a repayment.

    Attributes:
        number: The instalment; `None` for penalty and costs.
        bucket: One of `BUCKETS`.
        amount: Roubles, greater than zero.
    """

    number: int | None
    bucket: str
    amount: Decimal

    @property
    def kind(self) -> str:
        """`interest`, `principal`, `penalty` or `costs`, whenever it was due."""
        if self.number is None:
            return self.bucket
        return "interest" if self.bucket in _INTEREST else "principal"


def paid_from(parts: Iterable[AllocationPart]) -> dict[int, Paid]:
    """Sum the parts of all repayments so far by instalment; penalty and costs are left out."""
    paid: dict[int, Paid] = {}
    for part in parts:
        if part.number is None:
            continue
        before = paid.get(part.number, Paid())
        if part.kind == "interest":
            paid[part.number] = Paid(before.interest + part.amount, before.principal)
        else:
            paid[part.number] = Paid(before.interest, before.principal + part.amount)
    return paid


@dataclass(frozen=True, slots=True)
class Owed:
    """What is left to pay on one instalment, kopecks; in time up to `deadline`."""

    number: int
    due: date
    deadline: date
    interest: int
    principal: int

    @property
    def left(self) -> int:
        """Interest and principal together."""
        return self.interest + self.principal


def owed_on(rows: Sequence[Row], paid: Mapping[int, Paid], *, days_off_extend: bool = True) -> list[Owed]:
    """Return what is left to pay on each instalment.

    Args:
        rows: The schedule in force.
        paid: What was paid by instalment number.
        days_off_extend: A payment due on a day off is in time on the next working day.

    Raises:
        AllocationError: `paid` does not fit the schedule.
    """
    owed = []
    unknown = set(paid) - {row.number for row in rows}
    if unknown:
        raise AllocationError("bad_paid", number=min(unknown))
    for row in rows:
        done = paid.get(row.number, Paid())
        interest = to_kopecks(row.interest) - to_kopecks(done.interest)
        principal = to_kopecks(row.principal) - to_kopecks(done.principal)
        if interest < 0 or principal < 0 or done.interest < 0 or done.principal < 0:
            raise AllocationError("bad_paid", number=row.number)
        deadline = deadline_of(row.due, days_off_extend=days_off_extend)
        owed.append(Owed(row.number, row.due, deadline, interest, principal))
    return owed


def count_overdue(owed: Sequence[Owed], on: date) -> int:
    """Return how many of the instalments, paid ones among them, are past the last day on which they are in time."""
    return sum(item.deadline < on for item in owed)


def count_due(owed: Sequence[Owed], on: date) -> int:
    """Return how many of the instalments are overdue or current: fell due, or the nearest that did not."""
    return max(sum(item.due <= on for item in owed), count_overdue(owed, on) + 1)


def check_order(order: Sequence[str]) -> None:
    """Check that an order is complete, so that no debt is forgotten.

    Raises:
        AllocationError: A bucket is missing, unknown or repeated, or advances do not come last.
    """
    if len(order) != len(BUCKETS) or set(order) != BUCKETS or set(order[-2:]) != set(_FUTURE):
        raise AllocationError("bad_order", count=len(BUCKETS))


def _claims(
    owed: list[Owed], on: date, order: Sequence[str], penalty: int, costs: int
) -> Iterator[tuple[int | None, str, int]]:
    """Yield what is owed in the order in which it is paid."""
    late, due = count_overdue(owed, on), count_due(owed, on)
    groups = {"overdue": owed[:late], "current": owed[late:due]}
    for bucket in order[: -len(_FUTURE)]:
        if bucket in {PENALTY, COSTS}:
            yield None, bucket, penalty if bucket == PENALTY else costs
            continue
        for item in groups[bucket.partition("_")[0]]:
            yield item.number, bucket, item.interest if bucket in _INTEREST else item.principal
    for item in owed[due:]:
        for bucket in order[-len(_FUTURE) :]:
            yield item.number, bucket, item.interest if bucket in _INTEREST else item.principal


def _kopecks(amount: Decimal) -> int:
    if not amount.is_finite() or (amount and not -_DECIMALS <= amount.adjusted() <= _DIGITS):
        raise AllocationError("not_kopecks")
    if 10**_DECIMALS % amount.as_integer_ratio()[1]:
        raise AllocationError("not_kopecks")
    return to_kopecks(amount)


def allocate(
    rows: Sequence[Row],
    paid: Mapping[int, Paid],
    amount: Decimal,
    on: date,
    order: Sequence[str],
    *,
    penalty: Decimal = Decimal("0.00"),
    costs: Decimal = Decimal("0.00"),
    days_off_extend: bool = True,
) -> list[AllocationPart]:
    """Split a repayment over what is owed.

    Args:
        rows: The schedule in force.
        paid: What earlier repayments paid, by instalment number; see `paid_from`.
        amount: The repayment, roubles.
        on: Day of the repayment.
        order: `CONSUMER_ORDER`, `BUSINESS_ORDER` or another tuple of all `BUCKETS`.
        penalty: Penalty owed on that day, roubles.
        costs: Costs and other payments owed, roubles.
        days_off_extend: A payment due on a day off is in time on the next working day.

    Returns:
        Parts greater than zero that sum to the amount, in the order of payment.

    Raises:
        AllocationError: The amount is not a positive sum of kopecks or exceeds the whole debt.
    """
    check_order(order)
    left = _kopecks(amount)
    if left <= 0:
        raise AllocationError("not_positive")
    owed = owed_on(rows, paid, days_off_extend=days_off_extend)
    fine, extra = _kopecks(penalty), _kopecks(costs)
    debt = sum(item.left for item in owed) + fine + extra
    if left > debt:
        raise AllocationError("more_than_debt", amount=amount, debt=to_roubles(debt))
    parts = []
    for number, bucket, claim in _claims(owed, on, order, fine, extra):
        taken = min(left, claim)
        if taken > 0:
            parts.append(AllocationPart(number, bucket, to_roubles(taken)))
            left -= taken
    return parts
