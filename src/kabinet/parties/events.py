"""Events of the client register."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events

REGISTERED = "party.registered"
CHANGED = "party.changed"

events.declare(
    events.EventType(REGISTERED, _("Client entered in the register")),
    events.EventType(CHANGED, _("Client's data changed")),
)
