"""The page that begins a payment: its addresses and its form."""

import re

from django.test import Client
from django.urls import reverse

from kabinet.lending.models import Loan


def new_url(loan: Loan) -> str:
    """Where a payment of the loan begins."""
    return reverse("payment_new", args=[loan.pk])


def preview_url(loan: Loan) -> str:
    """Where the page asks what a sum covers."""
    return reverse("payment_preview", args=[loan.pk])


def filled(client: Client, loan: Loan, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with what the client chose."""
    html = client.get(new_url(loan)).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    values = {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}
    return {**values, "purpose": "other", "amount": "5 000,00", **changes}
