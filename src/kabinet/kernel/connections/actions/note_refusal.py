"""A service refused our account while it was used."""

from django.db import transaction

from kabinet.kernel import security
from kabinet.kernel.connections.rows import keep_verdict
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
        keep_verdict(row, passed=False, said=sentence)
    security.note("account_refused", service=kind, provider=provider)
