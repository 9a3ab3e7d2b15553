"""Payments in the office: the list, the card, and asking the acquirer now."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kabinet.identity.rights import MANAGE_PAYMENTS, SEE_PAYMENTS
from kabinet.kernel import looks
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.money import ZERO
from kabinet.kernel.ui.page import Page, show
from kabinet.office.forms.payments import PaymentFilterForm
from kabinet.office.neighbours import Neighbours, neighbours
from kabinet.payments import presentation
from kabinet.payments.actions.check_payment_now import check_payment_now
from kabinet.payments.models import Payment
from kabinet.payments.queries import PaymentCard, list_payments, payment_card
from kabinet.payments.receipts import interest_named
from kabinet.payments.records import read_receipt


@dataclass(frozen=True)
class PaymentsPage(Page, template="office/payments/index.html"):
    """Payments.

    Attributes:
        filtered: Whether the list is narrowed.
    """

    form: PaymentFilterForm
    rows: list[Payment]
    filtered: bool
    neighbours: Neighbours


@staff_page(SEE_PAYMENTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All payments, newest first, by status, day, contract."""
    form = PaymentFilterForm(request.GET)
    filters = form.filters()
    found = list_payments(actor_of(request), filters, cursor=request.GET.get("page", ""))
    filtered = any((filters.status, filters.since, filters.until, filters.contract, filters.loan_id))
    return show(request, PaymentsPage(form, found.rows, filtered, neighbours(request, found)))


@dataclass(frozen=True, slots=True)
class ReceiptGap:
    """Interest that a receipt names and interest that was credited, roubles, where the two differ."""

    named: Decimal
    covered: Decimal


@dataclass(frozen=True)
class PaymentPage(Page, template="office/payments/card.html"):
    """Everything about one payment.

    Attributes:
        gap: Where the receipt names other interest than was credited: it is sent before the money comes.
    """

    found: PaymentCard
    gap: ReceiptGap | None


@staff_page(SEE_PAYMENTS)
@require_safe
def card(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Everything about one payment."""
    found = payment_card(actor_of(request), payment_id)
    looks.record(actor_of(request), found.payment, party_id=found.payment.loan.party_id)
    return show(request, PaymentPage(found, _gap(found)))


@staff_page(MANAGE_PAYMENTS)
@require_POST
def check(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Ask the acquirer about a payment and show what came of it."""
    try:
        payment = check_payment_now(actor=actor_of(request), payment_id=payment_id)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        told = {"acquirer": presentation.acquirer(payment), "status": payment.get_status_display()}
        messages.success(request, _("Asked %(acquirer)s: %(status)s.") % told)
    return redirect("office_payment", payment_id=payment_id)


def _gap(found: PaymentCard) -> ReceiptGap | None:
    if not found.payment.receipt or found.payment.credited_at is None:
        return None
    named = interest_named(read_receipt(found.payment.receipt))
    covered = sum((each.amount for each in found.covered if each.part.kind == "interest"), ZERO)
    return None if named == covered else ReceiptGap(named, covered)
