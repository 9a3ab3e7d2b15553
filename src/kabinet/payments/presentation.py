"""What people read about a payment."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events
from kabinet.kernel.errors import Words
from kabinet.kernel.models import Event
from kabinet.kernel.money import ZERO, format_money
from kabinet.kernel.ui import formats
from kabinet.lending.queries.state import LoanState
from kabinet.payments.debts import Debt, can_be_paid_online
from kabinet.payments.events import DISPUTED, REFUNDED, SUCCEEDED
from kabinet.payments.models import Payment
from kabinet.payments.providers import is_set_up, title_in_use, title_of
from kabinet.payments.providers.base import Reason, ReceiptLine
from kabinet.payments.records import read_receipt

REASONS: dict[str, Words] = {
    Reason.BANKS_CONFIRMATION_FAILED: _("The bank's confirmation (3-D Secure) did not go through."),
    Reason.CALL_THE_BANK: _("The bank refused the payment. Call your bank: the number is on the card."),
    Reason.CANCELLED_BY_US: _("The payment was cancelled."),
    Reason.CARD_EXPIRED: _("The card has expired. Take another one."),
    Reason.COUNTRY_REFUSED: _("Cards of this country are not accepted. Take another one."),
    Reason.NOT_TAKEN_IN_TIME: _("The payment was not confirmed in time; the money was released."),
    Reason.NOT_PAID_IN_TIME: _("The time to pay ran out."),
    Reason.SUSPICIOUS: _("The bank refused the payment because it looked suspicious. Try another card."),
    Reason.DECLINED: _("The bank refused the payment without a reason. Ask your bank or try another card."),
    Reason.IDENTIFICATION_NEEDED: _("The wallet needs identification for this sum. Try a card."),
    Reason.NOT_ENOUGH_MONEY: _("There is not enough money on the card."),
    Reason.BANK_SILENT: _("The bank did not answer in time."),
    Reason.WRONG_CARD_NUMBER: _("The number of the card is wrong."),
    Reason.WRONG_CARD_CODE: _("The code on the back of the card (CVC) is wrong."),
    Reason.BANK_UNAVAILABLE: _("The bank is unavailable now."),
    Reason.LIMIT_USED_UP: _("The limit of payments with this card or wallet is used up."),
    Reason.MEANS_BLOCKED: _("Payments with this card or wallet are blocked. Ask your bank."),
    Reason.PERMISSION_WITHDRAWN: _("The permission for payments was withdrawn."),
    Reason.OPERATOR_REFUSED: _("Payments from this mobile operator are not accepted."),
    Reason.NOT_OPENED: _("The payment service did not answer."),
    Reason.NOT_ACCEPTED: _("The payment service did not take the payment."),
}
"""All of ours; an acquirer's provider brings its own to them."""

FAULTS: dict[str, Words] = {
    "mismatch.id": _("The answer is about another payment."),
    "mismatch.shop": _("The payment belongs to another shop."),
    "mismatch.currency": _("The currency differs."),
    "mismatch.amount": _("The sum differs."),
    "mismatch.payment": _("The payment carries the mark of another payment."),
    "mismatch.loan": _("The payment carries the mark of another loan."),
}

ATTEMPT_OUTCOMES: dict[str, Words] = {
    "open": _("no answer yet"),
    "accepted": _("the acquirer took it"),
    "rejected": _("the acquirer refused it"),
}

NOTICE_OUTCOMES: dict[str, Words] = {
    "": _("waits"),
    "checked": _("state asked"),
    "known": _("already known"),
    "adopted": _("lost payment found"),
    "unknown": _("no such payment"),
    "foreign": _("somebody else's payment"),
}


def status(payment: Payment) -> str:
    """What staff read of a payment's status; the acquirer may not know yet that it was given up."""
    if payment.is_unsettled and payment.given_up_at:
        return str(_("given up by the payer"))
    return str(payment.get_status_display())


def acquirer(payment: Payment) -> Words:
    """What people call the acquirer that took a payment, whichever is in use now."""
    return title_of(payment.provider)


def acquirer_in_use() -> Words:
    """What people call the acquirer of new payments."""
    return title_in_use()


def reason(code: str) -> Words:
    """Why a payment did not go through, for the payer; a code of a later day reads as a plain refusal."""
    return REASONS.get(code) or REASONS[Reason.DECLINED]


def fault(code: str) -> Words:
    """Why a payment was not credited, for staff."""
    return FAULTS.get(code) or _("The money came, but the loan did not take it.")


def explanation(payment: Payment) -> str:
    """Why a payment came to nothing, or why nobody can ask about it; for staff, empty of others."""
    match payment.status:
        case Payment.Status.CANCELLED:
            return str(reason(payment.failure_code))
        case Payment.Status.DISPUTED:
            return str(fault(payment.failure_code))
    return out_of_reach(payment) if payment.is_unsettled and not is_set_up(payment.provider) else ""


def reason_and_code(payment: Payment) -> str:
    """Why a payment came to nothing, for staff, with the code for support; empty of others."""
    return f"{explanation(payment)} ({payment.failure_code})" if payment.failure_code else ""


def out_of_reach(payment: Payment) -> str:
    """That the acquirer of a payment is not set up any more, for staff."""
    sentence = _("%(acquirer)s is not set up here any more, so it cannot be asked about this payment.")
    return sentence % {"acquirer": acquirer(payment)}


def way_to_pay(state: LoanState) -> Words:
    """What the button to the payment page says: a rest may be too small to be paid online."""
    return _("Pay") if can_be_paid_online(state) else _("How to pay the rest")


def receipt_lines(payment: Payment) -> tuple[ReceiptLine, ...]:
    """What the receipt of a payment names: titles and sums."""
    receipt = read_receipt(payment.receipt)
    return receipt.lines if receipt else ()


def notice_outcome(outcome: str) -> Words:
    """What came of the acquirer's notification; one of a later day stands as it is."""
    return NOTICE_OUTCOMES.get(outcome, outcome)


def event_title(event: Event) -> Words:
    """What happened to a payment, for staff."""
    return events.type_of(event.name).title


def receipt_hint(acquirer: Words, otherwise: str, phone: str) -> str:
    """What happens to the receipt, for the field that asks for an e-mail.

    Args:
        acquirer: Who sends it, `acquirer_in_use()`.
        otherwise: Where it goes without one, of `Payment.ReceiptTo`; empty when it can go nowhere.
        phone: Of the payer's account.
    """
    sent = _("%(acquirer)s sends the receipt for the interest here.") % {"acquirer": acquirer}
    if otherwise == Payment.ReceiptTo.ORGANISATION:
        return f"{sent} {_('If you leave it empty, the receipt goes to us and you can ask us for it.')}"
    if otherwise == Payment.ReceiptTo.PHONE:
        number = formats.phone(phone)
        return f"{sent} {_('If you leave it empty, it is made out to your phone %(phone)s.') % {'phone': number}}"
    return sent


def receipt_sentence(payment: Payment) -> str:
    """What became of the receipt of a payment, for its payer."""
    sentences = {
        Payment.ReceiptTo.PAYER.value: _("%(acquirer)s sends the receipt to the e-mail that you gave."),
        Payment.ReceiptTo.ORGANISATION.value: _("You gave no e-mail, so the receipt came to us: ask us for it."),
        Payment.ReceiptTo.PHONE.value: _("You gave no e-mail; the receipt is made out to your phone."),
    }
    sentence = sentences.get(payment.receipt_to) or _("%(acquirer)s makes the receipt out.")
    return sentence % {"acquirer": acquirer(payment)}


def fitted_sum(debt: Debt) -> str:
    """Why the first sum that is offered is not the one that is owed; empty when it is."""
    purpose = Payment.Purpose.OVERDUE if debt.state.overdue else Payment.Purpose.INSTALMENT
    wanted, offered = debt.wanted(purpose), debt.sum_for(purpose)
    shown = {
        "wanted": format_money(wanted),
        "offered": format_money(offered),
        "least": format_money(debt.least),
        "more": format_money(offered - wanted),
    }
    if not wanted or wanted == offered:
        return ""
    if wanted < debt.least:
        return (
            _(
                "%(wanted)s is less than the smallest online payment. You pay %(offered)s; %(more)s of it goes to the"
                " instalment after it."
            )
            % shown
        )
    return (
        _("What would be left later, %(more)s, is too little for an online payment: it is paid together with this.")
        % shown
    )


KINDS: dict[str, Words] = {
    "interest": _("Interest"),
    "principal": _("Principal"),
    "penalty": _("Penalty"),
    "costs": _("Costs of the lender"),
}
"""Kinds of debt that a payment covers, in the order they are read."""


def covered_lines(sums: Mapping[str, Decimal], returned: Decimal = ZERO) -> list[tuple[Words, Decimal]]:
    """What a payment covers, line by line; what comes to nothing is left out.

    Args:
        sums: Roubles by kind of debt.
        returned: Roubles of it that went back to the payer.
    """
    lines = [(words, sums.get(kind, ZERO)) for kind, words in KINDS.items()]
    return [line for line in [*lines, (_("Returned"), -returned)] if line[1]]


TONES = {
    "created": "neutral",
    "pending": "info",
    "waiting": "info",
    "succeeded": "success",
    "cancelled": "neutral",
    "refunded": "warning",
    "disputed": "danger",
}
"""Colours of the states."""

EVENT_TONES = {SUCCEEDED: "success", DISPUTED: "danger", REFUNDED: "warning"}
"""Colours of what happened; the rest is neutral."""
