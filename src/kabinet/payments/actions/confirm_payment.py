"""Ask the acquirer about a payment and believe what it says."""

from uuid import UUID

from kabinet.payments.actions.give_up_payment import give_up_payment
from kabinet.payments.actions.open_payment import open_payment
from kabinet.payments.believing import apply, ask
from kabinet.payments.models import Payment
from kabinet.payments.providers import acquirer_of


def confirm_payment(*, payment_id: UUID) -> Payment:
    """Ask the acquirer that took a payment about it and do what follows: credit it, cancel it, take a refund back.

    Safe to run any number of times, at once, and with answers that overtake each other: money counts once, and a state
    never goes back. The acquirer is asked outside the transaction; a payment without its answer yet is opened again.

    Args:
        payment_id: Ours.

    Raises:
        Payment.DoesNotExist: There is none.
        AcquirerError: It did not answer, refused to, or is no longer set up; nothing was changed.
    """
    payment = Payment.objects.get(pk=payment_id)
    if payment.provider_id is None:
        if not give_up_payment(payment_id=payment_id):
            open_payment(payment_id=payment_id)
        return Payment.objects.get(pk=payment_id)
    acquirer = acquirer_of(payment.provider)
    answer = ask(acquirer, payment.provider_id)
    payment = apply(payment_id, answer)
    if payment.is_held:
        acquirer.capture_payment(answer.remote.id, key=f"capture-{payment.pk}")
        payment = apply(payment_id, ask(acquirer, answer.remote.id))
    return payment
