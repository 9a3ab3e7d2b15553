"""The schedule of payments, to print."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kabinet.kernel import clock
from kabinet.kernel.money import format_amount, format_money
from kabinet.kernel.pdf import render_pdf
from kabinet.kernel.ui.formats import date_long, date_short
from kabinet.lending import presentation
from kabinet.lending.engine import Row
from kabinet.lending.models import Loan, Regime, Schedule
from kabinet.lending.printouts import common
from kabinet.organisation.models import SiteProfile


def render_schedule(loan: Loan, schedule: Schedule, rows: Sequence[Row], site: SiteProfile) -> bytes:
    """Set a version of a schedule on A4.

    The full cost of credit stands in two square frames at the upper right of the first page, each at least 5 % of
    it, as 353-FZ article 6 part 1 wants it on the contract this schedule belongs to.

    Args:
        loan: With its client at hand.
        schedule: The version.
        rows: Its rows.
        site: The organisation.

    Returns:
        The PDF.
    """
    return render_pdf(common.TEMPLATES / "schedule.typ", _data(loan, schedule, rows, site))


def _data(loan: Loan, schedule: Schedule, rows: Sequence[Row], site: SiteProfile) -> dict[str, Any]:
    terms, extend = schedule.terms, schedule.days_off_extend
    return {
        **common.heading(site),
        "title": _("Schedule of payments"),
        "subtitle": _("Version %(number)s of %(day)s, annex to the contract")
        % {"number": schedule.number, "day": date_long(schedule.published_at)},
        "psk": common.psk_frames(schedule.psk_percent, schedule.psk_roubles),
        "psk_title": _("Full cost of the consumer credit (loan)")
        if loan.regime == Regime.CONSUMER
        else _("Full cost of credit"),
        "facts_table": [
            [_("Contract"), common.contract_line(loan)],
            [_("Borrower"), loan.party.display_name],
            [_("Sum of the loan"), f"{format_money(Decimal(terms['amount']))} ({_in_words(terms['amount'])})"],
            [_("Rate"), presentation.rate_phrase(terms)],
            [_("Interest is counted from the day after"), date_long(date.fromisoformat(terms["issued"]))],
            [_("Payments"), f"{presentation.payments_phrase(len(rows))}, {presentation.rhythm_phrase(terms)}"],
        ],
        "columns": [
            _("No."),
            _("Date"),
            _("Days"),
            _("Payment, roubles"),
            _("Interest, roubles"),
            _("Principal, roubles"),
            _("Left to pay, roubles"),
        ],
        "rows": [
            [
                str(row.number),
                f"{date_short(row.due)}\n{presentation.until_phrase(row.due, days_off_extend=extend)}".rstrip(),
                str(row.days),
                *(format_amount(value) for value in (row.payment, row.interest, row.principal, row.balance)),
            ]
            for row in rows
        ],
        "totals": [
            _("In all"),
            format_amount(schedule.total_payment),
            format_amount(schedule.total_interest),
            format_amount(schedule.total_payment - schedule.total_interest),
        ],
        "note": presentation.days_off_note(clock.today()) if extend else "",
        "lender": _("Lender"),
        "borrower": _("Borrower"),
    }


def _in_words(amount: str) -> str:
    return common.roubles_in_words(Decimal(amount))
