"""From terms to the schedule of payments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import repeat
from operator import add
from typing import ClassVar, NamedTuple

from kabinet.lending.engine.base_period import MONTH, BasePeriod, contract_period
from kabinet.lending.engine.methods import split
from kabinet.lending.engine.periods import lay_out
from kabinet.lending.engine.psk import Psk, full_cost_of_credit
from kabinet.lending.engine.rounding import columns_in_roubles, to_kopecks, to_roubles
from kabinet.lending.engine.terms import Terms, terms_as_dict


class Row(NamedTuple):
    """One instalment of a schedule; sums are roubles with two decimals.

    A named tuple, for it is as immutable as a frozen dataclass and three times faster to make.

    Attributes:
        number: From 1.
        due: Day by which it is paid.
        days: Calendar days since the previous due date, or since issue.
        payment: Principal and interest together.
        principal: Part of the principal.
        interest: Interest of the period.
        balance: Principal left after it.
    """

    number: int
    due: date
    days: int
    payment: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a schedule, roubles.

    Attributes:
        payment: All instalments.
        principal: Equals the amount of the loan.
        interest: The overpayment, when there are no fees.
    """

    payment: Decimal
    principal: Decimal
    interest: Decimal


@dataclass(frozen=True, slots=True)
class Remark:
    """What is right and yet not what one would expect. `str(remark)` is one line of English for a terminal.

    Attributes:
        code: `repaid_sooner`: a fixed instalment repays the loan in fewer payments than the terms say.
        params: Values that belong into the message: `instalment` in roubles, `repaid_in`, `payments`.
    """

    messages: ClassVar[dict[str, str]] = {
        "repaid_sooner": "an instalment of {instalment} repays the loan in {repaid_in} payments, not {payments}",
    }

    code: str
    params: Mapping[str, object]

    def __str__(self) -> str:
        return self.messages[self.code].format(**self.params)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule of payments.

    Attributes:
        terms: What it follows from.
        rows: One per instalment; fewer than payments when a fixed instalment repays sooner.
        totals: Sums over the rows.
        contract: Day of each row by the contract, before days off moved it.
    """

    terms: Terms
    rows: tuple[Row, ...]
    totals: Totals
    contract: tuple[date, ...]
    _psk: list[Psk] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the borrower and the lender should know about it."""
        if len(self.rows) == self.terms.payments:
            return ()
        sooner = {"instalment": self.terms.instalment, "repaid_in": len(self.rows), "payments": self.terms.payments}
        return (Remark("repaid_sooner", sooner),)

    @property
    def flows(self) -> list[tuple[date, Decimal]]:
        """The money as article 6 of 353-FZ sees it: issue with a minus, instalments with a plus."""
        return [(self.terms.issued, self.terms.amount.copy_negate()), *((row.due, row.payment) for row in self.rows)]

    @property
    def psk(self) -> Psk:
        """Full cost of credit of the schedule alone, without fees; found when first asked for."""
        if not self._psk:
            self._psk.append(full_cost_of_credit(self.flows, self._base_period()))
        return self._psk[0]

    def _base_period(self) -> BasePeriod:
        payments = [row.payment for row in self.rows]
        terms = self.terms
        monthly = terms.unit == "month" and terms.every == 1 and terms.payment_day is None
        if monthly and len(payments) > 1 and all(payments):
            # The common loan, in a hurry: equal intervals of one month.
            return MONTH
        return contract_period(terms, self.contract, payments)


def build_schedule(terms: Terms) -> Schedule:
    """Build the schedule that follows from terms.

    Principal sums to the amount exactly, the balance never rises and ends at 0.00. There are as many rows as payments
    unless a fixed instalment repays sooner, which `remarks` then say. The last instalment absorbs what rounding left.

    Args:
        terms: Terms of a loan.

    Raises:
        TermsError: A fixed instalment or a multiple does not fit, or dates leave the known years.
    """
    periods = lay_out(terms)
    principals, interests = split(terms, periods)
    amount, count = to_kopecks(terms.amount), len(principals)
    payments = list(map(add, principals, interests))
    columns = columns_in_roubles(amount, payments, interests)
    rows = tuple(
        # What Row._make does, without a call of Python for each row.
        map(
            tuple.__new__,
            repeat(Row),
            zip(range(1, count + 1), periods.dues[:count], periods.days[:count], *columns, strict=True),
        )
    )
    interest = sum(interests)
    totals = Totals(to_roubles(amount + interest), to_roubles(amount), to_roubles(interest))
    return Schedule(terms, rows, totals, periods.contract[:count])


def schedule_as_dict(schedule: Schedule) -> dict[str, object]:
    """Return a schedule as JSON values: sums are strings with two decimals, the percentage has three.

    `remarks`, each with a code and a sentence, are there when there are any.
    """
    remarks = [{"code": remark.code, "text": str(remark)} for remark in schedule.remarks]
    return {
        "rows": [
            {
                "number": row.number,
                "due": row.due.isoformat(),
                "days": row.days,
                "payment": str(row.payment),
                "principal": str(row.principal),
                "interest": str(row.interest),
                "balance": str(row.balance),
            }
            for row in schedule.rows
        ],
        "totals": {
            "payment": str(schedule.totals.payment),
            "principal": str(schedule.totals.principal),
            "interest": str(schedule.totals.interest),
        },
        "psk": {"percent": str(schedule.psk.percent), "roubles": str(schedule.psk.roubles)},
        "terms": terms_as_dict(schedule.terms),
        **({"remarks": remarks} if remarks else {}),
    }
