"""The form of the payment page."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.money import MoneyError, format_money, parse_money
from kabinet.payments.debts import Debt
from kabinet.payments.models import Payment

_PROBLEMS = {
    "money.invalid": _("Enter a sum such as 1500 or 1500,50."),
    "money.too_large": _("This sum is too large."),
}


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
            "purpose": Payment.Purpose.INSTALMENT,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = purposes(debt)

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
            self.add_error("amount" if source == "amount" else "purpose", _PROBLEMS[error.code])
            return None


def purposes(debt: Debt) -> list[tuple[str, str]]:
    """The choices that make sense for a debt, each with its sum."""
    words = []
    if debt.instalment is not None:
        what = {"number": debt.instalment.number, "sum": format_money(debt.instalment_sum)}
        words.append((Payment.Purpose.INSTALMENT.value, str(_("Instalment No. %(number)s: %(sum)s") % what)))
    if debt.due_sum > debt.instalment_sum:
        due = str(_("All that is due: %(sum)s") % {"sum": format_money(debt.due_sum)})
        words.append((Payment.Purpose.DUE.value, due))
    words.append((Payment.Purpose.OTHER.value, str(_("Another sum"))))
    return words
