"""A second acquirer: in memory, with words of its own, told apart from the first in everything that it can."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from ipaddress import ip_network
from uuid import uuid4

from kabinet.kernel import clock
from kabinet.payments.providers.base import (
    AcquirerPayment,
    Network,
    NotANoticeError,
    Notice,
    Order,
    Refund,
    ShopCheck,
    UncertainError,
    UnknownPaymentError,
)


@dataclass
class Vtoroy:
    """Keeps one mark of a payment alone, holds money until it is captured, answers nothing while it is `away`.

    Attributes:
        asked: What it was asked, in order: the call and the identifier or key.
        orders: What was opened, by key.
    """

    name: str = "vtoroy"
    title: str = "Второй"
    shop_id: str = "V-1"
    networks: tuple[Network, ...] = (ip_network("10.2.0.0/16"),)
    away: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    payments: dict[str, AcquirerPayment] = field(default_factory=dict)
    refunds: list[Refund] = field(default_factory=list)

    def open_payment(self, order: Order, *, key: str) -> AcquirerPayment:
        self._hear("open", key)
        if key not in self.orders:
            self.orders[key] = order
            self.payments[key] = AcquirerPayment(
                id=key,
                state="pending",
                amount=order.amount,
                currency=order.currency,
                shop_id=self.shop_id,
                payment_id=str(order.payment_id),
                confirmation_url=f"https://vtoroy.example/{key}",
            )
        assert self.orders[key] == order
        return self.payments[key]

    def get_payment(self, provider_id: str) -> AcquirerPayment:
        self._hear("get", provider_id)
        if provider_id not in self.payments:
            raise UnknownPaymentError("NO_SUCH_ORDER")
        return self.payments[provider_id]

    def capture_payment(self, provider_id: str, *, key: str) -> AcquirerPayment:
        self._hear("capture", provider_id)
        taken = replace(self.payments[provider_id], state="succeeded", captured_at=clock.now())
        self.payments[provider_id] = taken
        return taken

    def refunds_since(self, moment: datetime) -> Iterator[Refund]:
        self._hear("refunds", "")
        yield from self.refunds

    def read_notice(self, body: bytes) -> Notice:
        try:
            return Notice("other", str(json.loads(body)["OrderId"]))
        except (ValueError, KeyError, TypeError) as error:
            raise NotANoticeError from error

    def check(self) -> ShopCheck:
        return ShopCheck(self.shop_id, test=True)

    def hold(self, provider_id: str | None) -> None:
        """Let the payer pay."""
        self.payments[str(provider_id)] = replace(self.payments[str(provider_id)], state="waiting")

    def give_back(self, provider_id: str | None, amount: Decimal) -> None:
        """Return money the way staff do in its own pages."""
        self.payments[str(provider_id)] = replace(self.payments[str(provider_id)], refunded=amount)
        self.refunds.append(Refund(str(provider_id), amount))

    def order_from_elsewhere(self) -> str:
        """A payment of the same shop that the site did not open; its identifier."""
        made = AcquirerPayment(uuid4().hex, "pending", Decimal(1), "RUB", self.shop_id, payment_id="")
        self.payments[made.id] = made
        return made.id

    def _hear(self, call: str, about: str) -> None:
        self.asked.append((call, about))
        if self.away:
            raise UncertainError("timeout")
