"""Paying a loan: choosing the sum, leaving for the acquirer's page, coming back."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.cabinet.forms.payments import PaymentForm
from kabinet.kernel import access, clock
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.money import MoneyError, parse_money
from kabinet.lending.models import Loan
from kabinet.payments import words
from kabinet.payments.actions.ask_for_state import ask_for_state
from kabinet.payments.actions.start_payment import start_payment
from kabinet.payments.debts import Debt, debt_of
from kabinet.payments.models import Payment
from kabinet.payments.queries import covered_by

MOST_LOOKS = 45
"""How often a waiting page looks again by itself: at every two seconds for a minute and a half."""


@client_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Choose what to pay; a POST opens the payment and leads on to the acquirer's page."""
    actor = actor_of(request)
    loan = access.get(Loan, actor, loan_id)
    if loan.account_id != actor.user_id:
        raise Denied("pay")
    debt = debt_of(loan, on=clock.today())
    if loan.status != Loan.Status.ISSUED or debt is None or not debt.remaining:
        return render(request, "cabinet/payments/nothing.html", {"loan": loan, "debt": debt})
    if request.method != "POST":
        form = PaymentForm(debt=debt, initial=_asked_for(request))
        return render(request, "cabinet/payments/new.html", _page(loan, debt, form))
    form = PaymentForm(request.POST, debt=debt)
    if form.is_valid():
        try:
            payment = start_payment(
                actor=actor,
                loan_id=loan_id,
                purpose=form.cleaned_data["purpose"],
                amount=form.cleaned_data["sum"],
                form_token=form.cleaned_data["form_token"],
            )
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
        else:
            return redirect("payment_go", payment_id=payment.pk)
    return render(request, "cabinet/payments/new.html", _page(loan, debt, form), status=422)


@client_page
@require_safe
def preview(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """What a sum would cover, as a part of the page."""
    loan = access.get(Loan, actor_of(request), loan_id)
    debt = debt_of(loan, on=clock.today())
    chosen = request.GET.get("purpose", "")
    amount = None if debt is None else _sum_of(debt, chosen, request.GET.get("amount", ""))
    return render(request, "cabinet/payments/_preview.html", _preview(debt, amount))


@client_page
@require_safe
def go(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Leave for the acquirer's page.

    A page of its own: browsers hold every redirect that follows a sent form to `form-action`, which allows this site
    alone; from here on it is an ordinary navigation.
    """
    payment = access.get(Payment, actor_of(request), payment_id, related=("loan",))
    on_its_way = (
        payment.status == Payment.Status.CREATED
        and payment.attempts.filter(outcome="open", sent_at__isnull=False).exists()
    )
    if on_its_way:
        return render(request, "cabinet/payments/go.html", {"payment": payment, "address": request.path})
    if payment.status != Payment.Status.PENDING or not payment.confirmation_url:
        return redirect("payment", payment_id=payment.pk)
    return render(request, "cabinet/payments/go.html", {"payment": payment, "address": payment.confirmation_url})


@client_page
@require_safe
def show(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Where the payer comes back to, and later the card of the payment."""
    payment = ask_for_state(actor=actor_of(request), payment_id=payment_id)
    return render(request, "cabinet/payments/show.html", _state(payment, look=0))


@client_page
@require_safe
def state(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The part of the page that waits; it asks again until the payment is settled or patience ends."""
    payment = ask_for_state(actor=actor_of(request), payment_id=payment_id)
    text = request.GET.get("look", "")
    look = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else MOST_LOOKS
    return render(request, "cabinet/payments/_state.html", _state(payment, look=look))


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """The choice that a link brought along, such as "try again" after a payment that failed."""
    wanted = {name: request.GET[name][:40] for name in ("purpose", "amount") if name in request.GET}
    return wanted if wanted.get("purpose") in Payment.Purpose.values else {}


def _page(loan: Loan, debt: Debt, form: PaymentForm) -> dict[str, Any]:
    purpose, amount = str(form["purpose"].value() or ""), str(form["amount"].value() or "")
    return {"loan": loan, "debt": debt, "form": form, **_preview(debt, _sum_of(debt, purpose, amount))}


def _sum_of(debt: Debt, purpose: str, typed: str) -> Decimal | None:
    if purpose in {Payment.Purpose.INSTALMENT, Payment.Purpose.DUE}:
        return debt.sum_for(Payment.Purpose(purpose))
    try:
        return parse_money(typed)
    except MoneyError:
        return None


def _preview(debt: Debt | None, amount: Decimal | None) -> dict[str, Any]:
    if debt is None or amount is None or amount <= 0:
        return {"preview": None}
    parts = debt.preview(amount)
    sums = {kind: sum((part.amount for part in parts if part.kind == kind), Decimal(0)) for kind in KINDS}
    return {
        "preview": {
            "amount": amount,
            "too_much": amount > debt.remaining,
            "most": debt.remaining,
            "lines": [(label, sums[kind]) for kind, label in _kind_words().items() if sums[kind]],
            "numbers": sorted({part.number for part in parts if part.number is not None}),
            "left": max(debt.remaining - amount, Decimal("0.00")),
        }
    }


KINDS = ("interest", "principal", "penalty", "costs")


def _kind_words() -> dict[str, str]:
    return dict(zip(KINDS, (_("Interest"), _("Principal"), _("Penalty"), _("Costs of the lender")), strict=True))


def _state(payment: Payment, *, look: int) -> dict[str, Any]:
    covered = covered_by(payment)
    interest = sum((part.amount for part in covered if part.bucket.endswith("interest")), Decimal(0))
    principal = sum((part.amount for part in covered if part.bucket.endswith("principal")), Decimal(0))
    returned = payment.refunded_amount if payment.credited_at else Decimal(0)
    lines = [(_("Interest"), interest), (_("Principal"), principal), (_("Returned"), -returned)]
    return {
        "payment": payment,
        "loan": payment.loan,
        "lines": [(label, amount) for label, amount in lines if amount],
        "numbers": sorted({part.instalment_number for part in covered if part.instalment_number}),
        "overpaid": payment.amount - sum((part.amount for part in covered), Decimal(0)) if payment.credited_at else 0,
        "reason": words.reason(payment.failure_code),
        "waits": payment.is_unsettled and look < MOST_LOOKS,
        "asked": payment.checked_at is not None and payment.checked_at > payment.created_at and look > 0,
        "next_look": look + 1,
    }
