"""What a loan keeps of its state, so that lists and counters find it by an index; everything else is worked out.

No figure depends on the day: the loan keeps *which* instalment the money has not covered yet, and a query compares its
due date with today. So a loan becomes overdue at midnight without anybody writing it down. Actions that change money or
schedules keep them (`settlement.settle`, `issue_loan`, `correct_number`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection

from kabinet.lending.models import Loan, Schedule
from kabinet.lending.queries.state import LoanState

STANDING_COLUMNS: Final = ("unpaid_due", "days_off_extend", "needs_schedule")
"""Of the loan: what is kept."""

_WORK_OUT: Final = """
    update lending_loan loan
    set unpaid_due = fresh.unpaid_due, days_off_extend = fresh.days_off_extend, needs_schedule = fresh.needs_schedule
    from (
        select loan.id,
               coalesce(schedule.days_off_extend, true) as days_off_extend,
               loan.status = 'issued' and loan.disbursed_on is not null and (
                   schedule.id is null
                   or (schedule.terms ->> 'issued')::date <> loan.disbursed_on
                   or (schedule.terms ->> 'amount')::numeric <> loan.amount
               ) as needs_schedule,
               case when loan.disbursed_on is not null then (
                   select min(due)
                   from (
                       select due, sum(payment) over (order by number) as fallen
                       from lending_instalment where schedule_id = schedule.id
                   ) instalment
                   where fallen > came_in.sum
               ) end as unpaid_due
        from lending_loan loan
        left join lateral (
            select id, terms, days_off_extend from lending_schedule where loan_id = loan.id order by number desc limit 1
        ) schedule on true
        cross join lateral (
            select coalesce(sum(case when reversed.kind = 'repayment' then -operation.amount
                                     when operation.kind = 'repayment' then operation.amount end), 0) as sum
            from lending_operation operation
            left join lending_operation reversed on reversed.id = operation.reverses_id
            where operation.loan_id = loan.id
        ) came_in
        where loan.id = any(%s)
    ) fresh
    where fresh.id = loan.id
      and (loan.unpaid_due, loan.days_off_extend, loan.needs_schedule)
          is distinct from (fresh.unpaid_due, fresh.days_off_extend, fresh.needs_schedule)
"""


def keep_standing(loan: Loan, state: LoanState) -> None:
    """Set what a locked loan keeps, by its state of now; whoever calls saves `STANDING_COLUMNS`."""
    loan.unpaid_due = unpaid_due(state)
    loan.days_off_extend = state.days_off_extend
    loan.needs_schedule = needs_schedule(loan, state.schedule)


def unpaid_due(state: LoanState) -> date | None:
    """Due date of the first instalment that the money has not covered; None while nothing is owed.

    Repayments cover what is due first, so the loan is overdue exactly when this instalment is.
    """
    if state.status is None:
        return None
    left = state.repaid
    for row in state.rows:
        left -= row.payment
        if left < 0:
            return row.due
    return None


def needs_schedule(loan: Loan, schedule: Schedule | None) -> bool:
    """Whether an issued loan has no schedule in force from the day of its money for its sum.

    The disbursement publishes one; these are left from before it did, or their day was corrected afterwards.
    """
    if not loan.is_issued or loan.disbursed_on is None:
        return False
    return schedule is None or not schedule.is_for(loan.amount, loan.disbursed_on)


def work_out_standing(loan_ids: Sequence[UUID]) -> int:
    """Work out in the database what locked loans keep, by the same rules; returns how many kept something else.

    For many at once. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WORK_OUT, [list(loan_ids)])
        return int(cursor.rowcount)
