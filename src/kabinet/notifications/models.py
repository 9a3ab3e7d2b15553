"""Messages to people."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock
from kabinet.kernel.models import Entity, Event


class Message(Entity):
    """One e-mail or SMS. Codes in it are sealed and wiped once it has gone out."""

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("not sent")
        UNKNOWN = "unknown", _("unknown: the operator did not answer")

    channel = models.CharField(max_length=5, choices=Channel)
    template = models.CharField(max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="messages"
    )
    address = models.CharField(max_length=254, help_text="A mask when the message carries a secret.")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(help_text="What is sent; secrets stand as dots.")
    sealed_body = models.TextField(
        blank=True, help_text="Address and body with its secret, sealed; wiped after sending."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    own_id = models.PositiveIntegerField(unique=True, help_text="Our number at the operator: asks for the status.")
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=64, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    """What went wrong, by each operator in turn, spaces between; what was sent keeps those that refused our account."""

    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, related_name="messages")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was handed to the operator.")
    cost = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        db_default=0,
        help_text="Roubles of an SMS: reckoned when written down, then as the operator says.",
    )
    sent_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=clock.now, help_text="When the status last changed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "recipient", "template"],
                condition=Q(event__isnull=False),
                name="one_message_per_event_and_channel",
            )
        ]
        indexes = [
            models.Index(fields=["-created_at", "id"], name="message_newest"),
            models.Index(fields=["status", "changed_at"], name="message_queue"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Notice(Entity):
    """One notification in the cabinet: a text code with its figures, and where it leads."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="notices"
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=200)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "event"], name="one_notice_per_event")]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="notices_of_account")]

    def __str__(self) -> str:
        return str(self.pk)
