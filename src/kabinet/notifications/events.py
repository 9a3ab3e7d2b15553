"""What notifications listen to. Event types are declared by those who record them."""

from kabinet.applications import events as applications
from kabinet.identity.ports import register_code_sender
from kabinet.kernel import security
from kabinet.kernel.events import subscribe
from kabinet.kernel.models import Event
from kabinet.lending import events as loans
from kabinet.notifications.actions.notify_administrators import notify_administrators
from kabinet.notifications.actions.notify_client import notify_client
from kabinet.notifications.actions.notify_manager import notify_manager
from kabinet.notifications.sender import QueueingSender
from kabinet.payments import events as payments

CLIENT_EVENTS = (
    applications.SUBMITTED,
    applications.DECLINED,
    applications.APPROVED,
    loans.ISSUED,
    loans.SCHEDULE_PUBLISHED,
    loans.REPAYMENT_RECORDED,
    payments.CANCELLED,
    loans.CLOSED,
)

register_code_sender(QueueingSender())


@subscribe("notifications.client", *CLIENT_EVENTS)
def tell_client(event: Event) -> None:
    """Tell the client."""
    notify_client(event)


@subscribe("notifications.manager", applications.SUBMITTED)
def tell_manager(event: Event) -> None:
    """Tell the manager in charge."""
    notify_manager(event)


@subscribe("notifications.alarm", security.ALARM)
def tell_administrators(event: Event) -> None:
    """Tell all administrators."""
    notify_administrators(event)
