"""Documents of drafts become an account's."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from kabinet.documents.models import Document


@transaction.atomic
def claim_documents(*, account_id: UUID, application_ids: Collection[UUID]) -> int:
    """Give the documents of claimed drafts to the account; returns how many were nobody's before."""
    documents = Document.objects.filter(application_id__in=application_ids, account__isnull=True)
    return documents.update(account_id=account_id, network="", site="")
