"""What notifications listen to. Event types are declared by those who record them."""

from kabinet.identity.ports import register_code_sender
from kabinet.kernel.events import subscribe
from kabinet.kernel.models import Event
from kabinet.notifications.actions.notify import notify_administrators, notify_client, notify_manager
from kabinet.notifications.sender import QueueingSender

CLIENT_EVENTS = (
    "application.submitted",
    "application.declined",
    "application.approved",
    "loan.issued",
    "schedule.published",
    "loan.repaid",
    "payment.cancelled",
    "loan.closed",
)

register_code_sender(QueueingSender())


@subscribe("notifications.client", *CLIENT_EVENTS)
def tell_client(event: Event) -> None:
    """Tell the client."""
    notify_client(event)


@subscribe("notifications.manager", "application.submitted")
def tell_manager(event: Event) -> None:
    """Tell the manager in charge."""
    notify_manager(event)


@subscribe("notifications.alarm", "security.alarm")
def tell_administrators(event: Event) -> None:
    """Tell all administrators."""
    notify_administrators(event)
