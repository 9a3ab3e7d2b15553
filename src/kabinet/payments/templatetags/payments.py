"""What pages of loans ask of payments: `{% load payments %}`."""

from django import template

from kabinet.lending.queries.state import LoanState
from kabinet.payments import presentation
from kabinet.payments.debts import can_be_paid_online
from kabinet.payments.models import Payment

register = template.Library()


@register.filter
def online(state: LoanState) -> bool:
    """Whether enough is owed for an online payment."""
    return can_be_paid_online(state)


@register.filter
def payment_status(payment: Payment) -> str:
    """The status as staff read it: a payment that the payer gave up waits for nobody."""
    return presentation.status(payment)
