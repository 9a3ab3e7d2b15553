"""The form of the payment page."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.errors import Words
from kabinet.kernel.money import ZERO, MoneyError, format_money, parse_money
from kabinet.kernel.text import is_empty
from kabinet.kernel.ui.choices import set_choices
from kabinet.kernel.ui.formats import date_long
from kabinet.kernel.ui.inputs import TextField
from kabinet.payments.debts import Debt
from kabinet.payments.models import Payment

_Purpose = Payment.Purpose
SHOWN = "shown_"


class PaymentForm(forms.Form):
    """What to pay: what is overdue, all that is due, the next instalment, or another sum.

    The sums that were shown travel along, so that nobody pays another sum than the one he saw. A sum that was typed
    beside another choice is refused: only the payer knows which of the two he means. Where the receipt goes matters for
    a sum that needs one; with others that field is left unread.

    Args:
        debt: What is owed now.
        email: Where receipts went before; None when no payment needs a receipt.
        email_required: Whether a receipt could go nowhere without one.
    """

    purpose = forms.ChoiceField(
        label=_("What to pay"),
        widget=forms.RadioSelect,
        choices=(),
        error_messages={"invalid_choice": _("The debt has changed. Look at the sums again and choose.")},
    )
    amount = TextField(
        label=_("Another sum"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"data-kind": "money"}),
    )
    receipt_email = TextField(
        label=_("E-mail for the receipt"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"data-kind": "email", "autocomplete": "email"}),
    )
    form_token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, *args: Any, debt: Debt, email: str | None = None, email_required: bool = False, **kwargs: Any
    ) -> None:
        offered = purposes(debt)
        kwargs["initial"] = {
            "form_token": uuid4().hex,
            "purpose": offered[0][0],
            "receipt_email": email,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.debt = debt
        set_choices(self, "purpose", offered)
        for purpose, _label in offered:
            if purpose != _Purpose.OTHER:
                self.fields[SHOWN + purpose] = forms.CharField(
                    widget=forms.HiddenInput, required=False, max_length=40, initial=debt.sum_for(_Purpose(purpose))
                )
        if email is None:
            del self.fields["receipt_email"]
        elif email_required:
            self.fields["receipt_email"].required = True

    @property
    def hidden(self) -> list[forms.BoundField]:
        """The fields nobody sees."""
        return self.hidden_fields()

    def clean(self) -> dict[str, Any]:
        """Work out the sum of the purpose; a typed sum is read as people write it."""
        cleaned: dict[str, Any] = super().clean() or {}
        purpose, typed = cleaned.get("purpose"), str(cleaned.get("amount") or "")
        if purpose and purpose != _Purpose.OTHER and not is_empty(typed):
            self.add_error(
                "amount", _("You typed a sum, but another choice is marked. Mark “Another sum”, or clear this field.")
            )
        elif purpose:
            source = "amount" if purpose == _Purpose.OTHER else SHOWN + purpose
            cleaned["sum"] = self._sum(str(cleaned.get(source, "")), source)
        if (cleaned.get("sum") or ZERO) > 0 and not self.debt.needs_receipt(cleaned["sum"]):
            self.errors.pop("receipt_email", None)
            cleaned["receipt_email"] = None
        return cleaned

    def _sum(self, text: str, source: str) -> Decimal | None:
        try:
            return parse_money(text)
        except MoneyError as error:
            self.add_error("amount" if source == "amount" else "purpose", str(error.message))
            return None


def purposes(debt: Debt) -> list[tuple[str, str]]:
    """The choices that make sense for a debt, each with its sum; what is overdue first, and nothing twice."""
    choices = [(_Purpose.OTHER.value, str(_("Another sum")))]
    for purpose, text in reversed(_offers(debt)):
        amount = debt.sum_for(purpose)
        if amount:
            choices.insert(0, (purpose.value, str(text % {"sum": format_money(amount), **_facts(debt)})))
    return choices


def _offers(debt: Debt) -> list[tuple[Payment.Purpose, Words]]:
    if not debt.state.overdue:
        return [(_Purpose.INSTALMENT, _("Instalment No. %(number)s, by %(day)s: %(sum)s"))]
    offers: list[tuple[Payment.Purpose, Words]] = [(_Purpose.OVERDUE, _("What is overdue: %(sum)s"))]
    if debt.sum_for(_Purpose.DUE) != debt.sum_for(_Purpose.OVERDUE):
        offers.append((_Purpose.DUE, _("What is overdue and the next instalment, by %(day)s: %(sum)s")))
    return offers


def _facts(debt: Debt) -> dict[str, Any]:
    return {"number": debt.next_number, "day": date_long(debt.state.next_deadline)}
