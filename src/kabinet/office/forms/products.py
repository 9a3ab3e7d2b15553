"""The form of a loan product, and what it would cost."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.ui.choices import set_choices
from kabinet.kernel.ui.inputs import CountField, LongTextField, MoneyField, NumberField, TextField
from kabinet.lending.actions.save_product import ProductLimits
from kabinet.lending.models import LoanProduct, Regime
from kabinet.questionnaires.models import Questionnaire

RATES: Final = ("annual_rate", "daily_rate")
_TERMS: Final = (
    "every",
    "unit",
    "method",
    "annuity",
    "day_count",
    "rounding",
    "payment_day",
    "month_end",
    "calendar",
    "instalment",
    "instalment_multiple",
    "grace_principal",
)
_LIMITS: Final = tuple(ProductLimits.__slots__)
_DEFAULTS: Final[Mapping[str, Any]] = {
    "regime": Regime.CONSUMER,
    "is_open": False,
    "position": 100,
    "rate_kind": "annual_rate",
    "every": 1,
    "unit": "month",
    "method": "annuity",
    "annuity": "nominal",
    "day_count": "act/act",
    "rounding": "half_up",
    "month_end": "clamp",
    "calendar": "",
    "days_off_extend": True,
    "grace_principal": 0,
}


class ProductForm(forms.Form):
    """Every field of a service and its loan product.

    Args:
        product: The product to change; None for a new one.
        questionnaires: What a service can use.
    """

    code = forms.SlugField(
        label=_("Code"),
        help_text=_("Stands in addresses: small Latin letters, digits and hyphens. It never changes."),
        max_length=60,
        widget=forms.TextInput,
        error_messages={"invalid": _("Use small Latin letters, digits and hyphens.")},
    )
    title = TextField(label=_("Title"), max_length=150)
    lead = TextField(label=_("In one sentence"), max_length=300, required=False)
    description = LongTextField(
        label=_("Description"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    questionnaire = forms.ChoiceField(label=_("Questionnaire"), choices=())
    position = CountField(
        label=_("Position"), help_text=_("Place in lists, the least first."), min_value=0, max_value=32000
    )
    is_open = forms.BooleanField(label=_("Takes applications"), required=False)
    regime = forms.ChoiceField(label=_("Regime"), choices=Regime.choices, widget=forms.RadioSelect)

    min_amount = MoneyField(label=_("Smallest sum"))
    max_amount = MoneyField(label=_("Largest sum"))
    amount_step = MoneyField(label=_("Step of the sum"))
    default_amount = MoneyField(label=_("Sum shown first"))
    min_payments = CountField(label=_("Fewest payments"))
    max_payments = CountField(label=_("Most payments"))
    default_payments = CountField(label=_("Number of payments shown first"))

    rate_kind = forms.ChoiceField(
        label=_("The rate is set"),
        choices=[("annual_rate", _("per cent a year")), ("daily_rate", _("per cent a day"))],
        widget=forms.RadioSelect,
    )
    rate = NumberField(label=_("Rate, per cent"))
    every = CountField(label=_("A payment every"))
    unit = forms.ChoiceField(
        label=_("Interval in"), choices=[("day", _("days")), ("week", _("weeks")), ("month", _("months"))]
    )
    method = forms.ChoiceField(
        label=_("Method"),
        choices=[
            ("annuity", _("Equal payments")),
            ("differentiated", _("Equal parts of the principal, falling payments")),
            ("bullet", _("Interest each time, the principal at the end")),
            ("single", _("Everything in one payment")),
            ("flat", _("Equal payments with interest on the whole sum")),
        ],
    )
    annuity = forms.ChoiceField(
        label=_("Equal payment is found"),
        choices=[("nominal", _("by the rate of a period")), ("exact", _("by the real days of each period"))],
    )
    day_count = forms.ChoiceField(
        label=_("Days of a year"),
        choices=[
            ("act/act", _("as the calendar has: 365 or 366")),
            ("act/365", _("always 365")),
            ("act/364", _("always 364")),
            ("act/360", _("always 360")),
            ("30/360", _("30 days a month, 360 a year")),
        ],
    )
    rounding = forms.ChoiceField(
        label=_("Rounding to kopecks"),
        choices=[("half_up", _("a half goes up")), ("half_even", _("a half goes to the even kopeck"))],
    )
    payment_day = CountField(
        label=_("Payment day of the month"), help_text=_("Empty: the day of issue."), required=False
    )
    month_end = forms.ChoiceField(
        label=_("When a month lacks the day"),
        choices=[("clamp", _("its last day")), ("roll", _("the 1st of the next month"))],
    )
    calendar = forms.ChoiceField(
        label=_("When the day is a day off"),
        choices=[("", _("pay on that day")), ("ru", _("pay on the next working day"))],
        required=False,
    )
    days_off_extend = forms.BooleanField(
        label=_("A payment due on a day off is in time on the next working day"),
        help_text=_("Article 193 of the Civil Code. Schedules published before keep what they said."),
        required=False,
    )
    instalment = MoneyField(
        label=_("Fixed instalment"), help_text=_("Empty: it is worked out from the sum and the rate."), required=False
    )
    instalment_multiple = MoneyField(
        label=_("Instalments are rounded to"), help_text=_("Empty: to the kopeck."), required=False
    )
    grace_principal = CountField(
        label=_("First instalments of interest only"), help_text=_("0 when there are none."), required=False
    )

    def __init__(
        self, *args: Any, product: LoanProduct | None, questionnaires: Iterable[Questionnaire], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": initial_of(product), **kwargs})
        set_choices(self, "questionnaire", [(row.code, row.title) for row in questionnaires])
        if product is not None:
            del self.fields["code"]

    def group(self, *names: str) -> list[forms.BoundField]:
        """Some of the fields, those of them that the form has."""
        return [self[name] for name in names if name in self.fields]

    def about(self) -> list[forms.BoundField]:
        """What people read, and where."""
        return self.group("code", "title", "lead", "description", "questionnaire", "position", "is_open", "regime")

    def bounds(self) -> list[forms.BoundField]:
        """What may be asked for."""
        return self.group(*_LIMITS)

    def loan_terms(self) -> list[forms.BoundField]:
        """How a schedule is made."""
        after = _TERMS.index("calendar") + 1
        return self.group("rate_kind", "rate", *_TERMS[:after], "days_off_extend", *_TERMS[after:])

    def limits(self) -> ProductLimits:
        """The limits of a valid form."""
        return ProductLimits(**{name: self.cleaned_data[name] for name in _LIMITS})

    def terms(self) -> dict[str, Any]:
        """The engine's terms of a valid form; blanks are its defaults."""
        values = self.cleaned_data
        terms = {name: values[name] for name in _TERMS if values.get(name) not in (None, "")}
        terms[values["rate_kind"]] = values["rate"]
        return {name: value if isinstance(value, int) else str(value) for name, value in terms.items()}


def initial_of(product: LoanProduct | None) -> dict[str, Any]:
    """What the form shows first."""
    if product is None:
        return dict(_DEFAULTS)
    service, terms = product.service, product.terms
    kind = next((name for name in RATES if terms.get(name) is not None), RATES[0])
    return {
        **_DEFAULTS,
        **{name: getattr(service, name) for name in ("title", "lead", "description", "position", "is_open")},
        "questionnaire": service.questionnaire.code,
        "regime": product.regime,
        "days_off_extend": product.days_off_extend,
        **{name: getattr(product, name) for name in _LIMITS},
        "rate_kind": kind,
        "rate": _comma(terms.get(kind)),
        **{name: _comma(terms[name]) for name in _TERMS if terms.get(name) is not None},
    }


def _comma(value: Any) -> Any:
    """A figure of the terms as it is typed: `0,8`; names of choices hold no point."""
    return value.replace(".", ",") if isinstance(value, str) else value
