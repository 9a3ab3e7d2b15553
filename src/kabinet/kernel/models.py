"""Tables of the ground."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kabinet.kernel import clock


class Entity(models.Model):
    """A row with an identity of its own; time-ordered ids keep indexes compact and cannot be guessed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class Event(models.Model):
    """A line of the event log: what happened, to what, by whom. Append-only; a database trigger holds it.

    `data` carries numbers, codes and old/new values of corrections; never personal data.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    happened_at = models.DateTimeField(default=clock.now, db_index=True)
    name = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    party_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "happened_at"], name="event_subject"),
            models.Index(fields=["party_id", "happened_at"], name="event_party"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind} {self.subject_id}"


class Delivery(models.Model):
    """An event on its way to one subscriber."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("delivered")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_index=False, related_name="deliveries")
    subscriber = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="one_delivery_per_subscriber"),
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "done", "failed"]), name="delivery_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-created_at", "id"], name="delivery_newest_of_status"),
            models.Index(fields=["-created_at", "id"], name="delivery_newest", condition=~models.Q(status="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subscriber}: {self.status}"


class StoredFile(Entity):
    """One uploaded file. Bytes lie in the private storage under a random name; a view checks before it serves."""

    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200, unique=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class Hit(models.Model):
    """A counted attempt within a window; keys are hashed, so that no address is kept here."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key", "window_start"], name="one_hit_per_window")]
        indexes = [models.Index(fields=["window_start"], name="hit_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.window_start:%Y-%m-%d %H:%M} {self.count}"


class SecurityEvent(models.Model):
    """A trace of what may be an attempt: a line of the first, tenth, hundredth … of one hour. Append-only.

    `data` carries codes, never personal data; the network and the account have columns of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    happened_at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=30)
    network = models.CharField(max_length=50, blank=True)
    account_id = models.UUIDField(null=True)
    count = models.PositiveIntegerField(default=1)
    is_alarm = models.BooleanField(default=False)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["-happened_at", "id"], name="security_newest"),
            models.Index(fields=["kind", "-happened_at", "id"], name="security_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"


class Look(models.Model):
    """That a member of staff opened a card or a document of a client. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    looked_at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField()
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    party_id = models.UUIDField(null=True)
    window_start = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-looked_at", "id"], name="look_newest"),
            models.Index(fields=["party_id", "-looked_at", "id"], name="look_party"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["actor_id", "subject_id", "subject_kind", "window_start"], name="one_look_per_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.subject_kind} {self.subject_id}"


LONGEST_CHECK = timedelta(minutes=2)
"""Twice the longest time-out that a connection may have."""


class Connection(Entity):
    """What an administrator set for one provider of a kind of outside service."""

    kind = models.CharField(max_length=20)
    provider = models.CharField(max_length=20)
    settings = models.JSONField(default=dict, help_text="What is no secret.")
    sealed = models.TextField(blank=True, help_text="The secrets, sealed.")
    is_on = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Its turn among those of its kind.")
    revision = models.PositiveIntegerField(default=0)
    check_asked_at = models.DateTimeField(null=True, help_text="When somebody asked to try it.")
    checked_at = models.DateTimeField(null=True)
    check_passed = models.BooleanField(null=True)
    check_said = models.CharField(max_length=500, blank=True, help_text="What was tried and what answered.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "provider"], name="one_connection_per_provider")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.provider}"

    @property
    def is_being_checked(self) -> bool:
        """Whether the answer to a check is still to come."""
        return self._is_unanswered and not self.is_check_overdue

    @property
    def is_check_overdue(self) -> bool:
        """Whether nobody answered a check in time: no worker runs, or it failed."""
        asked_at = self.check_asked_at
        return asked_at is not None and self._is_unanswered and clock.now() - asked_at > LONGEST_CHECK

    @property
    def _is_unanswered(self) -> bool:
        return self.check_asked_at is not None and (self.checked_at is None or self.checked_at < self.check_asked_at)
