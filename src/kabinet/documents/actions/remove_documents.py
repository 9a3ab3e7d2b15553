"""Remove documents of a draft."""

from collections.abc import Collection
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from kabinet.documents.events import REMOVED
from kabinet.documents.models import Document
from kabinet.kernel import events
from kabinet.kernel.access import Actor
from kabinet.kernel.models import StoredFile


@transaction.atomic
def remove_documents(*, actor: Actor, application_id: UUID, document_ids: Collection[UUID] | None = None) -> int:
    """Take documents of a draft away, with their bytes. Those of a received application stay.

    Args:
        actor: Who removes; the caller has checked that they may change the draft.
        application_id: The draft.
        document_ids: Which; None means all of it.

    Returns:
        How many were removed.
    """
    documents = Document.objects.select_for_update(of=("self",)).filter(
        application_id=application_id, party__isnull=True
    )
    if document_ids is not None:
        documents = documents.filter(pk__in=document_ids)
    found = list(documents.select_related("file").order_by("pk"))
    for document in found:
        events.record(REMOVED, actor=actor, subject=document, data={"application": str(application_id)})
        stored = document.file
        document.delete()
        _forget_file(stored)
    return len(found)


def _forget_file(stored: StoredFile) -> None:
    """Take a stored file away, bytes and row, once the surrounding transaction commits."""
    path = stored.path
    stored.delete()
    transaction.on_commit(lambda: default_storage.delete(path))
