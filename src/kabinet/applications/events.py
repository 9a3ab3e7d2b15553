"""Events of applications."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events
from kabinet.kernel.events import EventType

STARTED = "application.started"
CLAIMED = "application.claimed"
SUBMITTED = "application.submitted"
WITHDRAWN = "application.withdrawn"
ASSIGNED = "application.assigned"
DECLINED = "application.declined"
APPROVED = "application.approved"
ISSUED = "application.issued"
CORRECTED = "application.number_corrected"
DISCARDED = "application.discarded"
PURGED = "application.purged"

events.declare(
    EventType(STARTED, _("Application started"), _("You started the application")),
    EventType(CLAIMED, _("Draft joined to an account")),
    EventType(SUBMITTED, _("Application received"), _("You sent the application")),
    EventType(WITHDRAWN, _("Applicant withdrew the application"), _("You withdrew the application")),
    EventType(ASSIGNED, _("Manager assigned")),
    EventType(DECLINED, _("Application declined"), _("The application was declined")),
    EventType(APPROVED, _("Application approved"), _("The application was approved")),
    EventType(ISSUED, _("Loan issued"), _("The money was sent")),
    EventType(CORRECTED, _("Number corrected")),
    EventType(DISCARDED, _("Applicant discarded the draft")),
    EventType(PURGED, _("Abandoned draft removed")),
)
