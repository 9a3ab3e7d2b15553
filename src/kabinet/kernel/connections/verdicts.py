"""What came of trying a service."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock
from kabinet.kernel.errors import Words
from kabinet.kernel.models import Connection

INCOMPLETE: Final = _("Something is not filled in yet.")
UNREADABLE: Final = _("The secrets were sealed under a key that the site no longer knows. Type them again.")
NO_TRIAL: Final = _("Nothing was sent: ask again.")


@transaction.atomic
def note(connection_id: UUID, *, passed: bool, said: Words) -> None:
    """Write down how a check went; a later one stands."""
    row = Connection.objects.select_for_update().get(pk=connection_id)
    row.check_passed, row.check_said, row.checked_at = passed, str(said)[:500], clock.now()
    row.save(update_fields=["check_passed", "check_said", "checked_at"])
