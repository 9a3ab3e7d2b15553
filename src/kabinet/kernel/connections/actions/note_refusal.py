"""A service refused our account while it was used."""

from django.db import transaction

from kabinet.kernel import clock, events, security
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.connections.events import ANSWERED
from kabinet.kernel.errors import Words
from kabinet.kernel.models import Connection


@transaction.atomic
def note_refusal(*, kind: str, provider: str, said: Words) -> None:
    """Show the refusal where the connection is set up, and alarm the administrators, once an hour for each connection.

    What says the same already stays as it is, so that a flood of refusals does not flood the log of events. A service
    that only the environment sets up has no row; the alarm goes out all the same.

    Args:
        kind: Name of the kind.
        provider: Name of the provider.
        said: What was tried and what came of it; never a secret.
    """
    row = Connection.objects.select_for_update().filter(kind=kind, provider=provider).first()
    sentence = str(said)[:500]
    if row is not None and (row.check_passed, row.check_said) != (False, sentence):
        row.check_passed, row.check_said, row.checked_at = False, sentence, clock.now()
        row.save(update_fields=["check_passed", "check_said", "checked_at"])
        data = {"kind": kind, "provider": provider, "passed": False}
        events.record(ANSWERED, actor=SYSTEM, subject=row, data=data)
    security.note("account_refused", service=kind, provider=provider)
