"""The life of payments: pending → waiting_for_capture → succeeded or canceled."""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from kabinet.emulators.clock import iso_milliseconds
from kabinet.emulators.stand import Stand
from kabinet.emulators.yookassa.errors import ApiError, not_found
from kabinet.emulators.yookassa.parsing import JsonObject, PaymentOrder, amount_object
from kabinet.emulators.yookassa.receipts import KOPECK

CARD = {
    "first6": "555555",
    "last4": "4444",
    "expiry_month": "12",
    "expiry_year": "2030",
    "card_type": "MasterCard",
    "issuer_country": "RU",
}
METHOD_TITLES = {"bank_card": "Bank card *4444", "sbp": "СБП", "yoo_money": "YooMoney wallet"}
SAVABLE_METHODS = frozenset({"bank_card", "sbp", "yoo_money"})


class Choice(StrEnum):
    """What the payer does on the payment page."""

    PAY = "pay"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    THREE_D_SECURE_FAILED = "3d_secure_failed"
    EXPIRE = "expire"
    LEAVE = "leave"


CANCELLATIONS = {
    Choice.INSUFFICIENT_FUNDS: ("payment_network", "insufficient_funds"),
    Choice.THREE_D_SECURE_FAILED: ("payment_network", "3d_secure_failed"),
    Choice.EXPIRE: ("yoo_money", "expired_on_confirmation"),
}


@dataclass(slots=True)
class Payment:
    """A payment as the shop sees it (`body`) and what only the emulator knows (`details`)."""

    body: JsonObject
    details: JsonObject

    @property
    def id(self) -> str:
        """Identifier, 36 characters."""
        return str(self.body["id"])

    @property
    def status(self) -> str:
        """One of pending, waiting_for_capture, succeeded, canceled."""
        return str(self.body["status"])

    @property
    def amount(self) -> Decimal:
        """Roubles of the payment."""
        return Decimal(self.body["amount"]["value"])


def new_id() -> str:
    """Return an identifier in the shape of YooKassa's, 36 characters."""
    return f"{secrets.token_hex(4)}-000f-5{secrets.token_hex(2)[:3]}-8000-{secrets.token_hex(6)}"


class PaymentDesk:
    """Every change of a payment; each is one transaction that also puts the notification on its way."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._settings = stand.settings.yookassa

    def create(self, order: PaymentOrder, confirmation_base: str) -> JsonObject:
        """Register a checked order and return the payment; a saved method pays at once.

        Args:
            order: the checked request.
            confirmation_base: address of the payment page without the identifier.

        Raises:
            ApiError: the saved method is not known.
        """
        if order.saved_method_id is not None and self._saved_method(order.saved_method_id) is None:
            raise ApiError("Payment method is not found or not saved", parameter="payment_method_id")
        identifier = new_id()
        body: JsonObject = {
            "id": identifier,
            "status": "pending",
            "amount": amount_object(order.amount),
            "recipient": {"account_id": self._settings.shop_id, "gateway_id": self._settings.gateway_id},
            "created_at": self._now(),
            "test": True,
            "paid": False,
            "refundable": False,
            "metadata": order.metadata,
        }
        optional = {"description": order.description, "merchant_customer_id": order.merchant_customer_id}
        body |= {name: value for name, value in optional.items() if value is not None}
        if order.receipt is not None:
            body["receipt_registration"] = "pending"
        if order.confirmation is not None:
            body["confirmation"] = self._confirmation(order.confirmation, f"{confirmation_base}/{identifier}")
        details: JsonObject = {
            "capture": order.capture,
            "method": order.method,
            "save": order.save_method,
            "return_url": (order.confirmation or {}).get("return_url"),
            "receipt": order.receipt,
        }
        payment = Payment(body, details)
        with self._stand.store.transaction():
            self._stand.store.execute(
                "INSERT INTO payments (id, status, created_at, lapses_at, body, details) VALUES (?, ?, ?, ?, ?, ?)",
                (identifier, "pending", body["created_at"], *self._columns(payment, self._settings.pending_lifetime)),
            )
            if order.saved_method_id is not None:
                self._authorise(payment, method_id=order.saved_method_id)
        return payment.body

    def get(self, identifier: str) -> Payment:
        """Return a payment.

        Raises:
            ApiError: there is none with this identifier (404).
        """
        self.expire_overdue()
        row = self._stand.store.row("SELECT body, details FROM payments WHERE id = ?", (identifier,))
        if row is None:
            raise not_found("payment")
        return Payment(json.loads(row["body"]), json.loads(row["details"]))

    def choose(self, identifier: str, choice: Choice) -> Payment:
        """Carry out what the payer chose; a payment that is no longer pending stays as it is.

        Raises:
            ApiError: there is no such payment (404).
        """
        with self._stand.store.transaction():
            payment = self.get(identifier)
            if payment.status != "pending" or choice is Choice.LEAVE:
                return payment
            if choice is Choice.PAY:
                self._authorise(payment)
            else:
                self._cancel(payment, *CANCELLATIONS[choice])
            return payment

    def capture(self, identifier: str, amount: Decimal | None) -> JsonObject:
        """Take the held money, or a part of it (roubles), and return the payment.

        Raises:
            ApiError: no such payment, nothing held or more than is held.
        """
        with self._stand.store.transaction():
            payment = self._held(identifier)
            if amount is not None and amount > payment.amount:
                raise ApiError("Amount is greater than the authorised amount", parameter="amount.value")
            payment.body["amount"] = amount_object(payment.amount if amount is None else amount)
            self._succeed(payment)
            return payment.body

    def cancel(self, identifier: str) -> JsonObject:
        """Give the held money back and return the payment.

        Raises:
            ApiError: no such payment or nothing held.
        """
        with self._stand.store.transaction():
            payment = self._held(identifier)
            self._cancel(payment, "merchant", "canceled_by_merchant")
            return payment.body

    def expire_overdue(self) -> None:
        """Cancel payments whose time to confirm or to capture is over."""
        with self._stand.store.transaction():
            rows = self._stand.store.rows(
                "SELECT body, details FROM payments WHERE lapses_at IS NOT NULL AND lapses_at <= ? ORDER BY seq",
                (self._stand.clock.timestamp(),),
            )
            for row in rows:
                payment = Payment(json.loads(row["body"]), json.loads(row["details"]))
                reason = "expired_on_confirmation" if payment.status == "pending" else "expired_on_capture"
                self._cancel(payment, "yoo_money", reason)

    def save(self, payment: Payment, *, lifetime: timedelta | None = None) -> None:
        """Write a changed payment back; `lifetime` is how long it may stay in its status."""
        self._stand.store.execute(
            "UPDATE payments SET status = ?, lapses_at = ?, body = ?, details = ? WHERE id = ?",
            (payment.status, *self._columns(payment, lifetime), payment.id),
        )

    def rewrite(self, payment: Payment) -> None:
        """Write a payment's body back without touching its status or its time."""
        self._stand.store.execute("UPDATE payments SET body = ? WHERE id = ?", (json.dumps(payment.body), payment.id))

    def notify(self, event: str, body: JsonObject) -> None:
        """Put a notification on its way."""
        notification = {"type": "notification", "event": event, "object": body}
        self._stand.outbox.send(
            service="yookassa",
            label=event,
            subject=str(body.get("id", "")),
            url=self._stand.notify_url,
            body=json.dumps(notification, ensure_ascii=False),
        )

    def _authorise(self, payment: Payment, *, method_id: str | None = None) -> None:
        method = payment.details["method"]
        saved = bool(payment.details["save"] or method_id) and method in SAVABLE_METHODS
        payment.body |= {
            "paid": True,
            "payment_method": self._method(payment, method_id or payment.id, saved=saved),
            "authorization_details": {
                "rrn": f"{secrets.randbelow(10**12):012d}",
                "auth_code": f"{secrets.randbelow(10**6):06d}",
                "three_d_secure": {"applied": method == "bank_card" and method_id is None},
            },
        }
        payment.body.pop("confirmation", None)
        if payment.details["capture"]:
            self._succeed(payment)
            return
        lifetime = self._settings.hold_lifetime
        payment.body |= {
            "status": "waiting_for_capture",
            "expires_at": iso_milliseconds(self._stand.clock.now() + lifetime),
        }
        self.save(payment, lifetime=lifetime)
        self.notify("payment.waiting_for_capture", payment.body)

    def _succeed(self, payment: Payment) -> None:
        fee = (payment.amount * self._settings.fee_percent / 100).quantize(KOPECK, ROUND_HALF_UP)
        payment.body.pop("expires_at", None)
        payment.body |= {
            "status": "succeeded",
            "paid": True,
            "refundable": True,
            "captured_at": self._now(),
            "income_amount": amount_object(payment.amount - fee),
            "refunded_amount": amount_object(Decimal(0)),
        }
        if payment.details["receipt"] is not None:
            payment.body["receipt_registration"] = "succeeded"
        self.save(payment)
        self.notify("payment.succeeded", payment.body)

    def _cancel(self, payment: Payment, party: str, reason: str) -> None:
        for name in ("confirmation", "expires_at"):
            payment.body.pop(name, None)
        payment.body |= {
            "status": "canceled",
            "paid": False,
            "refundable": False,
            "cancellation_details": {"party": party, "reason": reason},
        }
        if party == "payment_network":
            payment.body["payment_method"] = self._method(payment, payment.id, saved=False)
        if payment.details["receipt"] is not None:
            payment.body["receipt_registration"] = "canceled"
        self.save(payment)
        self.notify("payment.canceled", payment.body)

    def _held(self, identifier: str) -> Payment:
        payment = self.get(identifier)
        if payment.status != "waiting_for_capture":
            raise ApiError("Payment is not in the status waiting_for_capture", parameter="payment_id")
        return payment

    def _method(self, payment: Payment, identifier: str, *, saved: bool) -> JsonObject:
        kind = payment.details["method"]
        method: JsonObject = {
            "type": kind,
            "id": identifier,
            "saved": saved,
            "status": "active" if saved else "inactive",
            "title": METHOD_TITLES.get(kind, kind),
        }
        return method | {"card": dict(CARD)} if kind == "bank_card" else method

    def _saved_method(self, identifier: str) -> JsonObject | None:
        row = self._stand.store.row("SELECT body FROM payments WHERE id = ?", (identifier,))
        method: JsonObject = json.loads(row["body"]).get("payment_method", {}) if row is not None else {}
        return method if method.get("saved") else None

    def _confirmation(self, confirmation: JsonObject, page: str) -> JsonObject:
        if confirmation["type"] == "embedded":
            return {"type": "embedded", "confirmation_token": f"ct-{new_id()}"}
        return {**confirmation, "confirmation_url": page}

    def _columns(self, payment: Payment, lifetime: timedelta | None) -> tuple[float | None, str, str]:
        lapses_at = None if lifetime is None else self._stand.clock.timestamp() + lifetime.total_seconds()
        return lapses_at, json.dumps(payment.body), json.dumps(payment.details)

    def _now(self) -> str:
        return iso_milliseconds(self._stand.clock.now())
