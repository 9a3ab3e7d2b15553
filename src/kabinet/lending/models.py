"""Loan products, orders of allocation, loans with their schedules and operations."""

from datetime import date
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kabinet.applications.models import Application
from kabinet.catalogue.models import Service
from kabinet.kernel import clock
from kabinet.kernel.models import Entity
from kabinet.kernel.money import money_field
from kabinet.lending.engine.allocation import AllocationPart
from kabinet.parties.models import Party


class Regime(models.TextChoices):
    """Which law a loan follows: 353-FZ, or the Civil Code alone."""

    CONSUMER = "consumer", _("Consumer (353-FZ)")
    BUSINESS = "business", _("Business")


class LoanProduct(models.Model):
    """Rate, limits, schedule method and regime of a loan service."""

    service = models.OneToOneField(Service, on_delete=models.PROTECT, primary_key=True, related_name="loan_product")
    regime = models.CharField(_("Regime"), max_length=10, choices=Regime)
    min_amount = money_field(verbose_name=_("Smallest sum"))
    max_amount = money_field(verbose_name=_("Largest sum"))
    amount_step = money_field(verbose_name=_("Step of the sum"))
    default_amount = money_field(verbose_name=_("Sum shown first"))
    min_payments = models.PositiveSmallIntegerField(_("Fewest payments"))
    max_payments = models.PositiveSmallIntegerField(_("Most payments"))
    default_payments = models.PositiveSmallIntegerField(_("Number of payments shown first"))
    terms = models.JSONField(help_text="Terms of the loan engine without amount, issue date and number of payments.")
    days_off_extend = models.BooleanField(
        _("A payment due on a day off is in time on the next working day"),
        default=True,
        db_default=True,
        help_text="Article 193 of the Civil Code. A published schedule keeps what the product said.",
    )
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(min_amount__gt=0, max_amount__gte=F("min_amount"), amount_step__gt=0),
                name="product_sums_in_order",
            ),
            models.CheckConstraint(
                condition=Q(min_payments__gte=1, max_payments__gte=F("min_payments")), name="product_terms_in_order"
            ),
            models.CheckConstraint(condition=Q(regime__in=["consumer", "business"]), name="product_regime_known"),
        ]

    def __str__(self) -> str:
        return str(self.service_id)


class AllocationOrder(Entity):
    """The order in which a repayment covers what is owed, from a day on."""

    regime = models.CharField(max_length=10, choices=Regime)
    valid_from = models.DateField()
    buckets = ArrayField(models.CharField(max_length=30))
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regime", "valid_from"], name="one_order_per_day")]

    def __str__(self) -> str:
        return f"{self.regime} {self.valid_from}"


CORRECTABLE: Final = ("contract_number", "disbursement_document", "disbursed_on")
"""Fields of a loan that staff may put right when they were mistyped."""


class Loan(Entity):
    """A contract: approved once it has a number, issued once the money went out, repaid when nothing is owed."""

    class Status(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("loan", "Approved")
        ISSUED = "issued", pgettext_lazy("loan", "Issued")
        REPAID = "repaid", pgettext_lazy("loan", "Repaid")

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="loan")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="loans")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="loans"
    )
    product = models.ForeignKey(LoanProduct, on_delete=models.PROTECT, related_name="loans")
    regime = models.CharField(max_length=10, choices=Regime)
    status = models.CharField(max_length=10, choices=Status, default=Status.APPROVED)
    contract_number = models.CharField(max_length=50)
    contract_key = models.CharField(max_length=50, help_text="The number folded: two ways of writing are one number.")
    contract_date = models.DateField()
    disbursement_document = models.CharField(max_length=50, blank=True)
    disbursed_on = models.DateField(null=True)
    amount = money_field(help_text="The sum of the contract.")
    revision = models.PositiveIntegerField(default=0)
    unpaid_due = models.DateField(
        null=True, help_text="Due date of the first instalment that the money has not covered; kept by `standing`."
    )
    days_off_extend = models.BooleanField(default=True, db_default=True, help_text="As the schedule in force has it.")
    needs_schedule = models.BooleanField(
        default=False, db_default=False, help_text="Issued, and no schedule starts on the day of the money for its sum."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="loan_sum_is_positive"),
            models.CheckConstraint(
                condition=Q(status="approved", disbursement_document="", disbursed_on__isnull=True)
                | (Q(status__in=["issued", "repaid"], disbursed_on__isnull=False) & ~Q(disbursement_document="")),
                name="issued_loan_names_its_document",
            ),
            models.CheckConstraint(condition=~Q(contract_number=""), name="contract_has_a_number"),
            models.UniqueConstraint(fields=["contract_number"], name="one_loan_per_contract_number"),
            models.UniqueConstraint(fields=["contract_key"], name="one_loan_per_contract_key"),
        ]
        indexes = [
            models.Index(fields=["account", "-created_at"], name="loan_of_account"),
            models.Index(fields=["-created_at", "id"], name="loan_newest"),
            models.Index(fields=["status", "-created_at", "id"], name="loan_newest_of_status"),
            models.Index(
                fields=["unpaid_due"],
                include=["days_off_extend"],
                name="loan_awaited",
                condition=Q(unpaid_due__isnull=False),
            ),
            models.Index(fields=["-created_at", "id"], name="loan_unscheduled", condition=Q(needs_schedule=True)),
            GinIndex(fields=["contract_key"], opclasses=["gin_trgm_ops"], name="contract_search"),
        ]

    def __str__(self) -> str:
        return self.contract_number

    @property
    def is_approved(self) -> bool:
        """Whether the contract is made and the money has not gone out."""
        return self.status == self.Status.APPROVED

    @property
    def correctable(self) -> tuple[str, ...]:
        """Which of `CORRECTABLE` are there to be put right: before the money has gone out, its contract's number."""
        return CORRECTABLE[:1] if self.is_approved else CORRECTABLE

    @property
    def is_issued(self) -> bool:
        """Whether the money is out and something may be owed."""
        return self.status == self.Status.ISSUED

    @property
    def is_repaid(self) -> bool:
        """Whether nothing is owed any more."""
        return self.status == self.Status.REPAID


class Schedule(Entity):
    """A published version of a loan's schedule. Immutable; the newest is in force."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, db_index=False, related_name="schedules")
    number = models.PositiveIntegerField()
    terms = models.JSONField()
    days_off_extend = models.BooleanField(default=True, db_default=True)
    psk_percent = models.DecimalField(max_digits=12, decimal_places=3)
    psk_roubles = money_field()
    total_payment = money_field()
    total_interest = money_field()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loan", "number"], name="one_schedule_per_number")]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.number}"

    def is_for(self, amount: Decimal, issued: date) -> bool:
        """Whether it is worked out for this sum, roubles, with the money out on this day."""
        return self.terms["issued"] == issued.isoformat() and Decimal(self.terms["amount"]) == amount


class Instalment(models.Model):
    """One row of a schedule."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, db_index=False, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due = models.DateField()
    days = models.PositiveSmallIntegerField()
    payment = money_field()
    principal = money_field()
    interest = money_field()
    balance = money_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "number"], name="one_instalment_per_number"),
            models.CheckConstraint(
                condition=Q(payment=F("principal") + F("interest"), principal__gte=0, interest__gte=0, balance__gte=0),
                name="instalment_adds_up",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.number}"


class Operation(Entity):
    """An append-only fact on a loan. Each source makes at most one."""

    class Kind(models.TextChoices):
        DISBURSEMENT = "disbursement", _("Disbursement")
        REPAYMENT = "repayment", _("Repayment")
        REVERSAL = "reversal", _("Reversal of a repayment")

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, db_index=False, related_name="operations")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    amount = money_field()
    source = models.CharField(max_length=100, help_text="What caused it, for example `payment:<id>`.")
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reversals")
    recorded_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source"], name="one_operation_per_source"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="operation_sum_is_positive"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="only_reversals_reverse",
            ),
        ]
        indexes = [models.Index(fields=["loan", "on", "id"], name="loan_operations")]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.kind} {self.amount}"


class Allocation(models.Model):
    """How a repayment was split: one part of it, on one instalment."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, db_index=False, related_name="allocations")
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="+")
    instalment_number = models.PositiveSmallIntegerField()
    bucket = models.CharField(max_length=30)
    amount = money_field()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_sum_is_positive"),
            models.UniqueConstraint(
                fields=["operation", "instalment_number", "bucket"], name="one_allocation_per_bucket"
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.operation_id} {self.bucket} {self.amount}"

    @property
    def part(self) -> AllocationPart:
        """The same as the engine says it."""
        return AllocationPart(self.instalment_number or None, self.bucket, self.amount)
