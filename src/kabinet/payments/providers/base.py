"""What payments ask of an acquirer, in our own words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Protocol

State = Literal["pending", "waiting", "succeeded", "cancelled"]


class AcquirerError(Exception):
    """The acquirer did not do, or did not say, what was asked."""


class RejectedError(AcquirerError):
    """A definite no: nothing happened, and the same request would be refused again.

    Attributes:
        code: The acquirer's code, at most 60 characters.
        parameter: What it did not like, if it says so.
    """

    def __init__(self, code: str, *, parameter: str = "") -> None:
        super().__init__(f"{code} {parameter}".strip())
        self.code = code[:60]
        self.parameter = parameter[:60]


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


@dataclass(frozen=True, slots=True)
class AcquirerPayment:
    """A payment as the acquirer itself tells of it.

    Attributes:
        id: The acquirer's identifier.
        state: Where it stands.
        amount: Roubles, or units of `currency`.
        currency: ISO 4217.
        shop_id: Whose payment it is.
        metadata: What we sent along when it was opened.
        confirmation_url: Where the payer confirms it; empty when there is nothing to confirm (any more).
        expires_at: When it lapses unpaid.
        captured_at: When the money was taken.
        refunded: Roubles given back so far.
        reason: Why it was cancelled; the acquirer's machine name.
    """

    id: str
    state: State
    amount: Decimal
    currency: str
    shop_id: str
    metadata: Mapping[str, str]
    confirmation_url: str = ""
    expires_at: datetime | None = None
    captured_at: datetime | None = None
    refunded: Decimal = Decimal("0.00")
    reason: str = ""


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
        """Its machine name, at most 20 characters."""
        ...

    @property
    def shop_id(self) -> str:
        """Our number at the acquirer."""
        ...

    def open_payment(self, order: Mapping[str, Any], *, key: str) -> AcquirerPayment:
        """Open a payment; the same `key` with the same `order` opens it once, however often it is sent."""
        ...

    def get_payment(self, provider_id: str) -> AcquirerPayment:
        """Read a payment: the only thing that is believed."""
        ...

    def capture_payment(self, provider_id: str, *, key: str) -> AcquirerPayment:
        """Take money that is only held."""
        ...

    def refunded_since(self, moment: datetime) -> Iterator[str]:
        """Identifiers of the payments that gave money back since `moment`."""
        ...

    def check(self) -> ShopCheck:
        """Prove address and credentials without moving money."""
        ...
