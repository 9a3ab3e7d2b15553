"""Paying a loan: choosing the sum, leaving for the acquirer's page, coming back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.cabinet.forms.payments import PaymentForm
from kabinet.config.environment import environment
from kabinet.kernel import access, clock
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.kernel.errors import Denied, Refused, Words
from kabinet.kernel.money import ZERO, MoneyError, parse_money
from kabinet.kernel.text import is_empty
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import show_refusal
from kabinet.lending.models import Loan
from kabinet.payments import presentation
from kabinet.payments.actions.abandon_payment import abandon_payment
from kabinet.payments.actions.ask_for_state import ask_for_state
from kabinet.payments.actions.start_payment import start_payment
from kabinet.payments.addressees import known_email, without_email
from kabinet.payments.debts import Debt, debt_of
from kabinet.payments.models import Payment
from kabinet.payments.queries import covered_by, under_way, where_to_pay

MOST_LOOKS = 45
"""How often a waiting page looks again by itself: at every two seconds for a minute and a half."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the payment page is about.

    Attributes:
        loan: The loan.
        open: Payments of it that were begun and may still be paid.
        debt: What can be paid beside them; None while nothing is owed or no schedule is published.
    """

    loan: Loan
    open: list[Payment]
    debt: Debt | None

    @property
    def under_way(self) -> Decimal:
        """What the open payments come to."""
        return sum((payment.amount for payment in self.open), ZERO)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sum would cover; sums are roubles.

    Attributes:
        problem: Why it cannot be paid, or what is asked of it; empty when all is well.
        amount: The sum.
        lines: What it covers, by kind of debt.
        numbers: The instalments it reaches.
        ahead: Interest in it of periods that have not begun.
        no_receipt: Whether receipts are sent and this sum needs none.
        left: The debt after it.
    """

    problem: str
    amount: Decimal = ZERO
    lines: Sequence[tuple[Words, Decimal]] = ()
    numbers: Sequence[int] = ()
    ahead: Decimal = ZERO
    no_receipt: bool = False
    left: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class SeenPayment:
    """A payment as its payer sees it; sums are roubles.

    Attributes:
        payment: With its loan.
        lines: What it covered.
        numbers: The instalments it reached.
        overpaid: What came in beyond the debt.
        waits: Whether the page looks again by itself.
        asked: Whether the acquirer has been asked and knows of no payment yet.
        next_look: How many times the page will have looked then.
    """

    payment: Payment
    lines: Sequence[tuple[Words, Decimal]]
    numbers: Sequence[int]
    overpaid: Decimal
    waits: bool
    asked: bool
    next_look: int


@dataclass(frozen=True)
class PayingPage(Page, template="cabinet/payments/new.html"):
    """Asks what to pay.

    Attributes:
        desk: The loan and what is under way.
        debt: What can be paid.
        form: The choice of a sum.
        acquirer: Who takes the money.
        receipt_hint: What becomes of the receipt.
        preview: What the chosen sum would cover; None without one.
    """

    desk: Desk
    debt: Debt
    form: PaymentForm
    acquirer: Words
    receipt_hint: str
    preview: Preview | None


@dataclass(frozen=True)
class NothingToPayPage(Page, template="cabinet/payments/nothing.html"):
    """Says why nothing can be paid here now, and what can be done instead."""

    desk: Desk


@dataclass(frozen=True)
class PreviewPart(Page, template="cabinet/payments/preview.html"):
    """What a changed sum would cover; None where there is none to speak of."""

    preview: Preview | None


@dataclass(frozen=True)
class LeavingPage(Page, template="cabinet/payments/go.html"):
    """Leads on to `target`: the acquirer's page, or this one again while it is being opened."""

    payment: Payment
    target: str


@dataclass(frozen=True)
class PaymentPage(Page, template="cabinet/payments/show.html"):
    """Where the payer comes back to, and later the card of the payment."""

    seen: SeenPayment


@dataclass(frozen=True)
class StatePart(Page, template="cabinet/payments/state.html"):
    """The part of that page that waits."""

    seen: SeenPayment


@client_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Choose what to pay; a POST opens the payment and leads on to the acquirer's page."""
    desk = _desk(request, loan_id)
    if desk.loan.account_id != actor_of(request).user_id:
        raise Denied("pay")
    if desk.debt is None or desk.debt.most < desk.debt.least:
        return show(request, NothingToPayPage(desk))
    if request.method != "POST":
        return _form_page(request, desk, desk.debt, _form(desk, desk.debt, initial=_asked_for(request)))
    form = _form(desk, desk.debt, request.POST)
    if form.is_valid():
        try:
            payment = start_payment(
                actor=actor_of(request),
                loan_id=loan_id,
                purpose=form.cleaned_data["purpose"],
                amount=form.cleaned_data["sum"],
                form_token=form.cleaned_data["form_token"],
                receipt_email=form.cleaned_data.get("receipt_email"),
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("payment_go", payment_id=payment.pk)
    return _form_page(request, desk, desk.debt, form, status=422)


@client_page
@require_safe
def preview(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """What a sum would cover, as a part of the page."""
    debt = _desk(request, loan_id).debt
    chosen = request.GET.get("purpose", "")
    typed = request.GET.get("amount", "")
    if debt is None:
        return show(request, PreviewPart(None))
    amount = _sum_of(debt, chosen, typed)
    return show(request, PreviewPart(_question(typed) if amount is None else _preview(debt, amount)))


@client_page
@require_POST
def abandon(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Give a payment up; what the acquirer says of it counts more."""
    try:
        payment = abandon_payment(actor=actor_of(request), payment_id=payment_id)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("payment", payment_id=payment_id)
    if payment.given_up_at is None:
        return redirect("payment", payment_id=payment_id)
    messages.success(request, _("You gave the payment up. Its sum can be paid anew."))
    return redirect("payment_new", loan_id=payment.loan_id)


@client_page
@require_safe
def go(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Leave for the acquirer's page.

    A page of its own: browsers hold every redirect that follows a sent form to `form-action`, which allows this site
    alone; from here on it is an ordinary navigation.
    """
    payment = access.get(Payment, actor_of(request), payment_id, related=("loan",))
    target = where_to_pay(payment)
    if target is None:
        return redirect("payment", payment_id=payment.pk)
    return show(request, LeavingPage(payment, target or request.path))


@client_page
@require_safe
def card(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Where the payer comes back to, and later the card of the payment."""
    payment = ask_for_state(actor=actor_of(request), payment_id=payment_id)
    return show(request, PaymentPage(_seen(payment, look=0)))


@client_page
@require_safe
def state(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The part of the page that waits; it asks again until the payment is settled or patience ends."""
    payment = ask_for_state(actor=actor_of(request), payment_id=payment_id)
    text = request.GET.get("look", "")
    look = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else MOST_LOOKS
    return show(request, StatePart(_seen(payment, look=look)))


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """The choice that a link brought along, such as "try again" after a payment that failed."""
    wanted = {name: request.GET[name][:40] for name in ("purpose", "amount") if name in request.GET}
    return wanted if wanted.get("purpose") in Payment.Purpose.values else {}


def _desk(request: HttpRequest, loan_id: UUID) -> Desk:
    loan = access.get(Loan, actor_of(request), loan_id, related=("account", "party"))
    if not loan.is_issued:
        return Desk(loan, [], None)
    open_ = under_way(loan.pk)
    return Desk(loan, open_, debt_of(loan, on=clock.today(), under_way=sum((item.amount for item in open_), ZERO)))


def _form(desk: Desk, debt: Debt, data: Any = None, **options: Any) -> PaymentForm:
    email = None if environment().receipt_mode == "none" else known_email(desk.loan)
    required = not without_email(desk.loan.account)
    return PaymentForm(data, debt=debt, email=email, email_required=required, **options)


def _form_page(request: HttpRequest, desk: Desk, debt: Debt, form: PaymentForm, *, status: int = 200) -> HttpResponse:
    purpose, amount = str(form["purpose"].value() or ""), str(form["amount"].value() or "")
    acquirer, account = presentation.acquirer_in_use(), desk.loan.account
    page = PayingPage(
        desk=desk,
        debt=debt,
        form=form,
        acquirer=acquirer,
        receipt_hint=presentation.receipt_hint(acquirer, without_email(account), account.phone or ""),
        preview=_preview(debt, _sum_of(debt, purpose, amount)),
    )
    return show(request, page, status=status)


def _sum_of(debt: Debt, purpose: str, typed: str) -> Decimal | None:
    if purpose in Payment.Purpose.values and purpose != Payment.Purpose.OTHER:
        return debt.sum_for(Payment.Purpose(purpose))
    try:
        return parse_money(typed)
    except MoneyError:
        return None


def _question(typed: str) -> Preview | None:
    """What is asked of a sum that cannot be read in one way; of an empty field nothing."""
    try:
        parse_money(typed)
    except MoneyError as error:
        return None if is_empty(typed) else Preview(problem=str(error.message))
    return None


def _preview(debt: Debt, amount: Decimal | None) -> Preview | None:
    if amount is None or amount <= 0:
        return None
    problem, parts = debt.problem(amount), debt.preview(amount)
    sums: dict[str, Decimal] = {}
    for part in parts:
        sums[part.kind] = sums.get(part.kind, ZERO) + part.amount
    return Preview(
        problem=str(problem.message) if problem else "",
        amount=amount,
        lines=presentation.covered_lines(sums),
        numbers=sorted({part.number for part in parts if part.number is not None}),
        ahead=debt.not_accrued(parts),
        no_receipt=environment().receipt_mode != "none" and not debt.needs_receipt(amount),
        left=max(debt.remaining - debt.under_way - amount, ZERO),
    )


def _seen(payment: Payment, *, look: int) -> SeenPayment:
    covered = covered_by(payment)
    sums = {
        kind: sum((part.amount for part in covered if part.bucket.endswith(kind)), ZERO)
        for kind in ("interest", "principal")
    }
    credited = payment.credited_at is not None
    return SeenPayment(
        payment=payment,
        lines=presentation.covered_lines(sums, payment.refunded_amount if credited else ZERO),
        numbers=sorted({part.instalment_number for part in covered if part.instalment_number}),
        overpaid=payment.amount - sum((part.amount for part in covered), ZERO) if credited else ZERO,
        waits=payment.is_under_way and look < MOST_LOOKS,
        asked=payment.checked_at is not None and payment.checked_at > payment.created_at and look > 0,
        next_look=look + 1,
    )
