"""Payments in the office: the list, the card, and asking the acquirer now."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kabinet.kernel import events, looks
from kabinet.kernel.access import Right, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Event
from kabinet.kernel.money import ZERO
from kabinet.office.forms.payments import PaymentFilterForm
from kabinet.office.pages import links
from kabinet.payments import presentation
from kabinet.payments.actions.confirm_payment import check_payment_now
from kabinet.payments.models import Payment
from kabinet.payments.queries import PaymentCard, list_payments, payment_card
from kabinet.payments.receipts import interest_named
from kabinet.payments.records import read_receipt


@staff_page(Right.SEE_PAYMENTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All payments, newest first, by status, day, contract."""
    form = PaymentFilterForm(request.GET)
    filters = form.filters()
    page = list_payments(actor_of(request), filters, cursor=request.GET.get("page", ""))
    context = {
        "form": form,
        "statuses": [("", _("Any")), *Payment.Status.choices],
        "rows": [(payment, presentation.TONES[payment.status]) for payment in page.rows],
        **links(request, page),
        "filtered": any((filters.status, filters.since, filters.until, filters.contract, filters.loan_id)),
    }
    return render(request, "office/payments/index.html", context)


@staff_page(Right.SEE_PAYMENTS)
@require_safe
def card(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Everything about one payment."""
    found = payment_card(actor_of(request), payment_id)
    payment = found.payment
    looks.record(actor_of(request), payment, party_id=payment.loan.party_id)
    context = {
        "card": found,
        "payment": payment,
        "tone": presentation.TONES[payment.status],
        "explanation": _explanation(payment),
        "receipt_lines": presentation.receipt_lines(payment),
        "receipt_gap": _receipt_gap(found),
        "attempts": [(attempt, presentation.ATTEMPT_OUTCOMES[attempt.outcome]) for attempt in found.attempts],
        "notices": [
            (notice, presentation.NOTICE_OUTCOMES.get(notice.outcome, notice.outcome)) for notice in found.notices
        ],
        "timeline": [_line(event) for event in found.timeline],
    }
    return render(request, "office/payments/card.html", context)


@staff_page(Right.RECONCILE_PAYMENTS)
@require_POST
def check(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Ask the acquirer about a payment and show what came of it."""
    try:
        payment = check_payment_now(actor=actor_of(request), payment_id=payment_id)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Asked YooKassa: %(status)s.") % {"status": payment.get_status_display()})
    return redirect("office_payment", payment_id=payment_id)


def _explanation(payment: Payment) -> str:
    match payment.status:
        case Payment.Status.CANCELLED:
            return str(presentation.reason(payment.failure_code))
        case Payment.Status.DISPUTED:
            return str(presentation.fault(payment.failure_code))
    return ""


def _receipt_gap(found: PaymentCard) -> dict[str, Decimal] | None:
    """Interest in the receipt and interest credited, when they differ; the receipt is sent before the money comes."""
    if not found.payment.receipt or found.payment.credited_at is None:
        return None
    named = interest_named(read_receipt(found.payment.receipt))
    covered = sum((part.amount for part in found.covered if part.bucket.endswith("interest")), ZERO)
    return None if named == covered else {"named": named, "covered": covered}


def _line(event: Event) -> dict[str, Any]:
    return {
        "title": events.type_of(event.name).title,
        "at": event.happened_at,
        "by": event.actor_name,
        "tone": {"payment.succeeded": "success", "payment.disputed": "danger", "payment.refunded": "warning"}.get(
            event.name, "neutral"
        ),
        "reason": event.data.get("reason", ""),
        "refunded": event.data.get("refunded", ""),
    }
