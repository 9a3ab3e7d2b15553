"""The one list of rights: the office, the command, the documentation and the tests read `RIGHTS`.

What lies below this room declares its rights itself; those to all other things are declared here.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.rights import MANAGE_CONNECTIONS, SEE_CONNECTIONS, SEE_SECURITY, Right, manage, see
from kabinet.organisation.rights import MANAGE_ORGANISATION, MANAGE_REGULATIONS, SEE_ORGANISATION, SEE_REGULATIONS
from kabinet.parties.rights import SEE_CLIENTS

SEE_APPLICATIONS = see("applications", _("See applications"))
MANAGE_APPLICATIONS = manage(SEE_APPLICATIONS, _("Decide on applications"))
SEE_LOANS = see("loans", _("See loans"))
MANAGE_LOANS = manage(SEE_LOANS, _("Publish schedules"))
CORRECT_NUMBERS = Right(
    "correct_numbers",
    noun="loans",
    sentence=_("Correct numbers of contracts and disbursements"),
    implies=(SEE_LOANS,),
)
SEE_PAYMENTS = see("payments", _("See payments"))
MANAGE_PAYMENTS = manage(SEE_PAYMENTS, _("Reconcile payments"))
SEE_PRODUCTS = see("products", _("See loan products, closed ones too"))
MANAGE_PRODUCTS = manage(SEE_PRODUCTS, _("Change loan products"))
SEE_QUESTIONNAIRES = see("questionnaires", _("See questionnaires"))
MANAGE_QUESTIONNAIRES = manage(SEE_QUESTIONNAIRES, _("Publish questionnaires"))
SEE_STAFF = see("staff", _("See staff and their roles"))
MANAGE_STAFF = manage(SEE_STAFF, _("Take staff in, change their roles and close their access"))
SEE_DELIVERIES = see("deliveries", _("See deliveries and messages"))
MANAGE_DELIVERIES = manage(SEE_DELIVERIES, _("Send deliveries again"))
SEE_INTERFACE = see("interface", _("See the interface kit"))

RIGHTS: Final[tuple[Right, ...]] = (
    SEE_APPLICATIONS,
    MANAGE_APPLICATIONS,
    SEE_CLIENTS,
    SEE_LOANS,
    MANAGE_LOANS,
    CORRECT_NUMBERS,
    SEE_PAYMENTS,
    MANAGE_PAYMENTS,
    SEE_PRODUCTS,
    MANAGE_PRODUCTS,
    SEE_QUESTIONNAIRES,
    MANAGE_QUESTIONNAIRES,
    SEE_REGULATIONS,
    MANAGE_REGULATIONS,
    SEE_ORGANISATION,
    MANAGE_ORGANISATION,
    SEE_STAFF,
    MANAGE_STAFF,
    SEE_CONNECTIONS,
    MANAGE_CONNECTIONS,
    SEE_DELIVERIES,
    MANAGE_DELIVERIES,
    SEE_SECURITY,
    SEE_INTERFACE,
)
"""Every right, by noun, to see before to manage."""
