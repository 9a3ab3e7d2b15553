"""What pages read about payments."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from kabinet.kernel import access, clock, events
from kabinet.kernel.access import Actor
from kabinet.kernel.models import Event
from kabinet.kernel.paging import PAGE_SIZE, Page, page
from kabinet.lending.models import Allocation
from kabinet.lending.numbers import contract_key
from kabinet.payments.crediting import source_of
from kabinet.payments.models import UNSETTLED, AcquirerNotice, Payment, PaymentAttempt

MOST_NOTICES = 50
_SHOWN: Final = (
    "created_at",
    "status",
    "purpose",
    "amount",
    "refunded_amount",
    "given_up_at",
    "loan__contract_number",
    "loan__party__display_name",
)
"""What a line of a list shows, of a payment and of what belongs to it."""


@dataclass(frozen=True, slots=True)
class PaymentFilters:
    """What the office's list is narrowed to; empty values do not narrow.

    Attributes:
        status: One of `Payment.Status`.
        since: First day, in the organisation's time zone.
        until: Last day.
        contract: A part of the contract's number.
        loan_id: Payments of this loan alone.
    """

    status: str = ""
    since: date | None = None
    until: date | None = None
    contract: str = ""
    loan_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PaymentCard:
    """Everything the office knows of a payment.

    Attributes:
        payment: With loan, party and payer.
        covered: How the money was split when it was credited.
        attempts: Requests to open it, newest first.
        notices: Notifications about it, newest first.
        timeline: Events, newest first.
    """

    payment: Payment
    covered: list[Allocation]
    attempts: list[PaymentAttempt]
    notices: list[AcquirerNotice]
    timeline: list[Event]


def list_payments(actor: Actor, filters: PaymentFilters, *, cursor: str = "", size: int = PAGE_SIZE) -> Page[Payment]:
    """Payments by filters with their loan and its party, newest first. One query.

    Args:
        actor: Sees the payments of `access.visible`.
        filters: What to narrow to.
        cursor: Where the page begins.
        size: Payments on a page.
    """
    rows = _narrowed(access.visible(Payment, actor), filters).select_related("loan__party").only(*_SHOWN)
    return page(rows, by="created_at", cursor=cursor, size=size)


def payment_card(actor: Actor, payment_id: UUID) -> PaymentCard:
    """The card of one payment. Five queries.

    Raises:
        Http404: They may not know of it.
    """
    payment = access.get(Payment, actor, payment_id, related=("loan", "loan__party", "payer"))
    notices = AcquirerNotice.objects.filter(provider=payment.provider, object_id=payment.provider_id or "")
    return PaymentCard(
        payment=payment,
        covered=covered_by(payment),
        attempts=list(payment.attempts.order_by("-created_at")),
        notices=list(notices.order_by("-created_at")[:MOST_NOTICES]),
        timeline=events.about([payment]),
    )


def covered_by(payment: Payment) -> list[Allocation]:
    """How the money of a payment was split when it was credited; nothing before that. One query."""
    if payment.credited_at is None:
        return []
    return list(Allocation.objects.filter(operation__source=source_of(payment)).order_by("id"))


def under_way(loan_id: UUID) -> list[Payment]:
    """Payments of a loan that were begun and may still be paid, oldest first. One query."""
    return list(
        Payment.objects.filter(loan_id=loan_id, status__in=UNSETTLED, given_up_at=None).order_by("created_at", "id")
    )


def where_to_pay(payment: Payment) -> str | None:
    """Where the payer goes to pay. At most one query.

    Returns:
        The acquirer's page; empty while the order is on its way to the acquirer, whose page is not known yet; None when
        there is nothing to wait for.
    """
    if payment.is_payable:
        return payment.confirmation_url
    if not (payment.is_being_opened and payment.is_under_way):
        return None
    sent = payment.attempts.filter(outcome=PaymentAttempt.Outcome.OPEN, sent_at__isnull=False)
    return "" if sent.exists() else None


def _narrowed(rows: QuerySet[Payment], filters: PaymentFilters) -> QuerySet[Payment]:
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.since:
        rows = rows.filter(created_at__gte=clock.midnight(filters.since))
    if filters.until:
        rows = rows.filter(created_at__lt=clock.midnight(filters.until + timedelta(days=1)))
    if filters.contract:
        rows = rows.filter(loan__contract_key__contains=contract_key(filters.contract))
    if filters.loan_id:
        rows = rows.filter(loan_id=filters.loan_id)
    return rows
