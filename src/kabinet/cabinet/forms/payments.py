"""The form of the payment page."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.errors import Words
from kabinet.kernel.money import MoneyError, format_money, parse_money
from kabinet.kernel.ui.choices import set_choices
from kabinet.kernel.ui.formats import date_long
from kabinet.payments.debts import Debt
from kabinet.payments.models import Payment


class PaymentForm(forms.Form):
    """What to pay: an instalment, all that is due, or another sum.

    The sums that were shown travel along, so that nobody pays another sum than the one he saw.

    Args:
        debt: What is owed now.
    """

    purpose = forms.ChoiceField(label=_("What to pay"), widget=forms.RadioSelect, choices=())
    amount = forms.CharField(
        label=_("Another sum"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"data-kind": "money", "maxlength": "40"}),
    )
    form_token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    shown_instalment = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    shown_due = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args: Any, debt: Debt, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "form_token": uuid4().hex,
            "shown_instalment": debt.instalment_sum,
            "shown_due": debt.due_sum,
            "purpose": Payment.Purpose.DUE if debt.state.overdue else Payment.Purpose.INSTALMENT,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        set_choices(self, "purpose", purposes(debt))

    def clean(self) -> dict[str, Any]:
        """Work out the sum of the purpose; a typed sum is read as people write it."""
        cleaned: dict[str, Any] = super().clean() or {}
        purpose = cleaned.get("purpose")
        source = {"other": "amount", "instalment": "shown_instalment", "due": "shown_due"}.get(purpose or "")
        if source is not None:
            cleaned["sum"] = self._sum(str(cleaned.get(source, "")), source)
        return cleaned

    def _sum(self, text: str, source: str) -> Decimal | None:
        try:
            return parse_money(text)
        except MoneyError as error:
            self.add_error("amount" if source == "amount" else "purpose", str(error.message))
            return None


def purposes(debt: Debt) -> list[tuple[str, str]]:
    """The choices that make sense for a debt, each with its sum; what is overdue first."""
    shown = {"sum": format_money(debt.instalment_sum), "due": format_money(debt.due_sum)}
    words: dict[Payment.Purpose, Words] = {Payment.Purpose.OTHER: _("Another sum")}
    if debt.state.overdue:
        shown["day"] = date_long(debt.state.next_due or debt.state.on)
        words = {
            Payment.Purpose.DUE: _("All that is due by %(day)s: %(due)s") % shown,
            Payment.Purpose.INSTALMENT: _("The sum of one instalment: %(sum)s") % shown,
            **words,
        }
    elif debt.instalment is not None:
        shown["number"] = str(debt.instalment.number)
        words = {Payment.Purpose.INSTALMENT: _("Instalment No. %(number)s: %(sum)s") % shown, **words}
    return [(purpose.value, str(text)) for purpose, text in words.items()]
