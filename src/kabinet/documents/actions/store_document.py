"""Keep an uploaded document."""

from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from kabinet.documents.events import UPLOADED
from kabinet.documents.models import Document
from kabinet.kernel import events
from kabinet.kernel.access import Actor
from kabinet.kernel.files import discarding_on_failure, store_upload
from kabinet.kernel.models import StoredFile


def store_document(
    *, actor: Actor, upload: "UploadedFile[Any]", application_id: UUID, title: str, kind_code: str = ""
) -> Document:
    """Check and keep an upload of an application. The caller has checked that the actor may change the application.

    When the caller's transaction fails later, the caller discards the bytes (`discarding_on_failure`).

    Args:
        actor: Who uploads.
        upload: What the browser sent.
        application_id: The application it belongs to.
        title: What the document is, usually the question's label.
        kind_code: The question's code.

    Raises:
        Refused: `file.empty`, `file.too_large` or `file.kind`.
    """
    with transaction.atomic():
        stored = store_upload(upload, uploaded_by=actor.user_id)
        with discarding_on_failure(stored.path):
            document = Document.objects.create(
                file=stored,
                title=title[:200],
                kind_code=kind_code[:60],
                account_id=actor.user_id,
                application_id=application_id,
            )
            data = {"kind": document.kind_code, "size": stored.size, "application": str(application_id)}
            events.record(UPLOADED, actor=actor, subject=document, data=data)
            return document


def forget_file(stored: StoredFile) -> None:
    """Take a stored file away, bytes and row, once the surrounding transaction commits."""
    path = stored.path
    stored.delete()
    transaction.on_commit(lambda: default_storage.delete(path))
