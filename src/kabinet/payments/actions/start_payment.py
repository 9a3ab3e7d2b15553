"""A client starts to pay a loan online."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from kabinet.config.environment import environment
from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.money import ZERO, format_money
from kabinet.lending.models import Loan
from kabinet.payments import addressees, debts, events, receipts
from kabinet.payments.actions.open_payment import open_payment
from kabinet.payments.addressees import Addressee, seal_recipient
from kabinet.payments.models import UNSETTLED, Payment, PaymentAttempt
from kabinet.payments.providers import acquirer
from kabinet.payments.providers.base import Acquirer, NotSetUpError, Order, Receipt
from kabinet.payments.records import keep_order, keep_receipt
from kabinet.payments.rules import CURRENCY, GIVE_UP_AFTER, MOST_UNFINISHED, USE_AGAIN_FOR

LONGEST_DESCRIPTION = 128
"""Characters of what the payer reads on the acquirer's page."""


def start_payment(
    *,
    actor: Actor,
    loan_id: UUID,
    purpose: str,
    amount: Decimal,
    form_token: str,
    receipt_email: str | None = None,
    currency: str = CURRENCY,
) -> Payment:
    """Open a payment at the acquirer, or find the unfinished one of this form, or of this sum with the same receipt.

    Payments that were begun and may still be paid count as if they had arrived: no number of them, started at once or
    one after another, comes to more than can be paid.

    The payment is written down and committed before the acquirer is asked, and asked outside any transaction. When the
    acquirer does not answer, the payment stays `created`: no money moved, and reconciliation repeats the same request.

    Args:
        actor: The client whose loan it is.
        loan_id: The loan.
        purpose: One of `Payment.Purpose`; those with a sum of their own must be exactly that sum.
        amount: Roubles with at most two decimals.
        form_token: Random name of the form, at most 64 characters: a form sent twice makes one payment.
        receipt_email: Where the receipt goes, remembered for the next time; empty for none; None for the known one.
        currency: Roubles alone are taken.

    Returns:
        The payment: `pending` with its page, `created` without an answer, `cancelled` when the acquirer refused it.

    Raises:
        Http404: The loan is not theirs.
        Refused: `payment.…`; nothing was written.
    """
    wish = _Wish(Payment.Purpose(purpose), amount, currency, form_token, receipt_email)
    payment = _write_down(actor, loan_id, wish)
    if payment.is_being_opened:
        open_payment(payment_id=payment.pk)
        payment.refresh_from_db()
    return payment


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the payer asked for."""

    purpose: Payment.Purpose
    amount: Decimal
    currency: str
    form_token: str
    receipt_email: str | None


@transaction.atomic
def _write_down(actor: Actor, loan_id: UUID, wish: _Wish) -> Payment:
    loan = access.get(Loan, actor, loan_id, lock=True)
    if loan.account_id != actor.user_id:
        raise Denied("pay")
    if not 16 <= len(wish.form_token) <= 64:
        raise Refused("payment.form", _("Open the payment page again."))
    known = Payment.objects.filter(form_token=wish.form_token).first()
    if known is not None:
        if (known.loan_id, known.payer_id) != (loan.pk, actor.user_id):
            raise Refused("payment.form", _("Open the payment page again."))
        return known
    _check_form(wish)
    unfinished = list(Payment.objects.filter(loan=loan, status__in=UNSETTLED).order_by("-created_at"))
    email = _email(loan, wish)
    for payment in unfinished:
        if _can_still_be_paid(payment) and _is_same(payment, loan, wish, email, unfinished):
            return payment
    if len(unfinished) >= MOST_UNFINISHED:
        raise Refused(
            "payment.too_many",
            _("There are payments you have not finished. Finish one of them or wait an hour until they lapse."),
        )
    debt = _debt(loan, unfinished)
    _check_sum(debt, wish)
    payment = _create(loan, wish, *_receipt(loan, debt, wish.amount, email))
    if wish.receipt_email is not None:
        addressees.remember(loan.account_id, email)
    events.record(events.STARTED, payment, actor=actor)
    return payment


def _check_form(wish: _Wish) -> None:
    amount = wish.amount
    if wish.currency != CURRENCY:
        raise Refused("payment.currency", _("Payments are taken in roubles only."), field="amount")
    if not amount.is_finite() or -int(amount.normalize().as_tuple().exponent) > 2:
        raise Refused("payment.not_kopecks", _("Enter roubles and kopecks: at most two decimals."), field="amount")
    if amount <= 0:
        raise Refused("payment.not_positive", _("Enter a sum greater than zero."), field="amount")


def _debt(loan: Loan, unfinished: list[Payment]) -> debts.Debt:
    """What can be paid beside the unfinished payments that were not given up."""
    if loan.is_approved:
        raise Refused("payment.not_issued", _("The loan has not been issued yet, so there is nothing to pay."))
    under_way = sum((payment.amount for payment in unfinished if payment.is_under_way), ZERO)
    debt = debts.debt_of(loan, on=clock.today(), under_way=under_way)
    if debt is None:
        raise Refused("payment.no_schedule", _("The schedule has not been published yet. Your manager will do it."))
    if not debt.remaining:
        raise Refused("payment.nothing_owed", _("The loan is repaid in full, there is nothing to pay."))
    return debt


def _check_sum(debt: debts.Debt, wish: _Wish) -> None:
    if problem := debt.problem(wish.amount):
        raise problem
    if wish.purpose != Payment.Purpose.OTHER and wish.amount != debt.sum_for(wish.purpose):
        raise Refused(
            "payment.sum_changed",
            _("The sum has changed: it is %(sum)s now. Check it and pay.")
            % {"sum": format_money(debt.sum_for(wish.purpose))},
            field="purpose",
        )


def _can_still_be_paid(payment: Payment) -> bool:
    lifetime = GIVE_UP_AFTER if payment.is_being_opened else USE_AGAIN_FOR
    if payment.is_held or not payment.is_under_way:
        return False
    return payment.created_at > clock.now() - lifetime


def _is_same(payment: Payment, loan: Loan, wish: _Wish, email: str, unfinished: list[Payment]) -> bool:
    """Whether an unfinished payment is what is wished now, to the receipt: its lines and where it goes."""
    if (payment.amount, payment.payer_id) != (wish.amount, loan.account_id):
        return False
    earlier = [other for other in unfinished if other.created_at < payment.created_at]
    receipt, addressee = _receipt(loan, _debt(loan, earlier), wish.amount, email)
    return (payment.receipt, payment.receipt_mark) == (keep_receipt(receipt), addressee.mark if receipt else "")


def _email(loan: Loan, wish: _Wish) -> str:
    if wish.receipt_email is None:
        return addressees.known_email(loan)
    return addressees.read_email(wish.receipt_email)


def _receipt(loan: Loan, debt: debts.Debt, amount: Decimal, email: str) -> tuple[Receipt | None, Addressee]:
    """The receipt of a payment of today, if one is due, and where it goes."""
    values = environment()
    receipt = receipts.build_receipt(
        debt.preview(amount),
        mode=values.receipt_mode,
        contract_number=loan.contract_number,
        tax_system=receipts.tax_system(values.tax_system_code),
    )
    addressee = addressees.addressee_for(loan.account, email)
    if receipt and not addressee.to:
        raise Refused("payment.no_email", _("Enter an e-mail: the receipt has to go somewhere."), field="receipt_email")
    return receipt, addressee


def _create(loan: Loan, wish: _Wish, receipt: Receipt | None, addressee: Addressee) -> Payment:
    provider = _acquirer()
    payment = Payment.objects.create(
        loan=loan,
        payer=loan.account,
        purpose=wish.purpose,
        amount=wish.amount,
        currency=CURRENCY,
        provider=provider.name,
        shop_id=provider.shop_id,
        receipt=keep_receipt(receipt),
        receipt_to=addressee.to if receipt else "",
        receipt_mark=addressee.mark if receipt else "",
        form_token=wish.form_token,
    )
    PaymentAttempt.objects.create(
        payment=payment,
        idempotence_key=uuid4().hex,
        request=keep_order(_order(payment, receipt)),
        sealed_customer=seal_recipient(addressee.recipient) if receipt else "",
    )
    return payment


def _acquirer() -> Acquirer:
    try:
        return acquirer()
    except NotSetUpError as error:
        sentence = _("Online payments are not set up yet. Pay by bank transfer or ask us.")
        raise Refused("payment.off", sentence) from error


def _order(payment: Payment, receipt: Receipt | None) -> Order:
    description = str(_("Payment of loan contract No. %(number)s") % {"number": payment.loan.contract_number})
    return Order(
        payment_id=payment.pk,
        loan_id=payment.loan_id,
        amount=payment.amount,
        currency=payment.currency,
        description=description[:LONGEST_DESCRIPTION],
        return_url=settings.BASE_URL + reverse("payment", kwargs={"payment_id": payment.pk}),
        receipt=receipt,
    )
