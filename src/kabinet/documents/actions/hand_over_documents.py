"""Documents follow their application: to the account that claims a draft, to the client who submits it."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from kabinet.documents.models import Document


@transaction.atomic
def claim_documents(*, account_id: UUID, application_ids: Collection[UUID]) -> int:
    """Give the documents of claimed drafts to the account; returns how many were nobody's before."""
    documents = Document.objects.filter(application_id__in=application_ids, account__isnull=True)
    return documents.update(account_id=account_id, network="", site="")


@transaction.atomic
def file_documents(*, application_id: UUID, party_id: UUID) -> int:
    """Put the documents of a submitted application into the client's file; returns how many."""
    return Document.objects.filter(application_id=application_id, party__isnull=True).update(party_id=party_id)
