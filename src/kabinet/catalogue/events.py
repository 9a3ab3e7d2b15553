"""Events of the catalogue."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events

SAVED = "service.saved"

events.declare(events.EventType(SAVED, _("Service saved")))
