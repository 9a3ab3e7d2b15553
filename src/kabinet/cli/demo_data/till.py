"""An acquirer in memory for the demo's past: the payments of last year are over before the emulators start."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from kabinet.kernel import clock
from kabinet.payments.providers.base import (
    AcquirerPayment,
    Network,
    NotANoticeError,
    Notice,
    Order,
    Reason,
    Refund,
    RejectedError,
    ShopCheck,
)
from kabinet.payments.providers.yookassa import YooKassa


class PastTill:
    """Keeps payments as YooKassa would have; `settle` is the payer's choice on its page."""

    name = YooKassa.name
    title = YooKassa.title
    networks: tuple[Network, ...] = ()

    def __init__(self, shop_id: str) -> None:
        self.shop_id = shop_id
        self._payments: dict[str, AcquirerPayment] = {}

    def open_payment(self, order: Order, *, key: str) -> AcquirerPayment:
        """Take the order; keys are not repeated here."""
        payment = AcquirerPayment(
            id=str(uuid4()),
            state="pending",
            amount=order.amount,
            currency=order.currency,
            shop_id=self.shop_id,
            payment_id=str(order.payment_id),
            loan_id=str(order.loan_id),
        )
        self._payments[payment.id] = payment
        return payment

    def settle(self, provider_id: str, *, reason: Reason | None = None) -> None:
        """Let the payer pay, or fail for a reason."""
        known = self._payments[provider_id]
        settled = replace(known, state="cancelled", reason=reason) if reason else replace(known, state="succeeded")
        self._payments[provider_id] = replace(settled, captured_at=None if reason else clock.now())

    def get_payment(self, provider_id: str) -> AcquirerPayment:
        """Tell where a payment stands."""
        return self._payments[provider_id]

    def capture_payment(self, provider_id: str, *, key: str) -> AcquirerPayment:
        """Nothing is only held here."""
        raise RejectedError("invalid_request")

    def refunds_since(self, moment: datetime) -> Iterator[Refund]:
        """Nothing was given back."""
        return iter(())

    def read_notice(self, body: bytes) -> Notice:
        """Nothing of the past announces itself."""
        raise NotANoticeError

    def check(self) -> ShopCheck:
        """The shop of the demo."""
        return ShopCheck(self.shop_id, test=True)
