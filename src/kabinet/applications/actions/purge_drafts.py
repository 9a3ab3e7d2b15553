"""Remove drafts that nobody came back to."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from kabinet.applications.events import PURGED
from kabinet.applications.models import Application
from kabinet.documents.actions.remove_documents import remove_documents
from kabinet.kernel import clock, events
from kabinet.kernel.access import SYSTEM

KEPT: Final = timedelta(days=30)
"""How long a draft without an account is kept after its last change."""
BATCH: Final = 200


@transaction.atomic
def purge_drafts(*, batch: int = BATCH) -> int:
    """Remove the oldest abandoned drafts of visitors, with their files. Drafts of accounts are kept.

    Rows that somebody else has locked are left for the next time.

    Args:
        batch: How many at most.

    Returns:
        How many were removed.
    """
    old = Application.objects.select_for_update(skip_locked=True).filter(
        status=Application.Status.DRAFT, account__isnull=True, updated_at__lt=clock.now() - KEPT
    )
    drafts = list(old.order_by("updated_at", "pk")[:batch])
    for draft in drafts:
        remove_documents(actor=SYSTEM, application_id=draft.pk)
        events.record(PURGED, actor=SYSTEM, subject=draft)
    Application.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
    return len(drafts)
