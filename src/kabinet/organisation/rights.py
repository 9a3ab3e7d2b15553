"""Rights to the organisation's things."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.rights import manage, see

SEE_ORGANISATION = see("organisation", _("See the organisation's details and legal texts"))
MANAGE_ORGANISATION = manage(SEE_ORGANISATION, _("Change the organisation's details and publish legal texts"))
SEE_REGULATIONS = see("regulations", _("See regulatory values"))
MANAGE_REGULATIONS = manage(SEE_REGULATIONS, _("Add regulatory values"))
