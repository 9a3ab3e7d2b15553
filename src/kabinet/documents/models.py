"""Uploaded documents."""

from django.conf import settings
from django.db import models

from kabinet.kernel.models import Entity, StoredFile
from kabinet.parties.models import Party


class Document(Entity):
    """One uploaded document: in answers while an application is a draft, then also the client's."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="document")
    title = models.CharField(max_length=200)
    kind_code = models.CharField(max_length=60, blank=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, db_index=False, related_name="documents")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who uploaded it."
    )
    application_id = models.UUIDField(db_index=True, help_text="The application it was uploaded to.")

    network = models.CharField(max_length=64, db_default="", default="", help_text="Where it came from, hashed.")
    site = models.CharField(max_length=64, db_default="", default="", help_text="The /48 around it, hashed.")

    class Meta:
        indexes = [
            models.Index(fields=["party", "-created_at"], name="party_documents"),
            models.Index(fields=["network"], name="unsigned_documents", condition=models.Q(account__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.pk)
