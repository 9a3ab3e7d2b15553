"""Which loans an actor may know of."""

from django.db.models import QuerySet

from kabinet.identity.rights import SEE_LOANS
from kabinet.kernel.access import Actor, scope
from kabinet.lending.models import Loan


@scope(Loan)
def visible_loans(actor: Actor) -> QuerySet[Loan]:
    """Staff with the right see all, clients those of their account, visitors none."""
    loans = Loan.objects.all()
    if actor.kind == "client":
        return loans.filter(account_id=actor.user_id)
    return loans if actor.may(SEE_LOANS) else loans.none()
