"""Keep an uploaded document."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from kabinet.documents.events import UPLOADED
from kabinet.documents.models import Document
from kabinet.documents.quotas import origin_of, refuse_over_quota
from kabinet.kernel import events
from kabinet.kernel.access import Actor
from kabinet.kernel.files import Examined, keeping_bytes, note_file


def store_document(
    *,
    actor: Actor,
    file: Examined,
    application_id: UUID,
    title: str,
    kind_code: str = "",
    instead_of: Collection[UUID] = (),
) -> Document:
    """Keep a file of an application. The caller has locked it and checked that the actor may change it.

    When the caller's transaction fails later, the caller discards the bytes (`discarding_on_failure`).

    Args:
        actor: Who uploads.
        file: What was found in the upload.
        application_id: The application it belongs to.
        title: What the document is, usually the question's label.
        kind_code: The question's code.
        instead_of: Documents of the application that it takes the place of; the caller removes them.

    Raises:
        Refused: `file.quota.…` or `file.not_stored`.
    """
    refuse_over_quota(actor=actor, application_id=application_id, size=file.size, instead_of=instead_of, lock=False)
    with transaction.atomic(), keeping_bytes(file) as path:
        refuse_over_quota(actor=actor, application_id=application_id, size=file.size, instead_of=instead_of, lock=True)
        origin = origin_of(actor)
        document = Document.objects.create(
            file=note_file(file, path, uploaded_by=actor.user_id),
            title=title[:200],
            kind_code=kind_code[:60],
            account_id=actor.user_id,
            application_id=application_id,
            network=origin.network,
            site=origin.site,
        )
        data = {"kind": document.kind_code, "size": file.size, "application": str(application_id)}
        events.record(UPLOADED, actor=actor, subject=document, data=data)
        return document
