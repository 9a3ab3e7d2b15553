"""Forms of applications in the office: filters and orders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.applications.actions.decline_application import LONGEST_REASON
from kabinet.applications.models import Application
from kabinet.applications.queries.office import ME, NOBODY, STATUSES, OfficeFilters
from kabinet.identity.models import User
from kabinet.kernel import clock
from kabinet.kernel.ui.choices import set_choices
from kabinet.kernel.ui.inputs import DayField, LongTextField, MoneyField, TextField
from kabinet.lending.models import Loan, LoanProduct


class ApplicationFilterForm(forms.Form):
    """What the list is narrowed to; a value that makes no sense narrows nothing."""

    q = TextField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": _("Name, phone, INN, application or contract")}),
    )
    borrower = TextField(label=_("Borrower"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=())
    service = forms.ChoiceField(label=_("Product"), required=False, choices=())
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)
    manager = forms.ChoiceField(label=_("Manager"), required=False, choices=())

    def __init__(self, *args: Any, products: list[LoanProduct], managers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Application.Status.choices)
        set_choices(self, "status", [("", _("Any")), *((status, labels[status]) for status in STATUSES)])
        services = [(product.service.code, product.service.title) for product in products]
        set_choices(self, "service", [("", _("Any")), *services])
        people = [(str(manager.pk), manager.name) for manager in managers]
        set_choices(self, "manager", [("", _("Any")), (ME, _("Me")), (NOBODY, _("Nobody")), *people])

    def filters(self) -> OfficeFilters:
        """The filters that make sense."""
        self.is_valid()
        values = self.cleaned_data
        return OfficeFilters(
            search=values.get("q") or "",
            borrower=values.get("borrower") or "",
            statuses=(values["status"],) if values.get("status") else (),
            service=values.get("service") or "",
            since=values.get("since"),
            until=values.get("until"),
            manager=values.get("manager") or "",
        )


class OrderForm(forms.Form):
    """An order on an application; each says where it begins.

    Args:
        application: What the order is about.
        loan: Its loan, if it has become one.
        managers: Who can look after it; only the form that assigns asks.
    """

    def __init__(
        self, *args: Any, application: Application, loan: Loan | None, managers: list[User] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.begin(application, loan, managers or [])

    def begin(self, application: Application, loan: Loan | None, managers: list[User]) -> None:
        """Set what the form shows first."""


class DeclineForm(OrderForm):
    """Why the application is declined."""

    reason = LongTextField(
        label=_("Reason"),
        help_text=_("The client reads this text in the cabinet."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why: the client will read the reason.")},
    )


class ContractForm(OrderForm):
    """The contract that approves."""

    contract_number = TextField(
        label=_("Contract number"), max_length=50, error_messages={"required": _("Enter the number.")}
    )
    contract_date = DayField(label=_("Contract date"))
    amount = MoneyField(label=_("Contract sum"))

    def begin(self, application: Application, loan: Loan | None, managers: list[User]) -> None:
        """Today and the sum that was asked for."""
        self.initial = {"contract_date": clock.today(), "amount": application.amount, **self.initial}


class DisbursementForm(OrderForm):
    """The document by which the money went out."""

    document = TextField(
        label=_("Disbursement document number"), max_length=50, error_messages={"required": _("Enter the number.")}
    )
    on = DayField(label=_("Document date"))

    def begin(self, application: Application, loan: Loan | None, managers: list[User]) -> None:
        """Today."""
        self.initial = {"on": clock.today(), **self.initial}


class ManagerForm(OrderForm):
    """Who looks after the application."""

    manager = forms.ChoiceField(
        label=_("Manager"),
        required=False,
        choices=(),
        error_messages={"invalid_choice": _("Choose a manager who may decide on applications.")},
    )

    def begin(self, application: Application, loan: Loan | None, managers: list[User]) -> None:
        """The manager there is."""
        set_choices(self, "manager", [("", _("Nobody")), *((str(user.pk), user.name) for user in managers)])
        self.initial = {"manager": str(application.manager_id or ""), **self.initial}
