"""The page that shows every component of the interface kit in every state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kabinet.identity.rights import SEE_INTERFACE
from kabinet.kernel import clock
from kabinet.kernel.audience import staff_page
from kabinet.kernel.ui import formats
from kabinet.kernel.ui.inputs import DayField, LongTextField, TextField
from kabinet.kernel.ui.page import Page, show


class SpecimenForm(forms.Form):
    """One field of each kind, as a page would declare them."""

    full_name = TextField(
        label=gettext_lazy("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    amount = TextField(
        label=gettext_lazy("Loan amount"),
        help_text=gettext_lazy("From 10,000 to 500,000 roubles"),
        widget=forms.TextInput(attrs={"data-kind": "money"}),
    )
    birth_date = DayField(label=gettext_lazy("Date of birth"), widget=forms.DateInput(attrs={"autocomplete": "bday"}))
    regime = forms.ChoiceField(
        label=gettext_lazy("Who is the loan for"),
        choices=[("person", gettext_lazy("For myself")), ("business", gettext_lazy("For business"))],
        widget=forms.RadioSelect,
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Region"),
        choices=[("", ""), ("29", gettext_lazy("Arkhangelsk region")), ("51", gettext_lazy("Murmansk region"))],
        required=False,
    )
    comment = LongTextField(
        label=gettext_lazy("Comment"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    agreed = forms.BooleanField(label=gettext_lazy("I agree to electronic interaction"))

    def clean_amount(self) -> str:
        """Refuse every sum, to show an error."""
        raise forms.ValidationError(_("The least sum is 10,000 roubles, and 900 was entered"))


@dataclass(frozen=True, slots=True)
class Reason:
    """A line of an explained sum."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Instalment:
    """A row of a schedule: sums in roubles, its mark, the mark's tone, the row's look."""

    number: int
    due: date
    payment: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal
    mark: str
    tone: str
    look: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list: roubles asked for, and the status with its tone."""

    number: str
    applicant: str
    mark: str
    tone: str
    amount: Decimal
    at: datetime


@dataclass(frozen=True)
class InterfacePage(Page, template="office/interface.html"):
    """Every component of the kit.

    Attributes:
        form: Filled in, with errors.
        blank: The same form, blank.
        amount: Roubles.
        moment: The present one; `earlier` and `yesterday` are before it.
        reasons: What a sum comes from.
    """

    form: SpecimenForm
    blank: SpecimenForm
    amount: Decimal
    moment: datetime
    earlier: datetime
    yesterday: datetime
    reasons: list[Reason]
    instalments: list[Instalment]
    listed: list[Listed]


def _reasons() -> list[Reason]:
    return [
        Reason(_("Principal"), formats.money(Decimal("7843.12")), _("what remains to be repaid, by the schedule")),
        Reason(_("Interest for 30 days"), formats.money(Decimal("1561.64")), _("95,000.00 ₽ × 20 % × 30 / 365")),
    ]


def _instalments(today: date) -> list[Instalment]:
    rows = [
        ("7821.34", "1583.42", "92178.66", _("Paid"), "success", "row-done"),
        ("7843.12", "1561.64", "84335.54", _("Overdue"), "danger", "row-overdue"),
        ("8018.95", "1385.81", "76316.59", _("Next"), "brand", "row-next"),
        ("8106.68", "1298.08", "68209.91", _("Later"), "neutral", ""),
    ]
    return [
        Instalment(
            number,
            today + timedelta(days=30 * number - 75),
            Decimal("9404.76"),
            Decimal(principal),
            Decimal(interest),
            Decimal(balance),
            *mark,
        )
        for number, (principal, interest, balance, *mark) in enumerate(rows, start=1)
    ]


def _listed(amount: Decimal, moments: Iterable[datetime]) -> list[Listed]:
    rows = [
        ("2026-000123", _("Anna Petrova"), _("Sent"), "info"),
        ("2026-000122", _("Maria Orlova"), _("Approved"), "brand"),
        ("2026-000121", _("Anna Petrova"), _("Declined"), "danger"),
    ]
    return [Listed(*row, amount, at) for row, at in zip(rows, moments, strict=True)]


def _filled() -> SpecimenForm:
    typed = {"full_name": _("Anna Petrova"), "amount": "900", "birth_date": "31.02.1990"}
    return SpecimenForm({f"filled-{name}": value for name, value in typed.items()}, prefix="filled")


@staff_page(SEE_INTERFACE)
@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    """Show the kit: for those who build pages, and for the tests that examine each component."""
    amount, moment = Decimal("1250000.00"), clock.now()
    earlier, yesterday = moment - timedelta(hours=3), moment - timedelta(days=1)
    page = InterfacePage(
        form=_filled(),
        blank=SpecimenForm(prefix="blank"),
        amount=amount,
        moment=moment,
        earlier=earlier,
        yesterday=yesterday,
        reasons=_reasons(),
        instalments=_instalments(clock.today()),
        listed=_listed(amount, (moment, earlier, yesterday)),
    )
    return show(request, page)
