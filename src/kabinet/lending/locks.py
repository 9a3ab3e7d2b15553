"""Locking a loan: first its application, then the loan itself, so that two actions never wait for each other."""

from typing import Any

from django.utils.translation import gettext as _

from kabinet.applications.models import Application
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Stale
from kabinet.lending.models import Loan


def lock_loan(actor: Actor, loan_id: Any) -> Loan:
    """A loan the actor may know of, locked together with its application; inside a transaction.

    Args:
        actor: Who asks.
        loan_id: As it came from outside.

    Returns:
        The loan, with its locked application at hand.

    Raises:
        Http404: There is no such loan for them.
    """
    application_id = access.get(Loan, actor, loan_id).application_id
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    loan = access.get(Loan, actor, loan_id, lock=True)
    loan.application = application
    return loan


def require_fresh(loan: Loan, revision: int | None) -> None:
    """Refuse a page that shows an older state of the loan; None skips the check.

    Raises:
        Stale: Somebody changed the loan since.
    """
    if revision is not None and revision != loan.revision:
        raise Stale("loan.stale", _("Somebody has changed this loan. Look at it again, then repeat your entry."))
