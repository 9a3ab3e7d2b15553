"""Filters of the payments' list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.ui.inputs import DayField, TextField
from kabinet.payments.models import Payment
from kabinet.payments.queries import PaymentFilters


class PaymentFilterForm(forms.Form):
    """What the list is narrowed to; a value that makes no sense narrows nothing."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Any")), *Payment.Status.choices])
    since = DayField(label=_("From the day"), required=False)
    until = DayField(label=_("To the day"), required=False)
    contract = TextField(label=_("Contract number"), required=False, max_length=50)
    loan = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def filters(self) -> PaymentFilters:
        """The filters that make sense."""
        self.is_valid()
        values = self.cleaned_data
        return PaymentFilters(
            status=values.get("status") or "",
            since=values.get("since"),
            until=values.get("until"),
            contract=(values.get("contract") or "").strip(),
            loan_id=values.get("loan"),
        )
