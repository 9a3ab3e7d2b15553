"""Orders and receipts as payments keep them: our own JSON, without anybody's address. Pure.

```
{"payment_id": "…", "loan_id": "…", "amount": "5000.00", "currency": "RUB", "description": "…", "return_url": "…",
 "receipt": {"tax_system": "simplified_income",
             "lines": [{"title": "…", "amount": "130.00", "subject": "service", "method": "full_payment",
                        "vat": "none"}]}}
```
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from kabinet.payments.providers.base import Method, Order, Receipt, ReceiptLine, Recipient, Subject, TaxSystem, Vat


class UnreadableOrderError(ValueError):
    """What is kept is no order of ours: another version of the site wrote it."""


def keep_order(order: Order) -> dict[str, Any]:
    """An order without the recipient of its receipt."""
    receipt = {"receipt": keep_receipt(order.receipt)} if order.receipt else {}
    return {
        "payment_id": str(order.payment_id),
        "loan_id": str(order.loan_id),
        "amount": f"{order.amount:.2f}",
        "currency": order.currency,
        "description": order.description,
        "return_url": order.return_url,
        **receipt,
    }


def read_order(kept: Mapping[str, Any], recipient: Recipient | None) -> Order:
    """The very order that was kept.

    Args:
        kept: What `keep_order` made.
        recipient: Who gets the receipt, if there is one.

    Raises:
        UnreadableOrderError: It is something else.
    """
    try:
        return Order(
            payment_id=UUID(kept["payment_id"]),
            loan_id=UUID(kept["loan_id"]),
            amount=Decimal(kept["amount"]),
            currency=kept["currency"],
            description=kept["description"],
            return_url=kept["return_url"],
            receipt=read_receipt(kept.get("receipt", {}), recipient),
        )
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        raise UnreadableOrderError from error


def keep_receipt(receipt: Receipt | None) -> dict[str, Any]:
    """A receipt without its recipient; nothing at all when none is due."""
    if receipt is None:
        return {}
    system = {"tax_system": receipt.tax_system.value} if receipt.tax_system else {}
    return {"lines": [_keep_line(line) for line in receipt.lines], **system}


def read_receipt(kept: Mapping[str, Any], recipient: Recipient | None = None) -> Receipt | None:
    """The receipt that was kept; None when none is due."""
    if not kept.get("lines"):
        return None
    system = kept.get("tax_system")
    lines = tuple(_read_line(line) for line in kept["lines"])
    return Receipt(lines, TaxSystem(system) if system else None, recipient)


def _keep_line(line: ReceiptLine) -> dict[str, str]:
    return {
        "title": line.title,
        "amount": f"{line.amount:.2f}",
        "subject": line.subject.value,
        "method": line.method.value,
        "vat": line.vat.value,
    }


def _read_line(kept: Mapping[str, str]) -> ReceiptLine:
    return ReceiptLine(
        title=kept["title"],
        amount=Decimal(kept["amount"]),
        subject=Subject(kept["subject"]),
        method=Method(kept["method"]),
        vat=Vat(kept["vat"]),
    )
