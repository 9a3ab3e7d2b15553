"""Events of identity: what happened to accounts. Their data hold codes, never addresses or names."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.events import EventType, declare

declare(
    EventType("account.created", _("Account made"), _("You signed in for the first time")),
    EventType("account.signed_in", _("Signed in"), _("You signed in")),
    EventType("account.renamed", _("Name changed"), _("You changed your name")),
    EventType("account.address_changed", _("Phone or e-mail changed"), _("You changed your phone or e-mail")),
    EventType("account.password_set", _("Password set"), _("You set a password")),
    EventType("account.signed_out_everywhere", _("Signed out everywhere"), _("You ended all sessions")),
    EventType("staff.added", _("Member of staff added")),
    EventType("staff.address_changed", _("Address of a member of staff changed")),
    EventType("staff.roles_changed", _("Roles changed")),
    EventType("staff.deactivated", _("Access closed")),
    EventType("staff.reactivated", _("Access opened again")),
)
