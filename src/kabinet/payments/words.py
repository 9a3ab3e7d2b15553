"""What people read about a payment."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.errors import Words

REASONS: dict[str, Words] = {
    "3d_secure_failed": _("The bank's confirmation (3-D Secure) did not go through."),
    "call_issuer": _("The bank refused the payment. Call your bank: the number is on the card."),
    "canceled_by_merchant": _("The payment was cancelled."),
    "card_expired": _("The card has expired. Take another one."),
    "country_forbidden": _("Cards of this country are not accepted. Take another one."),
    "expired_on_capture": _("The payment was not confirmed in time; the money was released."),
    "expired_on_confirmation": _("The time to pay ran out."),
    "fraud_suspected": _("The bank refused the payment because it looked suspicious. Try another card."),
    "general_decline": _("The bank refused the payment without a reason. Ask your bank or try another card."),
    "identification_required": _("The wallet needs identification for this sum. Try a card."),
    "insufficient_funds": _("There is not enough money on the card."),
    "internal_timeout": _("The bank did not answer in time."),
    "invalid_card_number": _("The number of the card is wrong."),
    "invalid_csc": _("The code on the back of the card (CVC) is wrong."),
    "issuer_unavailable": _("The bank is unavailable now."),
    "payment_method_limit_exceeded": _("The limit of payments with this card or wallet is used up."),
    "payment_method_restricted": _("Payments with this card or wallet are blocked. Ask your bank."),
    "permission_revoked": _("The permission for payments was withdrawn."),
    "unsupported_mobile_operator": _("Payments from this mobile operator are not accepted."),
    "not_opened": _("The payment service did not answer."),
    "not_accepted": _("The payment service did not take the payment."),
}
"""By the acquirer's reason, or our own; every one that YooKassa lists."""

FAULTS: dict[str, Words] = {
    "mismatch.id": _("YooKassa tells of another payment."),
    "mismatch.shop": _("The payment belongs to another shop."),
    "mismatch.currency": _("The currency differs."),
    "mismatch.amount": _("The sum differs."),
    "mismatch.payment": _("The payment carries the mark of another payment."),
    "mismatch.loan": _("The payment carries the mark of another loan."),
}

ATTEMPT_OUTCOMES: dict[str, Words] = {
    "open": _("no answer yet"),
    "accepted": _("YooKassa took it"),
    "rejected": _("YooKassa refused it"),
}

NOTICE_OUTCOMES: dict[str, Words] = {
    "": _("waits"),
    "checked": _("state asked"),
    "known": _("already known"),
    "adopted": _("lost payment found"),
    "unknown": _("no such payment"),
    "foreign": _("somebody else's payment"),
}


def reason(code: str) -> Words:
    """Why a payment did not go through, for the payer; a code of a later day reads as a plain refusal."""
    return REASONS.get(code) or REASONS["general_decline"]


def fault(code: str) -> Words:
    """Why a payment was not credited, for staff."""
    return FAULTS.get(code) or _("The money came, but the loan did not take it.")


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
