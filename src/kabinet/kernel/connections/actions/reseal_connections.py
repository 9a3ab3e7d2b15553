"""After the site's key was changed, what an earlier key sealed is sealed anew."""

from dataclasses import dataclass

from django.db import transaction

from kabinet.kernel.connections.sealing import seal_secrets, unseal_secrets
from kabinet.kernel.models import Connection
from kabinet.kernel.secrets import BrokenSealError


@dataclass(frozen=True, slots=True)
class Resealed:
    """How it went.

    Attributes:
        done: How many connections are sealed under the present key now.
        unreadable: Those whose key the site no longer knows, as `sms: smsru`.
    """

    done: int
    unreadable: tuple[str, ...]


@transaction.atomic
def reseal_connections() -> Resealed:
    """Seal the secrets of all connections under the present key; safe to repeat."""
    done, unreadable = 0, []
    for row in Connection.objects.select_for_update().exclude(sealed="").order_by("pk"):
        try:
            row.sealed = seal_secrets(unseal_secrets(row.sealed))
        except BrokenSealError:
            unreadable.append(str(row))
            continue
        row.save(update_fields=["sealed"])
        done += 1
    return Resealed(done, tuple(unreadable))
