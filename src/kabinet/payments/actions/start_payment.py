"""A client starts to pay a loan online."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kabinet.config.environment import environment
from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.money import format_money
from kabinet.lending.models import Loan
from kabinet.payments import debts, events, receipts
from kabinet.payments.actions.open_payment import open_payment, seal_customer
from kabinet.payments.models import UNSETTLED, Payment, PaymentAttempt
from kabinet.payments.providers import acquirer
from kabinet.payments.rules import CURRENCY, GIVE_UP_AFTER, MOST_UNFINISHED, USE_AGAIN_FOR


def start_payment(
    *,
    actor: Actor,
    loan_id: UUID,
    purpose: str,
    amount: Decimal,
    form_token: str,
    currency: str = CURRENCY,
) -> Payment:
    """Open a payment at the acquirer, or find the unfinished one of this form, or of this sum with the same receipt.

    The payment is written down and committed before the acquirer is asked, and asked outside any transaction. When the
    acquirer does not answer, the payment stays `created`: no money moved, and reconciliation repeats the same request.

    Args:
        actor: The client whose loan it is.
        loan_id: The loan.
        purpose: One of `Payment.Purpose`; `instalment` and `due` must be exactly that sum.
        amount: Roubles with at most two decimals.
        form_token: Random name of the form, at most 64 characters: a form sent twice makes one payment.
        currency: Roubles alone are taken.

    Returns:
        The payment: `pending` with its page, `created` without an answer, `cancelled` when the acquirer refused it.

    Raises:
        Http404: The loan is not theirs.
        Refused: `payment.…`; nothing was written.
    """
    payment = _write_down(actor, loan_id, Payment.Purpose(purpose), amount, form_token, currency)
    if payment.status == Payment.Status.CREATED:
        open_payment(payment_id=payment.pk)
        payment.refresh_from_db()
    return payment


@transaction.atomic
def _write_down(
    actor: Actor, loan_id: UUID, purpose: Payment.Purpose, amount: Decimal, form_token: str, currency: str
) -> Payment:
    loan = access.get(Loan, actor, loan_id, lock=True)
    if loan.account_id != actor.user_id:
        raise Denied("pay")
    if not 16 <= len(form_token) <= 64:
        raise Refused("payment.form", _("Open the payment page again."))
    known = Payment.objects.filter(form_token=form_token).first()
    if known is not None:
        if (known.loan_id, known.payer_id) != (loan.pk, actor.user_id):
            raise Refused("payment.form", _("Open the payment page again."))
        return known
    debt = _debt(loan)
    _check_sum(debt, purpose, amount, currency)
    receipt, customer = _receipt(loan, debt, amount)
    unfinished = list(Payment.objects.filter(loan=loan, status__in=UNSETTLED).order_by("-created_at"))
    for payment in unfinished:
        same = (payment.amount, payment.payer_id, payment.receipt) == (amount, actor.user_id, receipt)
        if same and _can_still_be_paid(payment):
            return payment
    if len(unfinished) >= MOST_UNFINISHED:
        raise Refused(
            "payment.too_many",
            _("There are payments you have not finished. Finish one of them or wait an hour until they lapse."),
        )
    payment = _create(loan, purpose, amount, form_token, receipt, customer)
    events.record(events.STARTED, payment, actor=actor)
    return payment


def _debt(loan: Loan) -> debts.Debt:
    if loan.status == Loan.Status.APPROVED:
        raise Refused("payment.not_issued", _("The loan has not been issued yet, so there is nothing to pay."))
    debt = debts.debt_of(loan, on=clock.today())
    if debt is None:
        raise Refused("payment.no_schedule", _("The schedule has not been published yet. Your manager will do it."))
    if not debt.remaining:
        raise Refused("payment.nothing_owed", _("The loan is repaid in full, there is nothing to pay."))
    return debt


def _check_sum(debt: debts.Debt, purpose: Payment.Purpose, amount: Decimal, currency: str) -> None:
    if currency != CURRENCY:
        raise Refused("payment.currency", _("Payments are taken in roubles only."), field="amount")
    if not amount.is_finite() or -int(amount.normalize().as_tuple().exponent) > 2:
        raise Refused("payment.not_kopecks", _("Enter roubles and kopecks: at most two decimals."), field="amount")
    if amount <= 0:
        raise Refused("payment.not_positive", _("Enter a sum greater than zero."), field="amount")
    if amount > debt.remaining:
        raise Refused(
            "payment.more_than_debt",
            _("You owe %(debt)s; a payment cannot be more than that.") % {"debt": format_money(debt.remaining)},
            field="amount",
            debt=debt.remaining,
        )
    least = environment().payment_minimum
    if amount < least:
        raise Refused(
            "payment.too_small",
            _("The smallest online payment is %(least)s.") % {"least": format_money(least)},
            field="amount",
            least=least,
        )
    if purpose != Payment.Purpose.OTHER and amount != debt.sum_for(purpose):
        raise Refused(
            "payment.sum_changed",
            _("The sum has changed: it is %(sum)s now. Check it and pay.")
            % {"sum": format_money(debt.sum_for(purpose))},
            field="purpose",
        )


def _can_still_be_paid(payment: Payment) -> bool:
    lifetime = GIVE_UP_AFTER if payment.status == Payment.Status.CREATED else USE_AGAIN_FOR
    return payment.status != Payment.Status.WAITING and payment.created_at > clock.now() - lifetime


def _receipt(loan: Loan, debt: debts.Debt, amount: Decimal) -> tuple[dict[str, Any], dict[str, str]]:
    """The receipt of a payment of today and where it goes; both empty when none is due or nobody can get it."""
    values, payer = environment(), loan.account
    receipt = receipts.build_receipt(
        debt.preview(amount),
        mode=values.receipt_mode,
        contract_number=loan.contract_number,
        tax_system_code=values.tax_system_code,
    )
    customer = receipts.addressee(email=payer.email, phone=payer.phone, fallback=values.receipt_fallback_email)
    return (receipt, customer) if receipt and customer else ({}, {})


def _create(
    loan: Loan,
    purpose: Payment.Purpose,
    amount: Decimal,
    form_token: str,
    receipt: dict[str, Any],
    customer: dict[str, str],
) -> Payment:
    provider = acquirer()
    payment = Payment.objects.create(
        loan=loan,
        payer=loan.account,
        purpose=purpose,
        amount=amount,
        currency=CURRENCY,
        provider=provider.name,
        shop_id=provider.shop_id,
        receipt=receipt,
        form_token=form_token,
    )
    PaymentAttempt.objects.create(
        payment=payment,
        idempotence_key=uuid4().hex,
        request=_order(payment),
        sealed_customer=seal_customer(customer) if customer else "",
    )
    return payment


def _order(payment: Payment) -> dict[str, Any]:
    """The body of the acquirer's request, without the addressee of the receipt."""
    order: dict[str, Any] = {
        "amount": {"value": f"{payment.amount:.2f}", "currency": payment.currency},
        "capture": True,
        "confirmation": {
            "type": "redirect",
            "return_url": settings.BASE_URL + reverse("payment", kwargs={"payment_id": payment.pk}),
        },
        "description": str(_("Payment of loan contract No. %(number)s") % {"number": payment.loan.contract_number})[
            :128
        ],
        "metadata": {"payment_id": str(payment.pk), "loan_id": str(payment.loan_id)},
    }
    return order | ({"receipt": payment.receipt} if payment.receipt else {})
