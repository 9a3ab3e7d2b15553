"""The certificate of payments, to print."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kabinet.kernel import clock
from kabinet.kernel.money import ZERO, format_amount, format_money
from kabinet.kernel.pdf import render_pdf
from kabinet.kernel.ui.formats import date_long, date_short
from kabinet.lending.models import Operation
from kabinet.lending.printouts import common
from kabinet.lending.queries.loans import LoanCard, OperationLine
from kabinet.organisation.models import SiteProfile


def render_certificate(card: LoanCard, site: SiteProfile) -> bytes:
    """Set a certificate of what was paid on an issued loan and what is left, on A4.

    Args:
        card: The loan.
        site: The organisation.

    Returns:
        The PDF.
    """
    return render_pdf(common.TEMPLATES / "certificate.typ", _data(card, site))


def _data(card: LoanCard, site: SiteProfile) -> dict[str, Any]:
    loan, state = card.loan, card.state
    repayments = [line for line in reversed(card.operations) if line.operation.kind == Operation.Kind.REPAYMENT]
    kept = [line for line in repayments if line.operation.amount > line.reversed]
    return {
        **common.heading(site),
        "title": _("Certificate of payments"),
        "subtitle": _("As of %(day)s") % {"day": date_long(clock.today())},
        "facts_table": [
            [_("Contract"), common.contract_line(loan)],
            [_("Borrower"), loan.party.display_name],
            [_("Sum of the loan"), f"{format_money(loan.amount)} ({common.roubles_in_words(loan.amount)})"],
            [_("The money went out on"), date_long(loan.disbursed_on)],
            [_("Paid in all"), f"{format_money(state.repaid)} ({common.roubles_in_words(state.repaid)})"],
            *_debt(card),
        ],
        "columns": [
            _("Date"),
            _("Paid, roubles"),
            _("Interest, roubles"),
            _("Principal, roubles"),
            _("Beyond the debt, roubles"),
        ],
        "rows": [_row(line) for line in kept],
        "nothing": _("No payments came in yet."),
        "totals": [_("In all"), *(format_amount(sum((_sums(line)[at] for line in kept), ZERO)) for at in range(4))],
        "signature": _("The certificate is made from the data of the cabinet and needs no signature for reference."),
    }


def _debt(card: LoanCard) -> list[list[str]]:
    state = card.state
    if state.status is None:
        return [[_("Debt"), _("not worked out yet: the schedule of payments is being prepared")]]
    if state.is_repaid:
        lines = [[_("Debt"), _("none, the loan is repaid in full")]]
    else:
        lines = [
            [_("Principal still owed"), format_money(state.remaining_principal)],
            [_("Left by the schedule, with interest"), format_money(state.remaining)],
            [_("Overdue"), format_money(state.overdue)],
        ]
    if state.overpaid:
        lines.append([_("Came in beyond the debt"), format_money(state.overpaid)])
    return lines


def _sums(line: OperationLine) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    paid = line.operation.amount - line.reversed
    if line.split is None:
        return paid, ZERO, ZERO, ZERO
    by_kind = {"interest": ZERO, "principal": ZERO}
    for part in line.split.parts:
        by_kind[part.kind] = by_kind.get(part.kind, ZERO) + part.amount
    return paid, by_kind["interest"], by_kind["principal"], line.split.surplus


def _row(line: OperationLine) -> list[str]:
    return [date_short(line.operation.on), *(format_amount(value) for value in _sums(line))]
