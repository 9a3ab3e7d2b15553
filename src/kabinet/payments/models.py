"""Online payments."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock
from kabinet.kernel.models import Entity
from kabinet.kernel.money import money_field
from kabinet.lending.models import Loan


class Payment(Entity):
    """Money on its way through an acquirer to a loan. Credited once, and only with what the acquirer confirms."""

    class Status(models.TextChoices):
        CREATED = "created", _("being prepared")
        PENDING = "pending", _("waiting for the payer")
        WAITING = "waiting", _("held by the bank")
        SUCCEEDED = "succeeded", _("paid")
        CANCELLED = "cancelled", _("not paid")
        REFUNDED = "refunded", _("returned")
        DISPUTED = "disputed", _("does not match")

    class Purpose(models.TextChoices):
        OVERDUE = "overdue", _("What is overdue")
        INSTALMENT = "instalment", _("The next instalment")
        DUE = "due", _("All that is due")
        OTHER = "other", _("Another sum")

    class ReceiptTo(models.TextChoices):
        PAYER = "payer", _("The payer's e-mail")
        ORGANISATION = "organisation", _("The organisation: the payer gave no e-mail")
        PHONE = "phone", _("The payer's phone")

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, db_index=False, related_name="payments")
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payments")
    status = models.CharField(max_length=10, choices=Status, default=Status.CREATED)
    purpose = models.CharField(max_length=10, choices=Purpose)
    amount = money_field()
    currency = models.CharField(max_length=3, default="RUB")
    provider = models.CharField(max_length=20)
    shop_id = models.CharField(max_length=40)
    provider_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unknown until the acquirer answers; unique
    confirmation_url = models.CharField(max_length=1000, blank=True)
    receipt = models.JSONField(default=dict, help_text="The 54-FZ receipt that was sent along; no addresses.")
    receipt_to = models.CharField(max_length=12, choices=ReceiptTo, blank=True, default="", db_default="")
    receipt_mark = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="A keyed hash of where the receipt goes."
    )
    failure_code = models.CharField(max_length=60, blank=True)
    given_up_at = models.DateTimeField(null=True, help_text="When the payer gave it up; the acquirer may not know.")
    refunded_amount = money_field(default=0)
    form_token = models.CharField(max_length=64, help_text="A form sent twice makes one payment.")
    credited_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True, help_text="When the acquirer was last asked.")
    check_requested_at = models.DateTimeField(null=True, help_text="When a page last asked for its state.")
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_sum_is_positive"),
            models.CheckConstraint(
                condition=Q(refunded_amount__gte=0, refunded_amount__lte=F("amount")), name="refund_within_payment"
            ),
            models.CheckConstraint(
                condition=~Q(status="succeeded") | Q(credited_at__isnull=False), name="succeeded_payment_is_credited"
            ),
            models.UniqueConstraint(fields=["provider", "provider_id"], name="one_payment_per_provider_id"),
            models.UniqueConstraint(fields=["form_token"], name="one_payment_per_form"),
        ]
        indexes = [
            models.Index(fields=["loan", "-created_at"], name="payments_of_loan"),
            models.Index(fields=["-created_at", "id"], name="payment_newest"),
            models.Index(fields=["status", "-created_at", "id"], name="payment_newest_of_status"),
            models.Index(
                fields=["checked_at"],
                name="payment_unsettled",
                condition=Q(status__in=["created", "pending", "waiting"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_being_opened(self) -> bool:
        """Whether the acquirer has not said yet that it takes the order."""
        return self.status == self.Status.CREATED

    @property
    def is_held(self) -> bool:
        """Whether the bank holds the money until it is taken."""
        return self.status == self.Status.WAITING

    @property
    def has_arrived(self) -> bool:
        """Whether it stands on the loan."""
        return self.status == self.Status.SUCCEEDED

    @property
    def has_failed(self) -> bool:
        """Whether it was not paid and cannot be any more."""
        return self.status == self.Status.CANCELLED

    @property
    def is_returned(self) -> bool:
        """Whether all of it went back to the payer."""
        return self.status == self.Status.REFUNDED

    @property
    def is_disputed(self) -> bool:
        """Whether the acquirer tells something else of it than we know, which a person has to look into."""
        return self.status == self.Status.DISPUTED

    @property
    def is_unsettled(self) -> bool:
        """Whether the acquirer may still change its mind."""
        return self.status in UNSETTLED

    @property
    def is_under_way(self) -> bool:
        """Whether the payer may still pay it and has not said that he will not."""
        return self.is_unsettled and self.given_up_at is None

    @property
    def is_payable(self) -> bool:
        """Whether the acquirer's page still waits for the payer."""
        return self.status == self.Status.PENDING and self.is_under_way and bool(self.confirmation_url)

    @property
    def credited_amount(self) -> Decimal:
        """What of it stands on the loan now, roubles."""
        return self.amount - self.refunded_amount if self.credited_at else Decimal("0.00")


UNSETTLED = (Payment.Status.CREATED, Payment.Status.PENDING, Payment.Status.WAITING)
"""States in which the payer or the acquirer still has the word."""


class ReceiptAddress(models.Model):
    """Where an account wants its receipts; asked for when paying, never an address to sign in with."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="receipt_address"
    )
    email = models.EmailField()
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.account_id)


class PaymentAttempt(Entity):
    """One try to open a payment at the acquirer; its key makes repeating it harmless."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("no answer yet")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="attempts")
    idempotence_key = models.CharField(max_length=64)
    request = models.JSONField(help_text="What was sent, without personal data, so that it can be sent again.")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    error_code = models.CharField(max_length=60, blank=True)
    sealed_customer = models.TextField(blank=True, help_text="Where the receipt goes, sealed; wiped after the answer.")
    sent_at = models.DateTimeField(null=True, help_text="When it was last sent.")
    sends = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idempotence_key"], name="one_attempt_per_key"),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(outcome="open"), name="one_open_attempt_per_payment"
            ),
        ]

    def __str__(self) -> str:
        return self.idempotence_key


class AcquirerNotice(Entity):
    """A notification as it arrived: a hint to ask the acquirer, never believed by itself."""

    provider = models.CharField(max_length=20)
    event = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64, db_index=True)
    source_ip = models.GenericIPAddressField()
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="notice_newest")]

    def __str__(self) -> str:
        return f"{self.provider} {self.event} {self.object_id}"
