"""Words, tones and explanations of loans, the same for the cabinet, the office and papers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from kabinet.kernel.money import ZERO, format_money
from kabinet.kernel.ui.formats import date_long, date_short, percent
from kabinet.lending.engine import Breach, InstalmentStatus, Remark, Segment, Terms, TermsError
from kabinet.lending.engine.allocation import AllocationPart
from kabinet.lending.engine.calendar import deadline_of
from kabinet.lending.models import Schedule
from kabinet.lending.queries.state import LoanState

_TERMS = {
    "not_a_number": gettext_noop("Enter a number."),
    "not_an_integer": gettext_noop("Enter a whole number."),
    "not_a_date": gettext_noop("Enter a date like 21.11.2026."),
    "not_text": gettext_noop("Choose one of the values."),
    "choice": gettext_noop("Choose one of the values: {choices}."),
    "out_of_range": gettext_noop("Enter a value from {least} to {most}."),
    "decimals": gettext_noop("Enter at most {decimals} digits after the decimal point."),
    "not_an_object": gettext_noop("The terms cannot be read."),
    "unknown": gettext_noop("There is no such term."),
    "required": gettext_noop("Fill in this field."),
    "no_rate": gettext_noop("Enter the rate: a year or a day."),
    "two_rates": gettext_noop("Enter one rate: a year or a day."),
    "needs_months": gettext_noop("A day of payment needs an interval in months."),
    "needs_annuity": gettext_noop("A fixed instalment needs equal instalments."),
    "single_payment": gettext_noop("With a single payment the number of payments is 1."),
    "grace_too_long": gettext_noop("Enter fewer than the number of payments, {payments}."),
    "dates_too_late": gettext_noop("The last instalment would fall after {limit}."),
    "instalment_too_small": gettext_noop(
        "An instalment of {instalment} never repays the loan: interest comes to {interest}."
    ),
    "multiple_too_coarse": gettext_noop("Instalments in steps of {multiple} do not fit {payments} payments."),
}

_REMARKS = {
    "repaid_sooner": gettext_noop(
        "An instalment of {instalment} repays the loan in {repaid_in} payments, not in {payments}."
    ),
}

_RULES = {
    "daily_rate": gettext_noop(
        "The law allows at most %(limit)s a day, this loan comes to %(actual)s a day (%(source)s)."
    ),
    "psk": gettext_noop(
        "The law allows a full cost of credit of at most %(limit)s a year, this loan comes to %(actual)s (%(source)s)."
    ),
    "overpayment": gettext_noop(
        "The law allows an overpayment of at most %(limit)s of the sum, this loan comes to %(actual)s (%(source)s)."
    ),
}


def percent_exactly(value: Decimal) -> str:
    """Per cent with three decimals, as the law wants the full cost of credit: `292,000 %`."""
    return f"{value:.3f}".replace(".", ",") + "\u00a0%"


def psk_range_phrase(least: Decimal, most: Decimal) -> str:
    """The full cost of credit over a product's limits: `from 23,900 % to 24,100 %`, one figure where it is the same."""
    shown = {"least": percent_exactly(least), "most": percent_exactly(most)}
    return shown["least"] if shown["least"] == shown["most"] else _("from %(least)s to %(most)s") % shown


def terms_sentence(error: TermsError) -> str:
    """What is wrong with a term, for the person who set it."""
    return _(_TERMS[error.code]).format(**_shown(error.params))


def remark_sentence(remark: Remark) -> str:
    """What is remarkable about a schedule."""
    return _(_REMARKS[remark.code]).format(**_shown(remark.params))


def _shown(params: Mapping[str, object]) -> dict[str, object]:
    return {
        name: format_money(value) if isinstance(value, Decimal) and name != "most" else value
        for name, value in params.items()
    }


def breach_sentence(breach: Breach) -> str:
    """Which rule of the law a loan breaks: the limit, what it comes to, and where the law says so."""
    return _(_RULES[breach.rule]) % {
        "limit": percent(breach.limit),
        "actual": percent(breach.actual),
        "source": breach.source,
    }


def payments_phrase(count: int) -> str:
    """`12 payments`."""
    return ngettext("%(count)s payment", "%(count)s payments", count) % {"count": count}


def duration_phrase(terms: Terms | dict[str, Any], payments: int) -> str:
    """How long a loan of so many payments lasts: `12 months`, `30 days`, `8 weeks`."""
    every, unit = (terms.every, terms.unit) if isinstance(terms, Terms) else (terms.get("every", 1), terms.get("unit"))
    count = int(every or 1) * payments
    if unit == "day":
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    if unit == "week":
        return ngettext("%(count)s week", "%(count)s weeks", count) % {"count": count}
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def duration_range(terms: dict[str, Any], least: int, most: int) -> str:
    """How long loans of a product last, from the fewest payments to the most: `3 to 24 months`."""
    if least == most:
        return duration_phrase(terms, most)
    every, unit = int(terms.get("every") or 1), terms.get("unit")
    shown = {"least": every * least, "most": every * most}
    if unit == "day":
        return ngettext("%(least)s to %(most)s day", "%(least)s to %(most)s days", shown["most"]) % shown
    if unit == "week":
        return ngettext("%(least)s to %(most)s week", "%(least)s to %(most)s weeks", shown["most"]) % shown
    return ngettext("%(least)s to %(most)s month", "%(least)s to %(most)s months", shown["most"]) % shown


def rhythm_phrase(terms: dict[str, Any]) -> str:
    """How often one pays: `once a month`, `every 14 days`, `once, at the end`."""
    every, unit = int(terms.get("every") or 1), terms.get("unit", "month")
    if terms.get("method") == "single":
        return _("once, at the end")
    if every == 1:
        return {"day": _("every day"), "week": _("once a week")}.get(unit, _("once a month"))
    if unit == "day":
        return ngettext("every %(count)s day", "every %(count)s days", every) % {"count": every}
    if unit == "week":
        return ngettext("every %(count)s week", "every %(count)s weeks", every) % {"count": every}
    return ngettext("every %(count)s month", "every %(count)s months", every) % {"count": every}


def rate_phrase(terms: dict[str, Any]) -> str:
    """`0,8 % a day` or `24 % a year`."""
    if terms.get("daily_rate") is not None:
        return _("%(rate)s a day") % {"rate": percent(Decimal(str(terms["daily_rate"])))}
    return _("%(rate)s a year") % {"rate": percent(Decimal(str(terms.get("annual_rate") or 0)))}


def method_phrase(terms: dict[str, Any]) -> str:
    """How the payments are made up."""
    return {
        "annuity": _("equal payments"),
        "differentiated": _("equal parts of the principal, falling payments"),
        "bullet": _("interest each time, the principal at the end"),
        "single": _("everything in one payment"),
        "flat": _("equal payments with interest on the whole sum"),
    }[terms.get("method") or "annuity"]


LOAN_TONES = {"approved": "warning", "issued": "info", "repaid": "success"}
"""Tones of a loan's status for staff: an approved one waits for its money."""

MARK_LOOKS = {"paid": "row-done", "partly_paid": "row-next", "due_next": "row-next", "overdue": "row-overdue"}
"""Looks of rows of a schedule by mark; other rows have none."""

MARK_TONES = {"paid": "success", "partly_paid": "info", "due_next": "brand", "overdue": "danger"}
"""Tones of badges by mark; other marks are neutral."""

_MARKS = {
    "paid": gettext_noop("paid"),
    "partly_paid": gettext_noop("partly paid"),
    "due_next": gettext_noop("due next"),
    "overdue": gettext_noop("overdue"),
    "upcoming": gettext_noop("upcoming"),
}
_PARTS = {
    "interest": (gettext_noop("Interest"), gettext_noop("interest %(sum)s")),
    "principal": (gettext_noop("Principal"), gettext_noop("principal %(sum)s")),
    "penalty": (gettext_noop("Penalty"), gettext_noop("other %(sum)s")),
    "costs": (gettext_noop("Costs of the lender"), gettext_noop("other %(sum)s")),
}
"""Kinds of parts of a repayment: a name, and what is said with the sum."""

_BUCKETS = {
    "overdue_interest": gettext_noop("overdue interest"),
    "overdue_principal": gettext_noop("overdue principal"),
    "penalty": gettext_noop("penalty"),
    "current_interest": gettext_noop("interest of the current period"),
    "current_principal": gettext_noop("principal of the current period"),
    "costs": gettext_noop("other payments"),
    "future_interest": gettext_noop("interest in advance"),
    "future_principal": gettext_noop("principal in advance"),
}


def operation_tone(kind: str) -> str:
    """The tone of an operation in a story: `success` when money came in, `warning` when it was taken back."""
    return {"repayment": "success", "reversal": "warning"}.get(kind, "neutral")


def mark_phrase(state: str) -> str:
    """The mark of an instalment: `paid`, `overdue` and so on."""
    return _(_MARKS[state])


def bucket_phrase(name: str) -> str:
    """What a part of a repayment covers."""
    return _(_BUCKETS[name])


def order_phrase(buckets: Iterable[str]) -> str:
    """An order of allocation: `overdue interest → overdue principal`."""
    return " → ".join(bucket_phrase(name) for name in buckets)


def part_phrase(part: AllocationPart) -> str:
    """What kind of debt a part of a repayment covers, whenever it was due: `Interest`."""
    return _(_PARTS[part.kind][0])


def split_phrases(parts: Iterable[AllocationPart]) -> list[str]:
    """How a repayment was split: `No. 3: interest 1 561,64 ₽, principal 7 843,12 ₽` for each instalment."""
    sums: dict[int | None, dict[str, Decimal]] = {}
    for part in parts:
        of_one = sums.setdefault(part.number, {})
        said = _PARTS[part.kind][1]
        of_one[said] = of_one.get(said, ZERO) + part.amount
    return [
        _("No. %(number)s: %(sums)s")
        % {
            "number": number or "—",
            "sums": ", ".join(_(said) % {"sum": format_money(amount)} for said, amount in of_one.items()),
        }
        for number, of_one in sums.items()
    ]


def deadline_phrase(deadline: date) -> str:
    """Why a payment is in time after its own day, and until when."""
    return _("the term is moved to %(day)s: the day of payment is a day off") % {"day": date_long(deadline)}


def until_phrase(due: date, *, days_off_extend: bool) -> str:
    """`by 30.11.2026` where the day of a payment is a day off and the term ends later; otherwise nothing."""
    deadline = deadline_of(due, days_off_extend=days_off_extend)
    return _("by %(day)s") % {"day": date_short(deadline)} if deadline != due else ""


def days_off_note(on: date) -> str:
    """What the second day beside a day of payment is, for a paper that outlives the calendar it was made by."""
    return _(
        "A payment whose day is a day off is also in time on the next working day (article 193 of the Civil Code):"
        " it stands after “by”, as the calendar of working days is known on %(day)s."
    ) % {"day": date_long(on)}


def days_phrase(count: int) -> str:
    """`31 days`."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def loan_status(status: str, overdue_days: int, *, has_schedule: bool) -> str:
    """Where a loan stands, for its borrower."""
    if status == "repaid":
        return pgettext("loan", "Repaid")
    if status == "approved":
        return _("Approved, the money is on its way")
    if overdue_days:
        return _("Overdue by %(days)s") % {"days": days_phrase(overdue_days)}
    return _("On schedule") if has_schedule else _("Issued, the schedule is being prepared")


def loan_tone(status: str, overdue_days: int) -> str:
    """The tone of that status."""
    if status == "repaid":
        return "success"
    return "danger" if overdue_days else "info"


def instalment_sentences(explanation: Any, shares: Sequence[Any] = (), remaining: Decimal = ZERO) -> list[str]:
    """Where the sums of an instalment came from and which repayments paid it, a sentence each.

    Args:
        explanation: An `InstalmentExplanation`; none of a row that is not explained.
        shares: Its `Share`s.
        remaining: What these leave to pay, roubles.
    """
    reasons = [] if explanation is None else [*_interest_sentences(explanation), _principal_sentence(explanation)]
    rest = [_("Still to pay: %(sum)s") % {"sum": format_money(remaining)}] if shares and remaining else []
    return [*reasons, *map(_share_sentence, shares), *rest]


def _interest_sentences(explanation: Any) -> list[str]:
    """What the interest of an instalment adds up from."""
    told = [_stretch_sentence(stretch.segment, stretch.interest) for stretch in explanation.stretches]
    if explanation.rounding:
        told.append(_("The whole is rounded once, not by parts: %(sum)s") % {"sum": format_money(explanation.rounding)})
    return told


def _stretch_sentence(segment: Segment, interest: Decimal) -> str:
    """What days that cost the same each come to."""
    facts = {
        "balance": format_money(segment.balance),
        "rate": percent(segment.rate),
        "days": segment.days,
        "base": segment.base,
    }
    factors = (
        _("%(balance)s × %(rate)s a day × %(days)s")
        if segment.base is None
        else _("%(balance)s × %(rate)s × %(days)s / %(base)s")
    )
    return _("Interest from %(first)s to %(last)s, %(days)s: %(factors)s = %(sum)s") % {
        "first": date_short(segment.first),
        "last": date_short(segment.last),
        "days": days_phrase(segment.days),
        "factors": factors % facts,
        "sum": format_money(interest),
    }


def _principal_sentence(explanation: Any) -> str:
    """Where the principal of an instalment comes from."""
    given = explanation.given
    if given.is_last:
        return _("Principal: all that was still owed, %(sum)s") % {"sum": format_money(given.principal)}
    if given.is_grace or given.principal == ZERO:
        return _("By the terms this payment is of interest only")
    if explanation.first_instalment is None:
        return _("Principal by the terms: %(sum)s") % {"sum": format_money(given.principal)}
    return _("Principal: %(payment)s less the interest = %(sum)s") % {
        "payment": format_money(given.payment),
        "sum": format_money(given.principal),
    }


def _share_sentence(share: Any) -> str:
    """What a repayment paid of an instalment."""
    paid = _("Paid on %(day)s") % {"day": date_short(share.on)}
    parts = {"interest": format_money(share.interest), "principal": format_money(share.principal)}
    return f"{paid}: {format_money(share.total)} ({_('interest %(interest)s, principal %(principal)s') % parts})"


def balance_lines(amount: Decimal, paid_principal: Decimal) -> list[dict[str, Any]]:
    """How the principal still owed was found, for `explained_sum`."""
    return [
        {"label": _("Sum of the loan"), "value": format_money(amount)},
        {"label": _("Less principal repaid"), "value": format_money(-paid_principal)},
    ]


def instalment_deadline(status: InstalmentStatus) -> str:
    """Until when an instalment is in time whose day is a day off; nothing to say of other, paid and later ones."""
    told = status.is_extended and status.state not in {"paid", "upcoming"}
    return _("by %(day)s") % {"day": date_short(status.deadline)} if told else ""


def next_deadline(state: LoanState) -> str:
    """Until when the next payment is in time where its day is a day off; otherwise nothing."""
    if state.next_deadline is None or state.next_deadline == state.next_due:
        return ""
    return deadline_phrase(state.next_deadline)


def issued_on(schedule: Schedule) -> date:
    """The day from which the interest of a schedule is counted."""
    return date.fromisoformat(schedule.terms["issued"])


def debt_lines(state: LoanState) -> list[dict[str, Any]]:
    """How the principal still owed was found, by the state of a loan."""
    if state.status is None:
        return []
    paid = state.status.paid_principal
    return balance_lines(state.status.remaining_principal + paid, paid)
