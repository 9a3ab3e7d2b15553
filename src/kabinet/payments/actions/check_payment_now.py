"""Ask the acquirer about a payment while somebody waits."""

from uuid import UUID

from django.utils.translation import gettext as _

from kabinet.identity.rights import MANAGE_PAYMENTS
from kabinet.kernel import access
from kabinet.kernel.access import Actor, require
from kabinet.kernel.errors import Refused
from kabinet.payments import presentation
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import Payment
from kabinet.payments.providers.base import AcquirerError, NotSetUpError


def check_payment_now(*, actor: Actor, payment_id: UUID) -> Payment:
    """A member of staff asks for the state of a payment.

    Raises:
        Denied: They may not reconcile payments.
        Refused: `payment.acquirer_away`, or `payment.acquirer_gone`: it is no longer set up.
    """
    require(actor, MANAGE_PAYMENTS)
    payment = access.get(Payment, actor, payment_id)
    try:
        return confirm_payment(payment_id=payment.pk)
    except AcquirerError as error:
        raise _unanswered(payment, error) from error


def _unanswered(payment: Payment, error: AcquirerError) -> Refused:
    if isinstance(error, NotSetUpError):
        return Refused("payment.acquirer_gone", presentation.out_of_reach(payment))
    sentence = _(
        "%(acquirer)s does not answer now. Try again in a few minutes; the payment is also asked about by itself."
    )
    return Refused("payment.acquirer_away", sentence % {"acquirer": presentation.acquirer(payment)})
