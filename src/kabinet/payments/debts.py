"""What a client may pay on a loan today: the sums the payment page offers and the action checks."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kabinet.kernel.money import ZERO
from kabinet.lending.engine import AllocationPart, InstalmentStatus
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import LoanState, loan_state
from kabinet.payments.models import Payment


@dataclass(frozen=True, slots=True)
class Debt:
    """A loan with a schedule, as a payer sees it; sums are roubles.

    Attributes:
        state: Where the loan stands.
    """

    state: LoanState

    @property
    def remaining(self) -> Decimal:
        """The whole debt: the largest payment."""
        return self.state.remaining

    @property
    def instalment(self) -> InstalmentStatus | None:
        """The oldest instalment that is not paid in full."""
        return next((item for item in self.state.instalments if item.remaining), None)

    @property
    def instalment_sum(self) -> Decimal:
        """What is left of that instalment."""
        return self.instalment.remaining if self.instalment else ZERO

    @property
    def due_sum(self) -> Decimal:
        """Everything overdue and the next instalment."""
        return self.state.due_now

    def sum_for(self, purpose: Payment.Purpose) -> Decimal:
        """The sum of a purpose that has one of its own."""
        return self.instalment_sum if purpose == Payment.Purpose.INSTALMENT else self.due_sum

    def preview(self, amount: Decimal) -> list[AllocationPart]:
        """What a payment of today would cover; a sum above the debt covers all of it."""
        return self.state.preview(amount)


def debt_of(loan: Loan, *, on: date) -> Debt | None:
    """What is owed on a loan on a day; None while its money has not gone out or no schedule is published."""
    state = loan_state(loan, on=on)
    return Debt(state) if state.status else None
