"""Applications."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kabinet.catalogue.models import Service
from kabinet.kernel.models import Entity
from kabinet.kernel.money import money_field
from kabinet.organisation.models import LegalText
from kabinet.parties.models import Party
from kabinet.questionnaires.models import QuestionnaireVersion

HEAVY: Final = ("answers", "typed", "trail", "consents")
"""What lists leave in the database: it may take 256 KB a row."""


class Application(Entity):
    """A party's request for a service; a draft until submitted.

    Data of the deal live here, data of the client in the register.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Received")
        DECLINED = "declined", _("Declined")
        APPROVED = "approved", _("Approved")
        ISSUED = "issued", pgettext_lazy("application", "Issued")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, db_index=False, related_name="applications")
    questionnaire_version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    number = models.CharField(max_length=20, null=True)  # noqa: DJ001 - drafts have none, and it is unique
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="applications"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="applications")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    answers = models.JSONField(default=dict)
    typed = models.JSONField(default=dict, help_text="What was typed and cannot be an answer yet, by path.")
    place = models.JSONField(default=dict, help_text="Where the applicant was: step and field.")
    touched = models.JSONField(
        default=list, null=True, help_text="Steps the applicant saved themselves; null in drafts older than this."
    )
    consents = models.JSONField(
        default=dict, help_text="Consents ticked so far, by path: which text, when and from where."
    )
    trail = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        help_text="Which page wrote each answer of a draft last, and which items are gone.",
    )
    amount = money_field(null=True, verbose_name=_("Sum asked for"))
    payments = models.PositiveSmallIntegerField(null=True, verbose_name=_("Number of payments asked for"))
    decline_reason = models.CharField(max_length=1000, blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="Grows with each change; stale pages are refused.")
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_application_per_number"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "declined", "approved", "issued", "withdrawn"]),
                name="application_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(number__isnull=False, party__isnull=False, account__isnull=False, submitted_at__isnull=False),
                name="received_application_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decline_reason=""), name="declined_application_says_why"
            ),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="asked_sum_is_positive"),
        ]
        indexes = [
            models.Index(fields=["status", "-submitted_at", "id"], name="application_queue"),
            models.Index(fields=["-submitted_at", "id"], name="application_newest", condition=~Q(status="draft")),
            models.Index(fields=["manager", "-submitted_at", "id"], name="application_of_manager"),
            models.Index(fields=["service", "-submitted_at", "id"], name="application_of_service"),
            models.Index(fields=["account", "-updated_at"], name="application_of_account"),
            models.Index(fields=["updated_at"], name="draft_age", condition=Q(status="draft")),
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)

    @property
    def is_draft(self) -> bool:
        """Whether the applicant is still writing it."""
        return self.status == self.Status.DRAFT

    @property
    def awaits_decision(self) -> bool:
        """Whether it was sent and nobody has decided yet."""
        return self.status == self.Status.SUBMITTED

    @property
    def is_withdrawn(self) -> bool:
        """Whether the applicant took it back."""
        return self.status == self.Status.WITHDRAWN

    @property
    def is_declined(self) -> bool:
        """Whether the lender said no."""
        return self.status == self.Status.DECLINED

    @property
    def is_approved(self) -> bool:
        """Whether it has a contract and the money has not gone out."""
        return self.status == self.Status.APPROVED

    @property
    def is_issued(self) -> bool:
        """Whether the money went out."""
        return self.status == self.Status.ISSUED


class Consent(Entity):
    """One consent given with an application: to which text, when and from where. Append-only."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, db_index=False, related_name="given_consents"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, db_index=False, related_name="consents")
    purpose = models.CharField(max_length=60)
    text = models.ForeignKey(LegalText, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "purpose"], name="one_consent_per_purpose"),
        ]
        indexes = [models.Index(fields=["party", "-given_at"], name="consents_of_party")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.purpose}"
