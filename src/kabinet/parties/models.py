"""The client register."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kabinet.kernel.models import Entity


class Party(Entity):
    """Who applies: a person or an organisation. One account may act for several parties."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Natural person")
        SELF_EMPLOYED = "self_employed", _("Self-employed")
        SOLE_PROPRIETOR = "sole_proprietor", _("Sole proprietor")
        LEGAL_ENTITY = "legal_entity", _("Legal entity")

    kind = models.CharField(max_length=20, choices=Kind)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="parties")
    display_name = models.CharField(max_length=300)
    inn = models.CharField(max_length=12, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    search_text = models.TextField(blank=True, help_text="Lower-case name, phone and INN; what the search looks in.")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(inn__regex=r"^([0-9]{10}|[0-9]{12})?$"), name="party_inn_length"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(kind="person", account__isnull=False), name="one_person_per_account"
            ),
            models.UniqueConstraint(
                fields=["account", "inn"],
                condition=Q(account__isnull=False) & ~Q(kind="person") & ~Q(inn=""),
                name="one_organisation_per_account_and_inn",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="party_search"),
            models.Index(fields=["inn"], name="party_inn"),
            models.Index(fields=["phone"], name="party_phone"),
            models.Index(Lower("email"), name="party_email"),
            models.Index(fields=["-created_at", "id"], name="party_newest"),
            models.Index(fields=["kind", "-created_at", "id"], name="party_newest_of_kind"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Person(models.Model):
    """What the register knows of a natural person."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, primary_key=True, related_name="person")
    last_name = models.CharField(max_length=100, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    middle_name = models.CharField(max_length=100, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    birth_place = models.CharField(max_length=300, blank=True)
    citizenship = models.CharField(max_length=60, blank=True)
    snils = models.CharField(max_length=11, blank=True)
    passport_series = models.CharField(max_length=4, blank=True)
    passport_number = models.CharField(max_length=6, blank=True)
    passport_issued_on = models.DateField(null=True, blank=True)
    passport_issuer = models.CharField(max_length=300, blank=True)
    passport_issuer_code = models.CharField(max_length=7, blank=True)
    registration_address = models.JSONField(default=dict, blank=True)
    actual_address = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(snils__regex=r"^([0-9]{11})?$"), name="snils_length"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Organisation(models.Model):
    """What the register knows of a sole proprietor, a self-employed person or a legal entity."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, primary_key=True, related_name="organisation")
    full_name = models.CharField(max_length=500, blank=True)
    ogrn = models.CharField(max_length=15, blank=True)
    kpp = models.CharField(max_length=9, blank=True)
    address = models.JSONField(default=dict, blank=True)
    activity = models.CharField(max_length=300, blank=True)
    head = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    head_position = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class PartyChange(Entity):
    """One changed field of a client: what was, what is, where it came from. Append-only."""

    class Source(models.TextChoices):
        APPLICATION = "application", _("Application")
        CLIENT = "client", _("Client")
        STAFF = "staff", pgettext_lazy("source", "Staff")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, db_index=False, related_name="changes")
    field = models.CharField(max_length=60)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    source = models.CharField(max_length=12, choices=Source)
    source_id = models.UUIDField(null=True, help_text="The application or account it came from.")

    class Meta:
        indexes = [models.Index(fields=["party", "-created_at"], name="party_history")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.field}"
