"""Closing and reopening a loan by what its books say; used by the actions that change the books."""

from kabinet.kernel import events
from kabinet.kernel.access import Actor
from kabinet.lending.events import CLOSED
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import LoanState
from kabinet.lending.standing import STANDING_COLUMNS, keep_standing


def settle(loan: Loan, state: LoanState, actor: Actor) -> None:
    """Mark a locked loan repaid when nothing is owed, issued again when something is; saves it with a new revision.

    Records `loan.closed` when the last kopeck came in.
    """
    loan.revision += 1
    closed = state.is_repaid and loan.is_issued
    if closed:
        loan.status = Loan.Status.REPAID
    elif not state.is_repaid and loan.is_repaid:
        loan.status = Loan.Status.ISSUED
    keep_standing(loan, state)
    loan.save(update_fields=["status", "revision", *STANDING_COLUMNS])
    if closed:
        events.record(
            CLOSED,
            actor=actor,
            subject=loan,
            party_id=loan.party_id,
            data={"contract_number": loan.contract_number, "overpaid": str(state.overpaid)},
        )
