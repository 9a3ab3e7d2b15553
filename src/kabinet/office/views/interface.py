"""The page that shows every component of the interface kit in every state."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kabinet.kernel import clock
from kabinet.kernel.ui import formats
from kabinet.kernel.ui.inputs import DayField, LongTextField, TextField


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


def _explained_lines() -> list[dict[str, str]]:
    return [
        {
            "label": _("Principal"),
            "value": formats.money(Decimal("7843.12")),
            "note": _("what remains to be repaid, by the schedule"),
        },
        {
            "label": _("Interest for 30 days"),
            "value": formats.money(Decimal("1561.64")),
            "note": _("95,000.00 ₽ × 20 % × 30 / 365"),
        },
    ]


def _steps() -> list[dict[str, str]]:
    return [
        {"title": _("About you"), "state": "done", "url": "#stepper"},
        {"title": _("Identity document"), "state": "done", "url": "#stepper"},
        {"title": _("Contacts and work"), "state": "current", "url": ""},
        {"title": _("Loan"), "state": "todo", "url": ""},
        {"title": _("Consents"), "state": "todo", "url": ""},
        {"title": _("Check and send"), "state": "todo", "url": ""},
    ]


def _tasks() -> list[dict[str, str]]:
    return [
        {"title": _("About you"), "state": "done", "url": "#task-list", "hint": ""},
        {"title": _("Identity document"), "state": "problem", "url": "#task-list", "hint": _("Check the issue date")},
        {"title": _("Contacts and work"), "state": "current", "url": "#task-list", "hint": _("2 questions left")},
        {"title": _("Loan"), "state": "todo", "url": "#task-list", "hint": ""},
        {"title": _("Check and send"), "state": "locked", "url": "", "hint": _("Opens when all parts are done")},
    ]


def _answers() -> list[dict[str, Any]]:
    return [
        {"label": _("Full name"), "value": _("Anna Petrova"), "url": "#check-answers"},
        {
            "label": _("Registered address"),
            "value": _("163000, Arkhangelsk\nTroitsky avenue, 52, flat 14"),
            "url": "#check-answers",
        },
        {"label": _("Monthly income"), "missing": True, "url": "#check-answers"},
    ]


def _schedule() -> list[dict[str, Any]]:
    today = clock.today()
    rows = [
        ("9404.76", "7821.34", "1583.42", "92178.66", "paid"),
        ("9404.76", "7843.12", "1561.64", "84335.54", "partly"),
        ("9404.76", "8018.95", "1385.81", "76316.59", "next"),
        ("9404.76", "8106.68", "1298.08", "68209.91", "upcoming"),
    ]
    return [
        {
            "number": number,
            "due": today + timedelta(days=30 * number - 75),
            "payment": Decimal(payment),
            "principal": Decimal(principal),
            "interest": Decimal(interest),
            "balance": Decimal(balance),
            "state": state,
        }
        for number, (payment, principal, interest, balance, state) in enumerate(rows, start=1)
    ]


def _specimens() -> dict[str, Any]:
    now = clock.now()
    return {
        "sum": Decimal("1250000.00"),
        "day": clock.today(),
        "moment": now,
        "earlier": now - timedelta(hours=3),
        "yesterday": now - timedelta(days=1),
        "kinds": [
            ("person", _("For myself"), _("A consumer loan, up to 500,000 ₽")),
            ("business", _("For business"), _("For entrepreneurs and companies, up to 5,000,000 ₽")),
        ],
        "channels": [("sms", _("SMS")), ("email", _("E-mail"))],
        "regions": [
            ("29", _("Arkhangelsk region")),
            ("51", _("Murmansk region")),
            ("10", _("Republic of Karelia")),
            ("78", _("Saint Petersburg")),
            ("77", _("Moscow")),
        ],
        "files": [{"title": "passport.pdf", "size": 1_468_006, "url": "#fields", "remove_url": "#fields"}],
        "steps": _steps(),
        "tasks": _tasks(),
        "answers": _answers(),
        "schedule": _schedule(),
        "explained": _explained_lines(),
        "explained_total": formats.money(Decimal("9404.76")),
        "tabs": [
            {"title": _("Overview"), "url": "#tabs", "current": True, "count": None},
            {"title": _("Schedule"), "url": "#tabs", "current": False, "count": 12},
            {"title": _("Documents"), "url": "#tabs", "current": False, "count": 3},
            {"title": _("History"), "url": "#tabs", "current": False, "count": None},
        ],
        "terms": [
            (_("Contract"), "МФ-2026/118"),
            (_("Rate"), formats.percent(Decimal("20.00"))),
            (_("Full cost of credit"), formats.percent(Decimal("21.938"))),
            (_("Term"), _("12 months")),
        ],
        "costs": [
            (_("You receive"), formats.money_short(Decimal(100000))),
            (_("You return"), formats.money(Decimal("112857.12"))),
            (_("Overpayment"), formats.money(Decimal("12857.12"))),
        ],
        "address": {"index": "163000", "region": _("Arkhangelsk region"), "city": _("Arkhangelsk")},
        "address_errors": {"house": _("Enter the house number")},
        "problems": [("#id_income", _("Enter your monthly income")), ("", _("The application was changed elsewhere"))],
        "form": SpecimenForm(
            {
                "filled-full_name": _("Anna Petrova"),
                "filled-amount": "900",
                "filled-birth_date": "31.02.1990",
            },
            prefix="filled",
        ),
        "blank": SpecimenForm(prefix="blank"),
    }


def interface(request: HttpRequest) -> HttpResponse:
    """Show the kit: for those who build pages, and for the tests that examine each component."""
    return render(request, "office/interface.html", _specimens())
