"""What pages of loans ask of payments: `{% load payments %}`."""

from django import template

from kabinet.lending.queries.state import LoanState
from kabinet.payments.debts import can_be_paid_online

register = template.Library()


@register.filter
def online(state: LoanState) -> bool:
    """Whether enough is owed for an online payment."""
    return can_be_paid_online(state)
