"""What is said of a service that could not be tried."""

from typing import Final

from django.utils.translation import gettext_lazy as _

INCOMPLETE: Final = _("Something is not filled in yet.")
UNREADABLE: Final = _("The secrets were sealed under a key that the site no longer knows. Type them again.")
FAILED: Final = _("The check broke off inside the site. Its log says where.")
NO_TRIAL: Final = _("Nothing was sent: ask again.")
