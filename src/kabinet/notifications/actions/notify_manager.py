"""Tell the manager in charge of an event."""

from kabinet.kernel.models import Event
from kabinet.notifications.recipients import manager_of, page_of
from kabinet.notifications.telling import tell


def notify_manager(event: Event) -> None:
    """Tell the manager an application is assigned to; unassigned ones wait in the queue that all managers see."""
    manager = manager_of(event)
    if manager is not None:
        tell(manager, event, code=f"staff.{event.name.replace('.', '_')}", path=page_of(event, "office"))
