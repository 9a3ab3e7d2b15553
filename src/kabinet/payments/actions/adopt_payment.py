"""Find the payment whose opening got lost by what the acquirer knows of it."""

from uuid import UUID

from django.db import transaction

from kabinet.payments.believing import apply, ask
from kabinet.payments.models import Payment
from kabinet.payments.providers import acquirer_of
from kabinet.payments.states import attach, locked


def adopt_payment(*, provider: str, provider_id: str) -> Payment | None:
    """Find the payment that an unknown identifier belongs to: its opening was carried out, but the answer got lost.

    Args:
        provider: The acquirer's name.
        provider_id: Its identifier of the payment.

    Returns:
        None when the acquirer's payment is none of ours.

    Raises:
        UnknownPaymentError: The acquirer knows no such payment.
        AcquirerError: It did not answer, or is not set up.
    """
    answer = ask(acquirer_of(provider), provider_id)
    try:
        payment_id = UUID(answer.remote.payment_id)
    except ValueError:
        return None
    if not Payment.objects.filter(pk=payment_id, provider=provider, provider_id=None).exists():
        return None
    with transaction.atomic():
        payment = locked(payment_id)
        if payment.provider_id is None:
            payment.attempts.filter(outcome="open").update(outcome="accepted", sealed_customer="")
            attach(payment, answer.remote)
    return apply(payment_id, answer)
