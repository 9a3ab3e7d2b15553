"""Events of identity: what happened to accounts. Their data hold codes, never addresses or names."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.events import EventType, declare

CREATED = "account.created"
SIGNED_IN = "account.signed_in"
RENAMED = "account.renamed"
ADDRESS_CHANGED = "account.address_changed"
SECURED = "account.password_set"
SIGNED_OUT_EVERYWHERE = "account.signed_out_everywhere"
STAFF_ADDED = "staff.added"
STAFF_ADDRESS_CHANGED = "staff.address_changed"
ROLES_CHANGED = "staff.roles_changed"
STAFF_DEACTIVATED = "staff.deactivated"
STAFF_REACTIVATED = "staff.reactivated"

declare(
    EventType(CREATED, _("Account made"), _("You signed in for the first time")),
    EventType(SIGNED_IN, _("Signed in"), _("You signed in")),
    EventType(RENAMED, _("Name changed"), _("You changed your name")),
    EventType(ADDRESS_CHANGED, _("Phone or e-mail changed"), _("You changed your phone or e-mail")),
    EventType(SECURED, _("Password set"), _("You set a password")),
    EventType(SIGNED_OUT_EVERYWHERE, _("Signed out everywhere"), _("You ended all sessions")),
    EventType(STAFF_ADDED, _("Member of staff added")),
    EventType(STAFF_ADDRESS_CHANGED, _("Address of a member of staff changed")),
    EventType(ROLES_CHANGED, _("Roles changed")),
    EventType(STAFF_DEACTIVATED, _("Access closed")),
    EventType(STAFF_REACTIVATED, _("Access opened again")),
)
