"""Reading documents."""

from collections.abc import Collection
from uuid import UUID

from kabinet.documents.models import Document
from kabinet.kernel import access
from kabinet.kernel.access import Actor

MOST = 200


def documents_of_application(actor: Actor, application_id: UUID) -> list[Document]:
    """The documents of an application that the actor may see, oldest first. One query."""
    documents = access.visible(Document, actor).filter(application_id=application_id).select_related("file")
    return list(documents.order_by("created_at", "pk")[:MOST])


def documents_of_party(actor: Actor, party_id: UUID) -> list[Document]:
    """The documents of a client that the actor may see, newest first. One query."""
    documents = access.visible(Document, actor).filter(party_id=party_id).select_related("file")
    return list(documents.order_by("-created_at", "pk")[:MOST])


def known_ids(application_id: UUID, document_ids: Collection[UUID]) -> set[UUID]:
    """Which of these documents were uploaded to this application. One query."""
    documents = Document.objects.filter(application_id=application_id, pk__in=document_ids)
    return set(documents.values_list("pk", flat=True))


def is_stored(application_id: UUID, document_ids: Collection[UUID], *, name: str, sha256: str) -> bool:
    """Whether one of these documents of the application is this very file. One query."""
    documents = Document.objects.filter(application_id=application_id, pk__in=document_ids)
    return documents.filter(file__name=name, file__sha256=sha256).exists()
