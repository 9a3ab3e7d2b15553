"""Refunds of succeeded payments."""

import json
from decimal import Decimal

from kabinet.emulators.clock import iso_milliseconds
from kabinet.emulators.stand import Stand
from kabinet.emulators.yookassa.desk import PaymentDesk, new_id
from kabinet.emulators.yookassa.errors import ApiError, not_found
from kabinet.emulators.yookassa.parsing import JsonObject, amount_object, parse_amount, parse_text
from kabinet.emulators.yookassa.receipts import check_receipt

LONGEST_DESCRIPTION = 250


class RefundDesk:
    """Every refund; they succeed at once."""

    def __init__(self, stand: Stand, payments: PaymentDesk) -> None:
        self._stand = stand
        self._payments = payments

    def create(self, body: JsonObject) -> JsonObject:
        """Give money of a succeeded payment back and return the refund.

        Raises:
            ApiError: the payment does not exist, has not succeeded or has less money left.
        """
        amount = parse_amount(body)
        description = parse_text(body, "description", LONGEST_DESCRIPTION)
        if body.get("receipt") is not None:
            check_receipt(body["receipt"], amount, self._stand.settings.yookassa.receipt_total)
        payment_id = body.get("payment_id")
        if not isinstance(payment_id, str):
            raise ApiError("Required parameter is missing: payment_id", parameter="payment_id")
        with self._stand.store.transaction():
            payment = self._payments.get(payment_id)
            if payment.status != "succeeded":
                raise ApiError("Payment cannot be refunded: it has not succeeded", parameter="payment_id")
            refunded = Decimal(payment.body["refunded_amount"]["value"]) + amount
            if refunded > payment.amount:
                raise ApiError("Refund amount is greater than the rest of the payment", parameter="amount.value")
            refund: JsonObject = {
                "id": new_id(),
                "payment_id": payment_id,
                "status": "succeeded",
                "created_at": iso_milliseconds(self._stand.clock.now()),
                "amount": amount_object(amount),
            }
            if description is not None:
                refund["description"] = description
            if body.get("receipt") is not None:
                refund["receipt_registration"] = "succeeded"
            self._stand.store.execute(
                "INSERT INTO refunds (id, payment_id, body) VALUES (?, ?, ?)",
                (refund["id"], payment_id, json.dumps(refund)),
            )
            payment.body |= {"refunded_amount": amount_object(refunded), "refundable": refunded < payment.amount}
            self._payments.save(payment)
            self._payments.notify("refund.succeeded", refund)
        return refund

    def get(self, identifier: str) -> JsonObject:
        """Return a refund.

        Raises:
            ApiError: there is none with this identifier (404).
        """
        row = self._stand.store.row("SELECT body FROM refunds WHERE id = ?", (identifier,))
        if row is None:
            raise not_found("refund")
        found: JsonObject = json.loads(row["body"])
        return found
