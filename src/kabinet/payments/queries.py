"""What pages read about payments."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from kabinet.kernel import access, clock, events
from kabinet.kernel.access import Actor
from kabinet.kernel.models import Event
from kabinet.lending.models import Allocation
from kabinet.payments.crediting import source_of
from kabinet.payments.models import AcquirerNotice, Payment, PaymentAttempt

PAGE_SIZE = 50
MOST_NOTICES = 50


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
class PaymentPage:
    """A page of the list, newest first.

    Attributes:
        rows: Payments with their loan and its party.
        newer: Cursor of the page before, None on the first.
        older: Cursor of the page after, None on the last.
    """

    rows: list[Payment]
    newer: UUID | None
    older: UUID | None


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


def list_payments(
    actor: Actor, filters: PaymentFilters, *, before: UUID | None = None, after: UUID | None = None
) -> PaymentPage:
    """A page of payments, by keys rather than by counting. At most two queries."""
    rows = _narrowed(access.visible(Payment, actor), filters).select_related("loan", "loan__party")
    edge = before or after
    cursor = Payment.objects.filter(pk=edge).values_list("created_at", "id").first() if edge else None
    if cursor is None or before:
        older_than = Q() if cursor is None else Q(created_at__lt=cursor[0]) | Q(created_at=cursor[0], id__gt=cursor[1])
        found = list(rows.filter(older_than).order_by("-created_at", "id")[: PAGE_SIZE + 1])
        shown = found[:PAGE_SIZE]
        more_newer, more_older = cursor is not None, len(found) > PAGE_SIZE
    else:
        newer_than = Q(created_at__gt=cursor[0]) | Q(created_at=cursor[0], id__lt=cursor[1])
        found = list(rows.filter(newer_than).order_by("created_at", "-id")[: PAGE_SIZE + 1])
        shown = found[:PAGE_SIZE][::-1]
        more_newer, more_older = len(found) > PAGE_SIZE, True
    return PaymentPage(
        shown,
        newer=shown[0].pk if shown and more_newer else None,
        older=shown[-1].pk if shown and more_older else None,
    )


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


def _narrowed(rows: QuerySet[Payment], filters: PaymentFilters) -> QuerySet[Payment]:
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.since:
        rows = rows.filter(created_at__gte=clock.midnight(filters.since))
    if filters.until:
        rows = rows.filter(created_at__lt=clock.midnight(filters.until + timedelta(days=1)))
    if filters.contract:
        rows = rows.filter(loan__contract_number__icontains=filters.contract)
    if filters.loan_id:
        rows = rows.filter(loan_id=filters.loan_id)
    return rows
