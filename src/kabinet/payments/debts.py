"""What a client may pay on a loan today: the sums the payment page offers and the action checks.

Until a loan can be repaid early, its schedule charges the interest of future months whenever they are paid. So no more
is taken than what is overdue and the next instalment; whoever wants to repay earlier is told how. No payment may leave
a rest below what an online payment can be: a rest that small is not written off (that would be the lender's gift, Civil
Code article 415, with tax consequences), it is not created. An instalment that would be such a rest goes with the one
before it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kabinet.config.environment import environment
from kabinet.kernel.errors import Refused
from kabinet.kernel.money import ZERO, format_money
from kabinet.lending.engine import AllocationPart, InstalmentStatus
from kabinet.lending.engine.status import OVERDUE
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import LoanState, loan_state
from kabinet.payments.models import Payment
from kabinet.payments.receipts import is_due

_FAULTS = {
    "more_than_debt": _("You owe %(debt)s; a payment cannot be more than that."),
    "more_than_due": _(
        "You can pay up to %(most)s now: what is overdue and the next instalment. Later instalments hold interest that"
        " has not accrued yet; to repay early, ask us for the exact sum."
    ),
    "under_way": _(
        "You have begun a payment already; beside it you can pay up to %(most)s. Finish it or give it up first."
    ),
    "too_small": _("The smallest online payment is %(least)s."),
    "leaves_rest": _(
        "%(rest)s would be left, too little for an online payment (%(least)s). Pay %(most)s, or at most %(below)s."
    ),
}


@dataclass(frozen=True, slots=True)
class Debt:
    """A loan whose money is out and comes back by a schedule, as a payer sees it; sums are roubles.

    Attributes:
        state: Where the loan stands.
        least: The smallest online payment.
        under_way: Payments that were begun and may still be paid; they are counted as if they had arrived.
    """

    state: LoanState
    least: Decimal
    under_way: Decimal = ZERO

    @property
    def remaining(self) -> Decimal:
        """The whole debt by the schedule, with the interest of all its months."""
        return self.state.remaining

    @property
    def is_below_least(self) -> bool:
        """Whether so little is left of the whole debt that no online payment can be so small."""
        return ZERO < self.remaining < self.least

    @property
    def reach(self) -> tuple[InstalmentStatus, ...]:
        """The instalments that can be paid now: overdue ones, the next one, and what is too small to be paid alone."""
        unpaid = [item for item in self.state.instalments if item.remaining]
        count = sum(item.state == OVERDUE for item in unpaid) + 1
        while count < len(unpaid) and (_sum(unpaid[:count]) < self.least or _sum(unpaid[count:]) < self.least):
            count += 1
        return tuple(unpaid[:count])

    @property
    def most(self) -> Decimal:
        """The largest payment that can be started now."""
        extra = self.state.status.penalty + self.state.status.costs if self.state.status else ZERO
        return max(_sum(self.reach) + extra - self.under_way, ZERO)

    @property
    def next_number(self) -> int | None:
        """The nearest instalment that is not overdue."""
        return self.state.status.next_number if self.state.status else None

    def sum_for(self, purpose: Payment.Purpose) -> Decimal:
        """The sum of a purpose that has one of its own; nought when nothing of it can be paid now.

        Raised to the smallest payment, or to all that can be paid when the rest of that would be smaller.
        """
        wanted = self.wanted(purpose)
        if not wanted or self.most < self.least:
            return ZERO
        raised = max(wanted, self.least)
        return self.most if self.most - raised < self.least else raised

    def wanted(self, purpose: Payment.Purpose) -> Decimal:
        """What a purpose asks for, before it is fitted to what can be paid."""
        owed = self.state.overdue if purpose == Payment.Purpose.OVERDUE else self.state.due_now
        return max(owed - self.under_way, ZERO)

    def problem(self, amount: Decimal) -> Refused | None:
        """Why a sum in whole kopecks cannot be paid now; None when it can."""
        code = self._fault(amount)
        if not code:
            return None
        shown = {
            "debt": format_money(self.remaining),
            "most": format_money(self.most),
            "least": format_money(self.least),
            "below": format_money(self.most - self.least),
            "rest": format_money(max(self.most - amount, ZERO)),
        }
        return Refused(f"payment.{code}", _FAULTS[code] % shown, field="amount", most=self.most)

    def _fault(self, amount: Decimal) -> str:
        if amount > self.remaining:
            return "more_than_debt"
        if amount > self.most:
            return "under_way" if self.under_way else "more_than_due"
        if amount < self.least:
            return "too_small"
        return "leaves_rest" if ZERO < self.most - amount < self.least else ""

    def preview(self, amount: Decimal) -> list[AllocationPart]:
        """What a payment of today would cover after those under way; a sum above the debt covers all of it."""
        return self.state.preview(amount, after=self.under_way)

    def needs_receipt(self, amount: Decimal) -> bool:
        """Whether a receipt is made out for a payment of today."""
        return is_due(self.preview(amount), environment().receipt_mode)

    def not_accrued(self, parts: list[AllocationPart]) -> Decimal:
        """Interest among the parts of a payment whose period has not begun: it is paid ahead, not saved."""
        before = {row.number: row.due - timedelta(days=row.days) for row in self.state.rows}
        ahead = (
            part.amount
            for part in parts
            if part.number is not None and part.kind == "interest" and before[part.number] > self.state.on
        )
        return sum(ahead, ZERO)


def debt_of(loan: Loan, *, on: date, under_way: Decimal = ZERO) -> Debt | None:
    """What is owed on a loan on a day; None while its money has not gone out or no schedule is published.

    Args:
        loan: The loan.
        on: The day.
        under_way: What its open payments come to, roubles.
    """
    state = loan_state(loan, on=on)
    return Debt(state, environment().payment_minimum, under_way) if state.status else None


def can_be_paid_online(state: LoanState) -> bool:
    """Whether enough is owed for an online payment."""
    return state.remaining >= environment().payment_minimum


def _sum(items: list[InstalmentStatus] | tuple[InstalmentStatus, ...]) -> Decimal:
    return sum((item.remaining for item in items), ZERO)
