"""The 54-FZ receipt that travels with a payment. Pure.

What goes into it follows the letter of the tax service of 15.07.2024 ЗГ-2-20/10224@: the return of principal needs no
receipt, interest is a payment for services and does. The dictionary of codes is YooKassa's. The accountant of an
organisation confirms the lines once; which of them are sent is the setting `KABINET_RECEIPT_MODE`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

Mode = Literal["none", "interest_only", "all"]

WITHOUT_VAT = 1
"""`vat_code`: interest on loans is exempt (Tax Code, article 149 part 3 item 15)."""

LONGEST_DESCRIPTION = 128


class Part(Protocol):
    """A part of a repayment, as the loan engine allocates it."""

    @property
    def kind(self) -> str:
        """`interest`, `principal`, `penalty` or `costs`."""
        ...

    @property
    def amount(self) -> Decimal:
        """Roubles."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """What one kind of debt is called in a receipt.

    Attributes:
        title: Followed by the number of the contract.
        subject: `payment_subject` (tag 1212).
        mode: `payment_mode` (tag 1214).
    """

    title: str
    subject: str
    mode: str


LINES: Mapping[str, Line] = {
    "interest": Line("Проценты по договору займа № {number}", "service", "full_payment"),
    "penalty": Line("Неустойка по договору займа № {number}", "payment", "full_payment"),
    "costs": Line("Издержки по договору займа № {number}", "payment", "full_payment"),
    "principal": Line("Погашение займа по договору № {number}", "payment", "credit_payment"),
}
"""Recommended lines; not confirmed against the official text, an accountant decides."""

KINDS: Mapping[Mode, tuple[str, ...]] = {
    "none": (),
    "interest_only": ("interest",),
    "all": ("interest", "penalty", "costs", "principal"),
}


def is_due(parts: Iterable[Part], mode: Mode) -> bool:
    """Whether a repayment that is allocated so needs a receipt: the return of principal alone needs none."""
    return any(part.amount and part.kind in KINDS[mode] for part in parts)


def build_receipt(
    parts: Iterable[Part], *, mode: Mode, contract_number: str, tax_system_code: int | None
) -> dict[str, Any]:
    """Make a receipt without its addressee.

    Args:
        parts: How the repayment will be allocated.
        mode: Which kinds of debt belong into it.
        contract_number: Named in each line.
        tax_system_code: 1 to 6; left out when None.

    Returns:
        `items` and perhaps `tax_system_code`, or nothing at all when no receipt is due.
    """
    totals: dict[str, Decimal] = {}
    for part in parts:
        totals[part.kind] = totals.get(part.kind, Decimal("0.00")) + part.amount
    items = [_item(kind, totals[kind], contract_number) for kind in KINDS[mode] if totals.get(kind)]
    if not items:
        return {}
    return {"items": items} | ({"tax_system_code": tax_system_code} if tax_system_code else {})


def interest_named(receipt: Mapping[str, Any]) -> Decimal:
    """The interest that a receipt names, roubles; what was credited differs when the debt changed on the way."""
    lines = (item for item in receipt.get("items", ()) if item["payment_subject"] == LINES["interest"].subject)
    return sum((Decimal(item["amount"]["value"]) for item in lines), Decimal("0.00"))


def addressee(*, email: str | None, phone: str | None, fallback: str) -> dict[str, str]:
    """Where the receipt goes: the payer's e-mail, else the organisation's own, else the payer's phone.

    YooKassa's own fiscal service sends receipts by e-mail alone, hence the organisation's address before the phone.
    """
    if email or fallback:
        return {"email": email or fallback}
    return {"phone": phone.lstrip("+")} if phone else {}


def _item(kind: str, amount: Decimal, contract_number: str) -> dict[str, Any]:
    line = LINES[kind]
    return {
        "description": line.title.format(number=contract_number)[:LONGEST_DESCRIPTION],
        "quantity": "1.00",
        "amount": {"value": f"{amount:.2f}", "currency": "RUB"},
        "vat_code": WITHOUT_VAT,
        "payment_subject": line.subject,
        "payment_mode": line.mode,
    }
