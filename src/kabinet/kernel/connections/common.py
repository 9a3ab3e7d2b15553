"""What the configurations of most providers ask for."""

from typing import Final

from django.utils.translation import gettext_lazy as _

ADDRESS: Final = (_("Address of the service"), _("Leave it as it is unless the service says otherwise."))
"""Label and hint of a base address."""
WAIT: Final = _("Seconds to wait for an answer")
