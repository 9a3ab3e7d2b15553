"""What payments ask of an acquirer and hear from it, in our own words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Literal, Protocol
from uuid import UUID

from kabinet.kernel.errors import Words

State = Literal["pending", "waiting", "succeeded", "cancelled"]
Network = IPv4Network | IPv6Network
NoticeEvent = Literal["payment.waiting", "payment.succeeded", "payment.cancelled", "refund.succeeded", "other"]


class AcquirerError(Exception):
    """The acquirer did not do, or did not say, what was asked."""


class NotSetUpError(AcquirerError):
    """No acquirer of this name can be asked: it is not known here, or its settings are missing."""


class RejectedError(AcquirerError):
    """A definite no: nothing happened, and the same request would be refused again.

    Attributes:
        code: The acquirer's code, at most 60 characters; for people who ask the acquirer, nothing depends on it.
        parameter: What it did not like, if it says so.
    """

    def __init__(self, code: str, *, parameter: str = "") -> None:
        super().__init__(f"{code} {parameter}".strip())
        self.code = code[:60]
        self.parameter = parameter[:60]


class UnknownPaymentError(RejectedError):
    """The acquirer knows no such payment."""


class UncertainError(AcquirerError):
    """Nobody knows whether it happened (timeout, 5xx, "processing"): only the same key with the same body may follow.

    Attributes:
        reason: Machine name, such as `timeout`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MalformedError(UncertainError):
    """An answer that makes no sense; what was asked may well have happened."""


class NotANoticeError(ValueError):
    """What arrived has not the shape of the acquirer's notifications."""


class Subject(StrEnum):
    """What is paid for (54-FZ, tag 1212)."""

    SERVICE = "service"
    PAYMENT = "payment"


class Method(StrEnum):
    """How it is paid for (54-FZ, tag 1214)."""

    FULL_PAYMENT = "full_payment"
    CREDIT_PAYMENT = "credit_payment"


class Vat(StrEnum):
    """The rate of value added tax (54-FZ, tag 1199)."""

    NONE = "none"
    ZERO = "0"
    FIVE = "5"
    SEVEN = "7"
    TEN = "10"
    TWENTY_TWO = "22"


class TaxSystem(StrEnum):
    """The seller's system of taxation, in the order of the law (54-FZ, tag 1055)."""

    GENERAL = "general"
    SIMPLIFIED_INCOME = "simplified_income"
    SIMPLIFIED_PROFIT = "simplified_profit"
    IMPUTED_INCOME = "imputed_income"
    AGRICULTURAL = "agricultural"
    PATENT = "patent"


class Reason(StrEnum):
    """Why a payment came to nothing; an acquirer's own words for it are translated by its provider.

    The log of events keeps these, so they are never renamed.
    """

    BANKS_CONFIRMATION_FAILED = "3d_secure_failed"
    CALL_THE_BANK = "call_issuer"
    CANCELLED_BY_US = "canceled_by_merchant"
    CARD_EXPIRED = "card_expired"
    COUNTRY_REFUSED = "country_forbidden"
    NOT_TAKEN_IN_TIME = "expired_on_capture"
    NOT_PAID_IN_TIME = "expired_on_confirmation"
    SUSPICIOUS = "fraud_suspected"
    DECLINED = "general_decline"
    IDENTIFICATION_NEEDED = "identification_required"
    NOT_ENOUGH_MONEY = "insufficient_funds"
    BANK_SILENT = "internal_timeout"
    WRONG_CARD_NUMBER = "invalid_card_number"
    WRONG_CARD_CODE = "invalid_csc"
    BANK_UNAVAILABLE = "issuer_unavailable"
    LIMIT_USED_UP = "payment_method_limit_exceeded"
    MEANS_BLOCKED = "payment_method_restricted"
    PERMISSION_WITHDRAWN = "permission_revoked"
    OPERATOR_REFUSED = "unsupported_mobile_operator"
    NOT_OPENED = "not_opened"
    NOT_ACCEPTED = "not_accepted"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a receipt: one of the two.

    Attributes:
        email: An address; empty when it goes to the phone.
        phone: E.164; empty when it goes by e-mail.
    """

    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line of a receipt, of quantity one.

    Attributes:
        title: What was paid for, at most 128 characters.
        amount: Roubles.
        subject: Tag 1212.
        method: Tag 1214.
        vat: Tag 1199.
    """

    title: str
    amount: Decimal
    subject: Subject
    method: Method
    vat: Vat


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt of 54-FZ.

    Attributes:
        lines: At least one.
        tax_system: Of the seller; None leaves it to the acquirer's cabinet.
        recipient: Who gets it; None where it is kept, for addresses are not kept beside payments.
    """

    lines: tuple[ReceiptLine, ...]
    tax_system: TaxSystem | None = None
    recipient: Recipient | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A payment that is to be opened; the money is to be taken as soon as it is paid.

    Attributes:
        payment_id: Ours: the acquirer tells it again, so that an answer that got lost is found.
        loan_id: What it pays; told again by acquirers that keep two marks.
        amount: Roubles, or units of `currency`.
        currency: ISO 4217.
        description: What the payer reads, at most 128 characters.
        return_url: Where he comes back to.
        receipt: None when no receipt is due.
    """

    payment_id: UUID
    loan_id: UUID
    amount: Decimal
    currency: str
    description: str
    return_url: str
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class AcquirerPayment:
    """A payment as the acquirer itself tells of it.

    Attributes:
        id: The acquirer's identifier.
        state: Where it stands.
        amount: Roubles, or units of `currency`.
        currency: ISO 4217.
        shop_id: Whose payment it is.
        payment_id: Our identifier, as the order named it; empty when the acquirer was told none.
        loan_id: The loan, as the order named it; None from an acquirer that keeps one mark alone.
        confirmation_url: Where the payer confirms it; empty when there is nothing to confirm (any more).
        expires_at: When it lapses unpaid.
        captured_at: When the money was taken.
        refunded: Roubles given back so far.
        reason: Why it was cancelled.
    """

    id: str
    state: State
    amount: Decimal
    currency: str
    shop_id: str
    payment_id: str
    loan_id: str | None = None
    confirmation_url: str = ""
    expires_at: datetime | None = None
    captured_at: datetime | None = None
    refunded: Decimal = Decimal("0.00")
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that the acquirer gave back.

    Attributes:
        provider_id: The acquirer's identifier of the payment.
        amount: Roubles.
    """

    provider_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notification is about; nothing in it is believed.

    Attributes:
        event: What it announces.
        provider_id: The acquirer's identifier of the payment.
    """

    event: NoticeEvent
    provider_id: str


@dataclass(frozen=True, slots=True)
class ShopCheck:
    """What the acquirer says of our shop.

    Attributes:
        shop_id: Its number.
        test: Whether no real money moves.
    """

    shop_id: str
    test: bool


class Acquirer(Protocol):
    """An acquirer. Every call may raise `RejectedError` or `UncertainError`, and takes at most the configured timeout.

    Calls are never made inside a database transaction.
    """

    @property
    def name(self) -> str:
        """Its machine name, at most 20 characters: letters, digits, `-` and `_`."""
        ...

    @property
    def title(self) -> Words:
        """What people call it."""
        ...

    @property
    def shop_id(self) -> str:
        """Our number at the acquirer."""
        ...

    @property
    def networks(self) -> Sequence[Network]:
        """Where its notifications come from; those from elsewhere are refused."""
        ...

    def open_payment(self, order: Order, *, key: str) -> AcquirerPayment:
        """Open a payment; the same `key` with the same `order` opens it once, however often it is sent.

        What is sent follows from the order to the letter.
        """
        ...

    def get_payment(self, provider_id: str) -> AcquirerPayment:
        """Read a payment: the only thing that is believed.

        Raises:
            UnknownPaymentError: There is none.
        """
        ...

    def capture_payment(self, provider_id: str, *, key: str) -> AcquirerPayment:
        """Take money that is only held."""
        ...

    def refunds_since(self, moment: datetime) -> Iterator[Refund]:
        """Refunds made since `moment`."""
        ...

    def read_notice(self, body: bytes) -> Notice:
        """Read a notification; asks nobody.

        Raises:
            NotANoticeError: It is none.
        """
        ...

    def check(self) -> ShopCheck:
        """Prove address and credentials without moving money."""
        ...
