"""What happens to connections."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events

CHANGED: Final = "connection.changed"
SWITCHED: Final = "connection.switched"
MOVED: Final = "connection.moved"
TRIED: Final = "connection.tried"
ANSWERED: Final = "connection.answered"

events.declare(events.EventType(CHANGED, _("A connection was changed")))
events.declare(events.EventType(SWITCHED, _("A connection was switched on or off")))
events.declare(events.EventType(MOVED, _("The order of connections was changed")))
events.declare(events.EventType(TRIED, _("A connection was tried")))
events.declare(events.EventType(ANSWERED, _("What came of trying a connection")))
