"""Putting a version of a schedule in force; used by the actions that lead to one."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from kabinet.identity.rights import MANAGE_LOANS
from kabinet.kernel import events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.money import format_money
from kabinet.kernel.ui.formats import date_short
from kabinet.lending import engine
from kabinet.lending.engine import terms_as_dict
from kabinet.lending.events import SCHEDULE_PUBLISHED
from kabinet.lending.models import Instalment, Loan, LoanProduct, Schedule
from kabinet.lending.queries.products import Quote
from kabinet.lending.queries.state import loan_state
from kabinet.lending.rules import lawful_quote
from kabinet.lending.settlement import settle


def newest_schedule(loan: Loan) -> Schedule | None:
    """The schedule in force, if one is published. One query."""
    return Schedule.objects.filter(loan=loan).order_by("-number").first()


def put_in_force(loan: Loan, quote: Quote, product: LoanProduct, actor: Actor) -> Schedule:
    """Write the next version of a locked loan's schedule; the loan takes its sum and tariff, and closes or opens by it.

    Args:
        loan: Locked.
        quote: What `lawful_quote` worked out.
        product: The tariff it was worked out by.
        actor: Who answers for the schedule.

    Raises:
        Denied: Nobody does.
    """
    newest = newest_schedule(loan)
    schedule = _write(loan, quote, product, (newest.number if newest else 0) + 1, actor)
    loan.amount, loan.product = Decimal(schedule.terms["amount"]), product
    loan.save(update_fields=["amount", "product"])
    settle(loan, loan_state(loan), actor)
    _record(loan, schedule, actor)
    return schedule


def ensure_schedule(loan: Loan, actor: Actor) -> Schedule:
    """The schedule of a locked loan from the day its money goes out: the one in force if it fits, else a new version.

    The new version keeps the tariff of the loan and the number of payments of the schedule in force; without one, the
    number that was asked for. So no loan is ever issued without a schedule that starts on the day of the money.

    Args:
        loan: Locked, with its application at hand and the day of disbursement set.
        actor: Who enters the disbursement.

    Raises:
        Refused: `loan.no_schedule`: the tariff or the law allows none from that day; a suitable one must be worked
            out first.
    """
    newest, day = newest_schedule(loan), loan.disbursed_on
    if day is None:
        raise AssertionError
    if newest is not None and newest.is_for(loan.amount, day):
        return newest
    payments = newest.terms["payments"] if newest else loan.application.payments or loan.product.default_payments
    try:
        quote = lawful_quote(loan.product, loan.amount, payments, issued=day, contract_date=loan.contract_date)
    except Refused as refused:
        raise Refused(
            "loan.no_schedule",
            _("No schedule can start on %(day)s. %(reason)s Work a schedule out for that day, then enter the document.")
            % {"day": date_short(day), "reason": refused.message},
            field="on",
            reason=refused.code,
        ) from refused
    return put_in_force(loan, quote, loan.product, actor)


def _write(loan: Loan, quote: Quote, product: LoanProduct, number: int, actor: Actor) -> Schedule:
    if actor.user_id is None:
        raise Denied(MANAGE_LOANS)
    made: engine.Schedule = quote.schedule
    schedule = Schedule.objects.create(
        loan=loan,
        number=number,
        terms=terms_as_dict(made.terms),
        days_off_extend=product.days_off_extend,
        psk_percent=made.psk.percent,
        psk_roubles=made.psk.roubles,
        total_payment=made.totals.payment,
        total_interest=made.totals.interest,
        published_by=actor.user_id,
    )
    Instalment.objects.bulk_create(Instalment(schedule=schedule, **row._asdict()) for row in made.rows)
    return schedule


def _record(loan: Loan, schedule: Schedule, actor: Actor) -> None:
    events.record(
        SCHEDULE_PUBLISHED,
        actor=actor,
        subject=loan,
        party_id=loan.party_id,
        data={
            "contract_number": loan.contract_number,
            "schedule": schedule.number,
            "amount": str(loan.amount),
            "payments": schedule.terms["payments"],
            "psk": str(schedule.psk_percent),
        },
    )


def check_schedule(
    loan: Loan, amount: Decimal, issued: date, product_id: UUID, payments: int
) -> tuple[Quote, LoanProduct]:
    """Work a loan's schedule out as it would be published, without publishing it.

    Args:
        loan: The loan; it need not be locked for a look.
        amount: Roubles.
        issued: Day the interest starts after.
        product_id: The tariff.
        payments: Number of instalments.

    Raises:
        Refused: As `publish_schedule` does.
    """
    if loan.is_repaid:
        raise Refused("loan.closed", _("The loan is repaid: its schedule does not change any more."))
    product = LoanProduct.objects.select_related("service").filter(pk=product_id, regime=loan.regime).first()
    if product is None:
        raise Refused("schedule.product", _("Choose a tariff of the same regime as the loan."), field="product")
    if issued < loan.contract_date:
        raise Refused(
            "schedule.before_contract",
            _("The schedule cannot start before the contract of %(day)s.") % {"day": date_short(loan.contract_date)},
            field="issued",
        )
    if loan.is_issued:
        if issued != loan.disbursed_on:
            raise Refused(
                "schedule.not_the_disbursement",
                _("The money went out on %(day)s: the schedule starts on that day.")
                % {"day": date_short(loan.disbursed_on)},
                field="issued",
            )
        if amount != loan.amount:
            raise Refused(
                "schedule.amount_issued",
                _("The loan is issued: its sum stays %(sum)s.") % {"sum": format_money(loan.amount)},
                field="amount",
            )
    return lawful_quote(product, amount, payments, issued=issued, contract_date=loan.contract_date), product
