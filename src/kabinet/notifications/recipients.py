"""Whom an event concerns, and where its page is."""

from dataclasses import dataclass
from uuid import UUID

from kabinet.applications.models import Application
from kabinet.identity.models import User
from kabinet.kernel.models import Event
from kabinet.parties.models import Party


@dataclass(frozen=True, slots=True)
class Reach:
    """How a person is reached outside the cabinet.

    Attributes:
        channel: `sms` or `email`.
        address: Where.
    """

    channel: str
    address: str


def client_of(event: Event) -> User | None:
    """The account of the client an event concerns; None when it has none or is closed. At most two queries."""
    account: User | None = None
    if event.party_id is not None:
        party = Party.objects.select_related("account").filter(pk=event.party_id).first()
        account = party.account if party else None
    if account is None and event.subject_kind == "applications.application":
        application = Application.objects.select_related("account").filter(pk=event.subject_id).first()
        account = application.account if application else None
    return account if account is not None and account.is_active else None


def manager_of(event: Event) -> User | None:
    """The manager an application is assigned to."""
    application = Application.objects.select_related("manager").filter(pk=event.subject_id).first()
    manager = application.manager if application else None
    return manager if manager is not None and manager.is_active else None


def reach_of(account: User) -> Reach | None:
    """A proved e-mail, else a proved phone: e-mail holds more words and costs nothing."""
    if account.email and account.email_confirmed_at:
        return Reach("email", account.email)
    if account.phone and account.phone_confirmed_at:
        return Reach("sms", account.phone)
    return None


def page_of(event: Event, face: str = "cabinet") -> str:
    """The address of the page an event is about."""
    if event.subject_kind == "applications.application":
        return f"/{face}/applications/{event.subject_id}/"
    loan = event.subject_id if event.subject_kind == "lending.loan" else _uuid(event.data.get("loan_id"))
    if event.subject_kind == "payments.payment":
        return f"/{face}/payments/{event.subject_id}/"
    return f"/{face}/loans/{loan}/" if loan else f"/{face}/loans/"


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
