"""What YooKassa's JSON looks like: its words for ours, what it answers, and what a payment is opened with."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, StringConstraints, field_validator

from kabinet.payments.providers.base import (
    AcquirerPayment,
    Method,
    NoticeEvent,
    Order,
    Reason,
    Receipt,
    ReceiptLine,
    Recipient,
    State,
    Subject,
    TaxSystem,
    Vat,
)

STATES: Mapping[str, State] = {
    "pending": "pending",
    "waiting_for_capture": "waiting",
    "succeeded": "succeeded",
    "canceled": "cancelled",
}
REASONS: Mapping[str, Reason] = {
    "3d_secure_failed": Reason.BANKS_CONFIRMATION_FAILED,
    "call_issuer": Reason.CALL_THE_BANK,
    "canceled_by_merchant": Reason.CANCELLED_BY_US,
    "card_expired": Reason.CARD_EXPIRED,
    "country_forbidden": Reason.COUNTRY_REFUSED,
    "expired_on_capture": Reason.NOT_TAKEN_IN_TIME,
    "expired_on_confirmation": Reason.NOT_PAID_IN_TIME,
    "fraud_suspected": Reason.SUSPICIOUS,
    "general_decline": Reason.DECLINED,
    "identification_required": Reason.IDENTIFICATION_NEEDED,
    "insufficient_funds": Reason.NOT_ENOUGH_MONEY,
    "internal_timeout": Reason.BANK_SILENT,
    "invalid_card_number": Reason.WRONG_CARD_NUMBER,
    "invalid_csc": Reason.WRONG_CARD_CODE,
    "issuer_unavailable": Reason.BANK_UNAVAILABLE,
    "payment_method_limit_exceeded": Reason.LIMIT_USED_UP,
    "payment_method_restricted": Reason.MEANS_BLOCKED,
    "permission_revoked": Reason.PERMISSION_WITHDRAWN,
    "unsupported_mobile_operator": Reason.OPERATOR_REFUSED,
}
"""All that its documentation lists; one of a later day counts as a plain refusal."""

EVENTS: Mapping[str, NoticeEvent] = {
    "payment.waiting_for_capture": "payment.waiting",
    "payment.succeeded": "payment.succeeded",
    "payment.canceled": "payment.cancelled",
    "refund.succeeded": "refund.succeeded",
}
SUBJECTS: Mapping[Subject, str] = {Subject.SERVICE: "service", Subject.PAYMENT: "payment"}
METHODS: Mapping[Method, str] = {Method.FULL_PAYMENT: "full_payment", Method.CREDIT_PAYMENT: "credit_payment"}
VAT_CODES: Mapping[Vat, int] = {
    Vat.NONE: 1,
    Vat.ZERO: 2,
    Vat.TEN: 3,
    Vat.FIVE: 7,
    Vat.SEVEN: 8,
    Vat.TWENTY_TWO: 11,
}
TAX_SYSTEM_CODES: Mapping[TaxSystem, int] = {
    TaxSystem.GENERAL: 1,
    TaxSystem.SIMPLIFIED_INCOME: 2,
    TaxSystem.SIMPLIFIED_PROFIT: 3,
    TaxSystem.IMPUTED_INCOME: 4,
    TaxSystem.AGRICULTURAL: 5,
    TaxSystem.PATENT: 6,
}

Identifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]


class AmountBody(BaseModel):
    """A sum and its currency."""

    value: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class ShopBody(BaseModel):
    """The shop that is paid."""

    account_id: str


class ConfirmationBody(BaseModel):
    """Where the payer confirms."""

    confirmation_url: str = Field(default="", max_length=1000)

    @field_validator("confirmation_url")
    @classmethod
    def _is_a_web_address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"http", "https"}:
            msg = "not a web address"
            raise ValueError(msg)
        return value


class CancellationBody(BaseModel):
    """Why a payment was cancelled."""

    reason: str = ""


class PaymentBody(BaseModel):
    """A payment."""

    id: Identifier
    status: Literal["pending", "waiting_for_capture", "succeeded", "canceled"]
    amount: AmountBody
    recipient: ShopBody
    metadata: dict[str, str] = Field(default_factory=dict)
    confirmation: ConfirmationBody | None = None
    expires_at: datetime | None = None
    captured_at: datetime | None = None
    refunded_amount: AmountBody | None = None
    cancellation_details: CancellationBody | None = None

    def plain(self) -> AcquirerPayment:
        """The same in the words of the port."""
        refunded = self.refunded_amount
        return AcquirerPayment(
            id=self.id,
            state=STATES[self.status],
            amount=self.amount.value,
            currency=self.amount.currency,
            shop_id=self.recipient.account_id,
            payment_id=self.metadata.get("payment_id", ""),
            loan_id=self.metadata.get("loan_id", ""),
            confirmation_url=self.confirmation.confirmation_url if self.confirmation else "",
            expires_at=self.expires_at,
            captured_at=self.captured_at,
            refunded=refunded.value if refunded else Decimal("0.00"),
            reason=self._reason(),
        )

    def _reason(self) -> Reason | None:
        details = self.cancellation_details
        return REASONS.get(details.reason, Reason.DECLINED) if details else None


class RefundBody(BaseModel):
    """Money that went back."""

    payment_id: Identifier
    amount: AmountBody


class RefundsBody(BaseModel):
    """A page of refunds, and where the next begins."""

    items: list[RefundBody]
    next_cursor: str | None = None


class MeBody(BaseModel):
    """The shop itself."""

    account_id: str
    test: bool = False


class ObjectBody(BaseModel):
    """What a notification is about: a payment, or a refund of one."""

    id: Identifier | None = None
    payment_id: Identifier | None = None


class NotificationBody(BaseModel):
    """A notification."""

    type: Literal["notification"]
    event: Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+){1,3}$", max_length=60)]
    object: ObjectBody

    @property
    def payment(self) -> str | None:
        """The acquirer's number of the payment; None when none is named."""
        return self.object.payment_id if self.event.startswith("refund.") else self.object.id


class ErrorBody(BaseModel):
    """What was wrong with a request."""

    code: str = "rejected"
    parameter: str = ""


def payment_body(order: Order) -> dict[str, Any]:
    """The body of `POST /payments`.

    The order of its keys matters: a request is repeated to the letter, by a later version too.
    """
    receipt = {"receipt": _receipt(order.receipt, order.currency)} if order.receipt else {}
    return {
        "amount": _amount(order.amount, order.currency),
        "capture": True,
        **receipt,
        "metadata": {"loan_id": str(order.loan_id), "payment_id": str(order.payment_id)},
        "description": order.description,
        "confirmation": {"type": "redirect", "return_url": order.return_url},
    }


def _receipt(receipt: Receipt, currency: str) -> dict[str, Any]:
    customer = {"customer": _customer(receipt.recipient)} if receipt.recipient else {}
    system = {"tax_system_code": TAX_SYSTEM_CODES[receipt.tax_system]} if receipt.tax_system else {}
    return {**customer, "items": [_item(line, currency) for line in receipt.lines], **system}


def _customer(recipient: Recipient) -> dict[str, str]:
    return {"email": recipient.email} if recipient.email else {"phone": recipient.phone.removeprefix("+")}


def _item(line: ReceiptLine, currency: str) -> dict[str, Any]:
    return {
        "amount": _amount(line.amount, currency),
        "quantity": "1.00",
        "vat_code": VAT_CODES[line.vat],
        "description": line.title,
        "payment_mode": METHODS[line.method],
        "payment_subject": SUBJECTS[line.subject],
    }


def _amount(amount: Decimal, currency: str) -> dict[str, str]:
    return {"value": f"{amount:.2f}", "currency": currency}
