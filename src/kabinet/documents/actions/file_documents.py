"""Documents of a sent application become the client's."""

from uuid import UUID

from django.db import transaction

from kabinet.documents.models import Document


@transaction.atomic
def file_documents(*, application_id: UUID, party_id: UUID) -> int:
    """Put the documents of a submitted application into the client's file; returns how many."""
    return Document.objects.filter(application_id=application_id, party__isnull=True).update(party_id=party_id)
