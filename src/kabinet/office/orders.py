"""Orders that a manager gives on an application: what each asks for and which action it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kabinet.applications.actions.assign_manager import assign_manager
from kabinet.applications.actions.decline_application import decline_application
from kabinet.applications.models import Application
from kabinet.identity.queries import managers
from kabinet.identity.rights import MANAGE_APPLICATIONS
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused, Words
from kabinet.lending.actions.approve_loan import approve_loan
from kabinet.lending.actions.issue_loan import issue_loan
from kabinet.lending.models import Loan
from kabinet.lending.queries.loans import loan_of_application
from kabinet.office.forms.applications import ContractForm, DeclineForm, DisbursementForm, ManagerForm, OrderForm

_Status = Application.Status


@dataclass(frozen=True, slots=True)
class Subject:
    """What an order is about: an application and the loan it became."""

    application: Application
    loan: Loan | None


@dataclass(frozen=True, slots=True)
class Order:
    """One kind of order.

    Attributes:
        code: Stable name; ids of its controls begin with it.
        route: Name of its address.
        title: What it does.
        button: What its button says.
        done: What is said afterwards.
        form: What it asks for.
        act: The action: actor, subject, cleaned values, revision of the page.
        statuses: When it can be given.
        of_loan: Whether the revision is the loan's, not the application's.
        danger: Whether it cannot be taken back.
    """

    code: str
    route: str
    title: Words
    button: Words
    done: Words
    form: type[OrderForm]
    act: Callable[[Actor, Subject, dict[str, Any], int | None], object]
    statuses: frozenset[str]
    of_loan: bool = False
    danger: bool = False

    @property
    def layout(self) -> str:
        """How the fields lie: one under another, or two in a row."""
        return "fields" if len(self.form.base_fields) == 1 else "fields-row"

    def fits(self, application: Application) -> bool:
        """Whether the order can be given now."""
        return application.status in self.statuses

    def form_for(self, actor: Actor, subject: Subject, data: Any = None) -> OrderForm:
        """The form, blank or with what was typed."""
        return self.form(
            data,
            application=subject.application,
            loan=subject.loan,
            managers=managers(actor) if self.form is ManagerForm else None,
            auto_id=f"{self.code}_%s",
        )

    def revision_of(self, subject: Subject) -> int:
        """The revision a page shows."""
        if self.of_loan and subject.loan is not None:
            return subject.loan.revision
        return subject.application.revision


@dataclass(frozen=True, slots=True)
class AskedOrder:
    """An order with what a page needs to ask for it.

    Attributes:
        order: Which.
        form: Blank, or with what was typed.
        revision: What the page shows, of the application or its loan.
    """

    order: Order
    form: OrderForm
    revision: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """What can be decided on an application now, by whoever reads it.

    Attributes:
        next: Orders that lead it on.
        decline: The order that ends it; None where it cannot be given.
        assign: The order that gives it to a manager; None where it cannot be given.
        may_take: Whether the reader may look after it.
    """

    next: list[AskedOrder]
    decline: AskedOrder | None
    assign: Order | None
    may_take: bool


def subject_of(actor: Actor, application_id: UUID) -> Subject:
    """An application with its loan. Two queries.

    Raises:
        Http404: Unknown or invisible.
    """
    application = access.get(Application, actor, application_id, related=("service", "party", "manager"))
    return Subject(application, loan_of_application(actor, application_id))


def _decline(actor: Actor, subject: Subject, values: dict[str, Any], revision: int | None) -> object:
    return decline_application(
        actor=actor, application_id=subject.application.pk, reason=values["reason"], revision=revision
    )


def _approve(actor: Actor, subject: Subject, values: dict[str, Any], revision: int | None) -> object:
    return approve_loan(
        actor=actor,
        application_id=subject.application.pk,
        contract_number=values["contract_number"],
        contract_date=values["contract_date"],
        amount=values["amount"],
        revision=revision,
    )


def _issue(actor: Actor, subject: Subject, values: dict[str, Any], revision: int | None) -> object:
    if subject.loan is None:
        raise Refused("application.not_approved", _("Enter the contract number first: it approves the application."))
    return issue_loan(
        actor=actor, loan_id=subject.loan.pk, document=values["document"], on=values["on"], revision=revision
    )


def _assign(actor: Actor, subject: Subject, values: dict[str, Any], revision: int | None) -> object:
    chosen = values["manager"]
    return assign_manager(
        actor=actor,
        application_id=subject.application.pk,
        manager_id=UUID(chosen) if chosen else None,
        revision=revision,
    )


DECLINE: Final = Order(
    "decline",
    "office_application_decline",
    _("Decline the application"),
    _("Decline"),
    _("The application is declined; the client sees the reason."),
    DeclineForm,
    _decline,
    frozenset({_Status.SUBMITTED}),
    danger=True,
)
APPROVE: Final = Order(
    "contract",
    "office_application_contract",
    _("Enter the contract number"),
    _("Approve"),
    _("The application is approved."),
    ContractForm,
    _approve,
    frozenset({_Status.SUBMITTED}),
)
ISSUE: Final = Order(
    "disbursement",
    "office_application_disbursement",
    _("Enter the disbursement document"),
    _("Issue the loan"),
    _("The loan is issued."),
    DisbursementForm,
    _issue,
    frozenset({_Status.APPROVED}),
    of_loan=True,
)
ASSIGN: Final = Order(
    "manager",
    "office_application_manager",
    _("Assign a manager"),
    _("Assign"),
    _("The manager is assigned."),
    ManagerForm,
    _assign,
    frozenset({_Status.SUBMITTED, _Status.APPROVED, _Status.ISSUED}),
)


def decisions(actor: Actor, subject: Subject) -> Decisions:
    """What the actor can decide now: orders that fit the state, with their forms."""
    application = subject.application
    fitting = [order for order in (APPROVE, ISSUE, DECLINE, ASSIGN) if order.fits(application)]
    orders = fitting if actor.may(MANAGE_APPLICATIONS) else []
    return Decisions(
        next=[_asked(order, actor, subject) for order in (APPROVE, ISSUE) if order in orders],
        decline=_asked(DECLINE, actor, subject) if DECLINE in orders else None,
        assign=ASSIGN if ASSIGN in orders else None,
        may_take=ASSIGN in orders and application.manager_id is None,
    )


def _asked(order: Order, actor: Actor, subject: Subject) -> AskedOrder:
    return AskedOrder(order, order.form_for(actor, subject), order.revision_of(subject))
