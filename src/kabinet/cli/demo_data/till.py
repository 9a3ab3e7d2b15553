"""An acquirer in memory for the demo's past: the payments of last year are over before the emulators start."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from kabinet.kernel import clock
from kabinet.payments.providers import AcquirerPayment, RejectedError, ShopCheck


class PastTill:
    """Keeps payments as YooKassa would have; `settle` is the payer's choice on its page."""

    name = "yookassa"

    def __init__(self, shop_id: str) -> None:
        self.shop_id = shop_id
        self._payments: dict[str, AcquirerPayment] = {}

    def open_payment(self, order: Mapping[str, Any], *, key: str) -> AcquirerPayment:
        """Take the order; keys are not repeated here."""
        payment = AcquirerPayment(
            id=str(uuid4()),
            state="pending",
            amount=Decimal(order["amount"]["value"]),
            currency=order["amount"]["currency"],
            shop_id=self.shop_id,
            metadata=dict(order["metadata"]),
        )
        self._payments[payment.id] = payment
        return payment

    def settle(self, provider_id: str, *, reason: str = "") -> None:
        """Let the payer pay, or fail for a reason of YooKassa's list."""
        known = self._payments[provider_id]
        settled = replace(known, state="cancelled", reason=reason) if reason else replace(known, state="succeeded")
        self._payments[provider_id] = replace(settled, captured_at=None if reason else clock.now())

    def get_payment(self, provider_id: str) -> AcquirerPayment:
        """Tell where a payment stands."""
        return self._payments[provider_id]

    def capture_payment(self, provider_id: str, *, key: str) -> AcquirerPayment:
        """Nothing is only held here."""
        raise RejectedError("invalid_request")

    def refunded_since(self, moment: datetime) -> Iterator[str]:
        """Nothing was given back."""
        return iter(())

    def check(self) -> ShopCheck:
        """The shop of the demo."""
        return ShopCheck(self.shop_id, test=True)
