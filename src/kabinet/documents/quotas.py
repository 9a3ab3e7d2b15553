"""How much may be stored: by one application, and without signing in by one network and altogether."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from kabinet.config.environment import environment
from kabinet.documents.models import Document
from kabinet.kernel import limits
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.limits import SITE_FACTOR, hit_network
from kabinet.kernel.networks import network_of, site_of
from kabinet.kernel.secrets import keyed_hash
from kabinet.kernel.ui.formats import file_size
from kabinet.kernel.units import MEGABYTE

UPLOADS_PER_HOUR: Final = 300
"""Of an account, or a network without one: what is taken away at once leaves no bytes, but work and log lines."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file without an account came from, as keyed hashes: enough to count, nothing to read.

    Attributes:
        network: The IPv4 address or the /64 of an IPv6 one; empty when there is none, or an account.
        site: The /48 of an IPv6 address.
    """

    network: str = ""
    site: str = ""


def origin_of(actor: Actor) -> Origin:
    """What the actor's files are counted by; nothing once they have signed in."""
    network, site = ("", "") if actor.user_id else (network_of(actor.ip), site_of(actor.ip))
    if not network:
        return Origin()
    return Origin(_hashed(network), _hashed(site) if site else "")


def count_upload(actor: Actor) -> None:
    """Count one upload, of an account or of a visitor's network; outside of transactions, so that the count stays.

    Raises:
        Refused: `limits.exceeded`.
    """
    if actor.user_id:
        key = str(actor.user_id)
        limits.hit("documents.upload.own", key, limit=UPLOADS_PER_HOUR, window=timedelta(hours=1))
    else:
        hit_network("documents.upload", actor.ip, limit=UPLOADS_PER_HOUR, window=timedelta(hours=1))


def refuse_over_quota(
    *, actor: Actor, application_id: UUID, size: int, instead_of: Collection[UUID] = (), lock: bool
) -> None:
    """Say no to a file that there is no room for.

    Args:
        actor: Whose file it is.
        application_id: What it is attached to; with `lock` the caller has locked that row.
        size: Its bytes.
        instead_of: Documents that it takes the place of.
        lock: Hold everybody else's decision about unsigned files back until this transaction ends. Two files that
            only fit one at a time are then told one after the other.

    Raises:
        Refused: `file.quota.draft`, `file.quota.network` or `file.quota.unsigned`.
    """
    rest = Document.objects.exclude(pk__in=instead_of)
    draft = environment().upload_draft_mb * MEGABYTE
    if _bytes_of(rest.filter(application_id=application_id)) + size > draft:
        words = _("The files of one application take at most %(limit)s together. Remove one of them first.")
        raise Refused("file.quota.draft", words % {"limit": file_size(draft)}, field="file")
    if actor.user_id is not None or actor.kind == "system":
        return
    if lock:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('documents.unsigned'))")
    _refuse_unsigned(rest.filter(account__isnull=True, party__isnull=True), origin_of(actor), size)


def _refuse_unsigned(unsigned: "QuerySet[Document]", origin: Origin, size: int) -> None:
    network, everybody = environment().upload_network_mb * MEGABYTE, environment().upload_unsigned_mb * MEGABYTE
    taken = unsigned.aggregate(
        all=Sum("file__size", default=0),
        network=Sum("file__size", default=0, filter=Q(network=origin.network)),
        site=Sum("file__size", default=0, filter=Q(site=origin.site)),
    )
    over_network = origin.network and taken["network"] + size > network
    if over_network or (origin.site and taken["site"] + size > network * SITE_FACTOR):
        words = _("There are too many files without an owner from your network. Sign in, then attach this one.")
        raise Refused("file.quota.network", words, field="file")
    if taken["all"] + size > everybody:
        words = _("There is no room for files of people who have not signed in now. Sign in, then attach this one.")
        raise Refused("file.quota.unsigned", words, field="file")


def _bytes_of(documents: "QuerySet[Document]") -> int:
    total: int = documents.aggregate(total=Sum("file__size", default=0))["total"]
    return total


def _hashed(network: str) -> str:
    return keyed_hash(network, purpose="documents.origin")
