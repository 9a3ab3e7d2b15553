"""The 54-FZ receipt that travels with a payment. Pure.

What goes into it follows the letter of the tax service of 15.07.2024 ЗГ-2-20/10224@: the return of principal needs no
receipt, interest is a payment for services and does. The accountant of an organisation confirms the lines once; which
of them are sent is the setting `KABINET_RECEIPT_MODE`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from kabinet.payments.providers.base import Method, Receipt, ReceiptLine, Recipient, Subject, TaxSystem, Vat

Mode = Literal["none", "interest_only", "all"]

VAT = Vat.NONE
"""Interest on loans is exempt (Tax Code, article 149 part 3 item 15)."""

TAX_SYSTEMS = tuple(TaxSystem)
"""`KABINET_TAX_SYSTEM_CODE` counts them from 1."""

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
        subject: Tag 1212.
        method: Tag 1214.
    """

    title: str
    subject: Subject
    method: Method


LINES: Mapping[str, Line] = {
    "interest": Line("Проценты по договору займа № {number}", Subject.SERVICE, Method.FULL_PAYMENT),
    "penalty": Line("Неустойка по договору займа № {number}", Subject.PAYMENT, Method.FULL_PAYMENT),
    "costs": Line("Издержки по договору займа № {number}", Subject.PAYMENT, Method.FULL_PAYMENT),
    "principal": Line("Погашение займа по договору № {number}", Subject.PAYMENT, Method.CREDIT_PAYMENT),
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
    parts: Iterable[Part], *, mode: Mode, contract_number: str, tax_system: TaxSystem | None
) -> Receipt | None:
    """Make a receipt without its recipient.

    Args:
        parts: How the repayment will be allocated.
        mode: Which kinds of debt belong into it.
        contract_number: Named in each line.
        tax_system: Left to the acquirer when None.

    Returns:
        None when no receipt is due.
    """
    totals: dict[str, Decimal] = {}
    for part in parts:
        totals[part.kind] = totals.get(part.kind, Decimal("0.00")) + part.amount
    lines = tuple(_line(kind, totals[kind], contract_number) for kind in KINDS[mode] if totals.get(kind))
    return Receipt(lines, tax_system) if lines else None


def tax_system(code: int | None) -> TaxSystem | None:
    """The system of taxation that the settings number, from 1 to 6."""
    return TAX_SYSTEMS[code - 1] if code else None


def interest_named(receipt: Receipt | None) -> Decimal:
    """The interest that a receipt names, roubles; what was credited differs when the debt changed on the way."""
    lines = receipt.lines if receipt else ()
    return sum((line.amount for line in lines if line.subject == LINES["interest"].subject), Decimal("0.00"))


def recipient_of(*, email: str | None, phone: str | None, fallback: str) -> Recipient | None:
    """Where the receipt goes: the payer's e-mail, else the organisation's own, else the payer's phone.

    Fiscal services of acquirers may send receipts by e-mail alone, hence the organisation's address before the phone.
    """
    if email or fallback:
        return Recipient(email=email or fallback)
    return Recipient(phone=phone) if phone else None


def _line(kind: str, amount: Decimal, contract_number: str) -> ReceiptLine:
    line = LINES[kind]
    title = line.title.format(number=contract_number)[:LONGEST_DESCRIPTION]
    return ReceiptLine(title, amount, line.subject, line.method, VAT)
