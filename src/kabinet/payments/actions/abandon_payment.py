"""A payer gives up a payment that he began."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Denied, Refused
from kabinet.payments import events, presentation
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import Payment
from kabinet.payments.providers.base import AcquirerError, NotSetUpError
from kabinet.payments.states import locked


def abandon_payment(*, actor: Actor, payment_id: UUID) -> Payment:
    """Free the sum of a payment that is not going to be paid, after the acquirer said that it was not.

    An acquirer cannot be told to close a page that waits for its payer: it lapses by itself. So the payment stays
    `pending` and is asked about until then; should it be paid after all, that counts.

    Args:
        actor: The payer.
        payment_id: Ours.

    Returns:
        The payment: given up now or before, or settled meanwhile.

    Raises:
        Http404: The payment is not theirs to see.
        Denied: They are not its payer.
        Refused: `payment.acquirer_away`, `payment.acquirer_gone`: nobody knows whether it was paid; `payment.held`: it
            is being paid.
    """
    payment = access.get(Payment, actor, payment_id)
    if payment.payer_id != actor.user_id:
        raise Denied("pay")
    if payment.is_under_way and payment.provider_id:
        try:
            confirm_payment(payment_id=payment.pk)
        except AcquirerError as error:
            raise _unanswered(payment, error) from error
    return _give_up(actor, payment.pk)


def _unanswered(payment: Payment, error: AcquirerError) -> Refused:
    acquirer = {"acquirer": presentation.acquirer(payment)}
    if isinstance(error, NotSetUpError):
        sentence = _("We cannot ask %(acquirer)s any more whether this was paid. Tell us, and we will find it out.")
        return Refused("payment.acquirer_gone", sentence % acquirer)
    sentence = _("%(acquirer)s does not answer now, so we do not know whether this was paid. Try in a few minutes.")
    return Refused("payment.acquirer_away", sentence % acquirer)


@transaction.atomic
def _give_up(actor: Actor, payment_id: UUID) -> Payment:
    payment = locked(payment_id)
    if not payment.is_under_way:
        return payment
    if payment.is_held:
        raise Refused("payment.held", _("The bank already holds the money of this payment; it will be on your loan."))
    payment.given_up_at = clock.now()
    payment.save(update_fields=["given_up_at"])
    events.record(events.GIVEN_UP, payment, actor=actor)
    return payment
