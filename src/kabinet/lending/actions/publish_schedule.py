"""Publish a version of a loan's schedule."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from kabinet.identity.rights import MANAGE_LOANS
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.lending.engine import terms_as_dict
from kabinet.lending.locks import lock_loan, require_fresh
from kabinet.lending.models import LoanProduct, Schedule
from kabinet.lending.publishing import check_schedule, newest_schedule, put_in_force
from kabinet.lending.queries.products import Quote


def publish_schedule(
    *,
    actor: Actor,
    loan_id: UUID,
    amount: Decimal,
    issued: date,
    product_id: UUID,
    payments: int,
    revision: int | None = None,
) -> Schedule:
    """Calculate a schedule and put it in force as the next version; older versions stay as they are.

    What was already repaid is laid over the new version from then on (see `lending.books`). A schedule that equals
    the one in force is not published again.

    Args:
        actor: Needs `MANAGE_LOANS`.
        loan_id: An approved or issued loan.
        amount: Sum of the contract, roubles. Before the issue a different one becomes the loan's.
        issued: Day the interest starts after: not before the contract; once issued, the day of disbursement.
        product_id: The tariff, of the loan's own regime. It becomes the loan's.
        payments: Number of instalments.
        revision: The loan's, from the page that was filled in; None skips the check.

    Returns:
        The schedule in force.

    Raises:
        Denied: The actor lacks the right, or is nobody who could answer for the schedule.
        Http404: There is no such loan for them.
        Refused: `schedule.…`, `loan.closed`, `product.…`, `terms.…` or `law.…` by the day of the contract.
        Stale: Somebody changed the loan since.
    """
    access.require(actor, MANAGE_LOANS)
    with transaction.atomic():
        loan = lock_loan(actor, loan_id)
        quote, product = check_schedule(loan, amount, issued, product_id, payments)
        newest = newest_schedule(loan)
        if newest is not None and loan.product_id == product.pk and _is_same(newest, quote, product):
            return newest
        require_fresh(loan, revision)
        return put_in_force(loan, quote, product, actor)


def _is_same(newest: Schedule, quote: Quote, product: LoanProduct) -> bool:
    same_deadlines = newest.days_off_extend == product.days_off_extend
    return same_deadlines and newest.terms == terms_as_dict(quote.schedule.terms)
