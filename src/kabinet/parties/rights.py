"""Rights to the client register. Nobody of the staff changes it: clients' data come from what they send."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.rights import see

SEE_CLIENTS = see("clients", _("See clients"))
