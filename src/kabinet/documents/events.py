"""Events of documents."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events

UPLOADED = "document.uploaded"
REMOVED = "document.removed"

events.declare(
    events.EventType(UPLOADED, _("Document uploaded")),
    events.EventType(REMOVED, _("Document removed")),
)
