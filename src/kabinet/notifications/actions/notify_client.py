"""Tell the client of an event."""

from kabinet.kernel import events
from kabinet.kernel.models import Event
from kabinet.notifications.recipients import client_of, page_of
from kabinet.notifications.telling import tell


def notify_client(event: Event) -> None:
    """Tell the client an event concerns. Doing it again for the same event changes nothing."""
    account = client_of(event)
    if account is not None:
        tell(account, event, code=events.type_of(event.name).name, path=page_of(event))
