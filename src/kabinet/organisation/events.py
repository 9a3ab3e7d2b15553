"""Events of the organisation. Data: fields with old and new values, codes, numbers; all of them are public."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.events import EventType, declare

DETAILS_CHANGED: Final = "site.details_changed"
TEXT_PUBLISHED: Final = "legal_text.published"
VALUE_ADDED: Final = "regulation.added"

declare(
    EventType(DETAILS_CHANGED, _("The organisation's details were changed")),
    EventType(TEXT_PUBLISHED, _("A legal text was published")),
    EventType(VALUE_ADDED, _("Regulatory value added")),
)
