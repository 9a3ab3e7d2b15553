"""Forms of loans in the office: filters, schedule, correction."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock
from kabinet.kernel.ui.choices import set_choices
from kabinet.kernel.ui.inputs import CountField, DayField, LongTextField, MoneyField, TextField
from kabinet.lending.actions.correct_number import LONGEST_REASON
from kabinet.lending.models import Loan, LoanProduct, Schedule
from kabinet.lending.queries.office import LoanFilters


class LoanFilterForm(forms.Form):
    """What the list is narrowed to; a value that makes no sense narrows nothing."""

    q = TextField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": _("Name, phone, INN, application or contract")}),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("Any")),
            *Loan.Status.choices,
            ("overdue", _("Overdue")),
            ("unscheduled", _("Need a schedule")),
        ],
    )
    product = forms.ChoiceField(label=_("Product"), required=False, choices=())

    def __init__(self, *args: Any, products: list[LoanProduct], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self, "product", [("", _("Any")), *((product.service.code, product.service.title) for product in products)]
        )

    def filters(self) -> LoanFilters:
        """The filters that make sense."""
        self.is_valid()
        values = self.cleaned_data
        return LoanFilters(
            status=values.get("status") or "",
            product=values.get("product") or "",
            search=values.get("q") or "",
        )


class ScheduleForm(forms.Form):
    """What a schedule is worked out from.

    Args:
        loan: The loan, with its application.
        products: Tariffs to choose from; those of another regime are left out.
        newest: The schedule in force, if one is published.
    """

    amount = MoneyField(label=_("Sum"))
    issued = DayField(label=_("Day of issue"))
    product = forms.ChoiceField(
        label=_("Tariff"),
        choices=(),
        error_messages={"invalid_choice": _("Choose a tariff of the same regime as the loan.")},
    )
    payments = CountField(label=_("Number of payments"))

    def __init__(
        self, *args: Any, loan: Loan, products: list[LoanProduct], newest: Schedule | None, **kwargs: Any
    ) -> None:
        asked = loan.application.payments or loan.product.default_payments
        kwargs["initial"] = {
            "amount": loan.amount,
            "issued": loan.disbursed_on or first_day(loan),
            "product": str(loan.product_id),
            "payments": newest.terms["payments"] if newest else asked,
        }
        super().__init__(*args, **{"auto_id": "schedule_%s", **kwargs})
        set_choices(
            self,
            "product",
            [(str(product.pk), product.service.title) for product in products if product.regime == loan.regime],
        )


def first_day(loan: Loan) -> date:
    """The day a schedule would start on: today, but not before the contract."""
    return max(clock.today(), loan.contract_date)


class CorrectionForm(forms.Form):
    """What is wrong, the right value and why."""

    field = forms.ChoiceField(label=_("What to correct"), widget=forms.RadioSelect, choices=())
    new = TextField(label=_("Right value"), help_text=_("A date like 21.11.2026."), max_length=50)
    reason = LongTextField(
        label=_("Reason"),
        help_text=_("Both values and the reason stay in the history."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, in at most 500 characters.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "correction_%s", **kwargs})
        set_choices(self, "field", choices)

    def clean(self) -> dict[str, Any]:
        """Read the right value as a day where a day is corrected."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("field") == "disbursed_on" and values.get("new"):
            try:
                values["new"] = DayField().clean(values["new"])
            except forms.ValidationError as error:
                self.add_error("new", error)
        return values
