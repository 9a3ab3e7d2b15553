"""Where the sums of a loan came from, as lines that open under a sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kabinet.kernel.money import ZERO
from kabinet.kernel.ui.formats import date_short, money, percent
from kabinet.lending.engine.allocation import AllocationPart
from kabinet.lending.models import Operation
from kabinet.lending.presentation import rounding_phrase
from kabinet.lending.queries.explanations import InstalmentExplanation, Stretch
from kabinet.lending.queries.loans import InstalmentLine, LoanCard, OperationLine
from kabinet.lending.queries.state import LoanState


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row of the schedule in force with its mark in words.

    Attributes:
        line: The row, its status and its reasons.
        mark: The status in words.
        tone: Its colour.
        row_class: How the row looks.
        reasons: Lines of the explanation, which add up to the instalment; empty when there is none.
        shares: What repayments paid of it.
    """

    line: InstalmentLine
    mark: str
    tone: str
    row_class: str
    reasons: list[dict[str, str]]
    shares: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class ToldOperation:
    """An operation with its words.

    Attributes:
        line: The operation.
        title: What it is.
        parts: How it was split, in words.
        notes: What else there is to say.
    """

    line: OperationLine
    title: str
    parts: list[str]
    notes: list[str]


def marked_rows(card: LoanCard) -> list[MarkedRow]:
    """The schedule in force with marks and reasons."""
    return [_marked(line) for line in card.instalments]


def _marked(line: InstalmentLine) -> MarkedRow:
    words = {
        "paid": (_("Paid"), "success", "row-done"),
        "partly_paid": (_("Partly paid"), "info", "row-next"),
        "due_next": (_("Due next"), "info", "row-next"),
        "overdue": (_("Overdue"), "danger", "row-overdue"),
        "upcoming": (_("Upcoming"), "neutral", ""),
    }
    mark, tone, row_class = words[line.status.state]
    return MarkedRow(line, mark, tone, row_class, reasons_of(line.explanation), _shares(line))


def reasons_of(explanation: InstalmentExplanation | None) -> list[dict[str, str]]:
    """What an instalment's sums add up from."""
    if explanation is None:
        return []
    given = explanation.given
    lines = [_stretch(stretch) for stretch in explanation.stretches]
    if explanation.rounding:
        lines.append({"label": rounding_phrase(), "value": money(explanation.rounding), "note": ""})
    if given.is_grace:
        note = _("the principal waits by the terms")
    elif given.is_last:
        note = _("the last instalment takes all that is left")
    else:
        note = _("%(payment)s less the interest") % {"payment": money(given.payment)}
    return [*lines, {"label": _("Principal"), "value": money(given.principal), "note": note}]


def _stretch(stretch: Stretch) -> dict[str, str]:
    segment = stretch.segment
    shown = {
        "balance": money(segment.balance),
        "rate": percent(segment.rate),
        "days": segment.days,
        "base": segment.base,
    }
    formula = (
        _("%(balance)s × %(rate)s × %(days)s / %(base)s") if segment.base else _("%(balance)s × %(rate)s × %(days)s")
    )
    days = {"first": date_short(segment.first), "last": date_short(segment.last)}
    return {
        "label": _("Interest, %(first)s–%(last)s") % days,
        "value": money(stretch.interest),
        "note": formula % shown,
    }


def _shares(line: InstalmentLine) -> list[dict[str, str]]:
    return [
        {
            "label": _("Paid on %(day)s") % {"day": date_short(share.on)},
            "value": money(share.interest + share.principal),
            "note": _("interest %(interest)s, principal %(principal)s")
            % {"interest": money(share.interest), "principal": money(share.principal)},
        }
        for share in line.shares
    ]


def told_operations(card: LoanCard) -> list[ToldOperation]:
    """Operations with how each repayment was split and by which rule."""
    return [_told(line, card.state) for line in card.operations]


def _told(line: OperationLine, state: LoanState) -> ToldOperation:
    notes: list[str] = []
    parts = _parts(line.split.parts) if line.split else []
    if line.split and line.split.surplus:
        notes.append(_("Beyond the debt: %(sum)s") % {"sum": money(line.split.surplus)})
    if line.split and state.order_source:
        notes.append(_("Order of allocation: %(source)s") % {"source": state.order_source})
    if line.credited:
        notes.append(
            _("When it was credited, by version %(number)s: %(parts)s")
            % {"number": line.credited_by, "parts": "; ".join(_parts(line.credited))}
        )
    if line.reversed:
        notes.append(_("Taken back: %(sum)s") % {"sum": money(line.reversed)})
    return ToldOperation(line, str(Operation.Kind(line.operation.kind).label), parts, notes)


def _parts(parts: Iterable[AllocationPart] | Iterable[Any]) -> list[str]:
    """`No. 3: interest 1 561,64 ₽, principal 7 843,12 ₽` for each instalment."""
    sums: dict[int | None, dict[str, Decimal]] = {}
    for part in parts:
        number = getattr(part, "number", None) or getattr(part, "instalment_number", None)
        kind = "interest" if "interest" in part.bucket else "principal" if "principal" in part.bucket else "other"
        of_one = sums.setdefault(number, {})
        of_one[kind] = of_one.get(kind, ZERO) + part.amount
    names = {"interest": _("interest %(sum)s"), "principal": _("principal %(sum)s"), "other": _("other %(sum)s")}
    return [
        _("No. %(number)s: %(sums)s")
        % {
            "number": number or "—",
            "sums": ", ".join(names[kind] % {"sum": money(amount)} for kind, amount in of_one.items()),
        }
        for number, of_one in sums.items()
    ]
