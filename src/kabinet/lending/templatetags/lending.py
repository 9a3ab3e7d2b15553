"""Words and figures of loans: `{% load lending %}`."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template

from kabinet.kernel.ui.formats import date_long
from kabinet.lending import presentation
from kabinet.lending.engine import InstalmentStatus, Remark
from kabinet.lending.models import Loan, Schedule
from kabinet.lending.queries.explanations import InstalmentExplanation
from kabinet.lending.queries.loans import InstalmentLine
from kabinet.lending.queries.state import LoanState

register = template.Library()


@register.filter
def psk(value: Decimal) -> str:
    """Full cost of credit with the three decimals the law wants: `292,000 %`."""
    return presentation.percent_exactly(value)


@register.filter
def psk_range(ends: tuple[Decimal, Decimal]) -> str:
    """The full cost of credit over a product's limits, one figure where it is the same."""
    return presentation.psk_range_phrase(*ends)


@register.filter
def payments_phrase(count: int) -> str:
    """`12 payments`."""
    return presentation.payments_phrase(count)


@register.filter
def remark(value: Remark) -> str:
    """What is remarkable about a schedule, in a sentence."""
    return presentation.remark_sentence(value)


@register.filter
def bucket(name: str) -> str:
    """What a part of a repayment covered: `overdue interest`."""
    return presentation.bucket_phrase(name)


@register.filter
def mark(state: str) -> str:
    """The mark of an instalment in a word or two."""
    return presentation.mark_phrase(state)


@register.filter
def mark_tone(state: str) -> str:
    """The tone of that mark's badge."""
    return presentation.MARK_TONES.get(state, "neutral")


@register.filter
def deadline(status: InstalmentStatus) -> str:
    """Until when an instalment is in time whose day is a day off; nothing to say of other, paid and later ones."""
    told = status.is_extended and status.state not in {"paid", "upcoming"}
    return presentation.deadline_phrase(status.deadline) if told else ""


@register.filter
def until(due: date, schedule: Schedule) -> str:
    """`by 30.11.2026` beside a day of payment that is a day off; nothing beside others."""
    return presentation.until_phrase(due, days_off_extend=schedule.days_off_extend)


@register.filter
def next_deadline(state: LoanState) -> str:
    """Until when the next payment is in time where its day is a day off; otherwise nothing."""
    if state.next_deadline is None or state.next_deadline == state.next_due:
        return ""
    return presentation.deadline_phrase(state.next_deadline)


@register.filter
def interest_lines(explanation: InstalmentExplanation) -> list[dict[str, Any]]:
    """Lines of an explained interest: which days, on which balance, at which rate."""
    return presentation.interest_lines(explanation)


@register.filter
def principal_lines(explanation: InstalmentExplanation) -> list[dict[str, Any]]:
    """Lines of an explained principal: the payment less the interest, or all that is left."""
    return presentation.principal_lines(explanation)


@register.filter
def payment_lines(line: InstalmentLine) -> list[dict[str, Any]]:
    """Lines of an explained instalment: interest and principal."""
    return presentation.payment_lines(line.row)


@register.filter
def left_lines(explanation: InstalmentExplanation) -> list[dict[str, Any]]:
    """Lines of an explained balance: what was owed less the principal."""
    return presentation.left_lines(explanation)


@register.filter
def balance_lines(state: LoanState) -> list[dict[str, Any]]:
    """Lines of the principal still owed: the sum of the loan less what was repaid of it."""
    if state.status is None:
        return []
    paid = state.status.paid_principal
    return presentation.balance_lines(state.status.remaining_principal + paid, paid)


@register.filter
def iso_date_long(value: str) -> str:
    """A date kept as ISO text, as people read it: `21 ноября 2026`."""
    return date_long(date.fromisoformat(value))


@register.filter
def loan_status(loan: Loan, state: LoanState) -> str:
    """Where the loan stands, in words for its borrower."""
    return presentation.loan_status(loan.status, state.overdue_days, has_schedule=state.status is not None)


@register.filter
def loan_tone(loan: Loan, state: LoanState) -> str:
    """The tone of that status."""
    return presentation.loan_tone(loan.status, state.overdue_days)
