"""Connections of the demo: two operators of messages, both of them emulators."""

from kabinet.emulators.settings import DEMO_SMSC_KEY, DEMO_SMSC_LOGIN, DEMO_SMSRU_KEY
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.connections.actions.save_connection import save_connection
from kabinet.kernel.models import Connection

GIVEN = {
    "smsru": {"api_id": DEMO_SMSRU_KEY},
    "smsc": {"login": DEMO_SMSC_LOGIN, "password": DEMO_SMSC_KEY},
}
"""What the emulated operators gave out."""


def connect() -> None:
    """Set up what is not there; what people changed since stays. The environment leads both to this machine."""
    known = set(Connection.objects.values_list("provider", flat=True))
    for provider, values in GIVEN.items():
        if provider not in known:
            save_connection(actor=SYSTEM, kind="sms", provider=provider, values=values)
