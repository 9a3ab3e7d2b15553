"""Correct a mistaken number or date of a contract or a disbursement."""

from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kabinet.applications.deciding import mark_corrected
from kabinet.identity.rights import CORRECT_NUMBERS
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.text import one_line, without_accidents
from kabinet.kernel.ui.formats import date_short
from kabinet.lending.books import net_repayments
from kabinet.lending.events import NUMBER_CORRECTED
from kabinet.lending.locks import lock_loan, require_fresh
from kabinet.lending.models import CORRECTABLE, Loan, Operation
from kabinet.lending.numbers import clean_number, contract_key, number_taken
from kabinet.lending.queries.state import loan_state
from kabinet.lending.rules import require_after_contract, require_past
from kabinet.lending.standing import STANDING_COLUMNS, keep_standing

LONGEST_REASON = 500


def correct_number(
    *, actor: Actor, loan_id: UUID, field: str, new: str | date, reason: str, revision: int | None = None
) -> Loan:
    """Put a right number in the place of a mistaken one; both stay in the history with the reason.

    A corrected day of disbursement also moves the operation: the old one is reversed and a new one written. The
    schedule in force is not touched; publish a new version if its first day no longer fits.

    Args:
        actor: Needs `CORRECT_NUMBERS`.
        loan_id: The loan.
        field: `contract_number`, `disbursement_document` or `disbursed_on`.
        new: The right value: text, or a date (or its ISO form) for `disbursed_on`.
        reason: Why; kept in the history.
        revision: The loan's, from the page that was filled in; None skips the check.

    Raises:
        Denied: The actor lacks the right.
        Http404: There is no such loan for them.
        Refused: `correction.…`, `loan.number_taken`, `loan.not_issued`, `number.…`, `date.…`; the field is `new` or
            `reason`.
        Stale: Somebody changed the loan since.
    """
    access.require(actor, CORRECT_NUMBERS)
    if field not in CORRECTABLE:
        raise Refused("correction.field", _("Choose what to correct."), field="field")
    why = without_accidents(one_line(reason))
    if not why or len(why) > LONGEST_REASON or not why.isprintable():
        raise Refused("correction.reason", _("Say why, in at most 500 characters."), field="reason")
    value = _date(new) if field == "disbursed_on" else clean_number(str(new), "new")
    with transaction.atomic():
        loan = lock_loan(actor, loan_id)
        require_fresh(loan, revision)
        old = getattr(loan, field)
        if field not in loan.correctable:
            raise Refused(
                "loan.not_issued", _("The loan is not issued yet: there is nothing to correct."), field="field"
            )
        if value == old:
            raise Refused("correction.same", _("This is the value that is there already."), field="new")
        if isinstance(value, date):
            _move_disbursement(actor, loan, value)
        setattr(loan, field, value)
        keep_standing(loan, loan_state(loan))
        loan.revision += 1
        _save(loan, field)
        _record(actor, loan, {"field": field, "old": str(old), "new": str(value), "reason": why})
        return loan


def _record(actor: Actor, loan: Loan, correction: dict[str, str]) -> None:
    mark_corrected(actor=actor, application=loan.application, **correction)
    events.record(
        NUMBER_CORRECTED,
        actor=actor,
        subject=loan,
        party_id=loan.party_id,
        data={**correction, "contract_number": loan.contract_number, "number": loan.application.number},
    )


def _date(value: str | date) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise Refused("correction.date", _("Enter a date like 21.11.2026."), field="new") from error


def _save(loan: Loan, field: str) -> None:
    loan.contract_key = contract_key(loan.contract_number)
    if existing := Loan.objects.filter(contract_key=loan.contract_key).exclude(pk=loan.pk).first():
        raise number_taken(existing.contract_number, "new")
    try:
        with transaction.atomic():
            loan.save(update_fields=[field, "contract_key", "revision", *STANDING_COLUMNS])
    except IntegrityError as error:
        raise number_taken(loan.contract_number, "new") from error


def _require_before_repayments(loan: Loan, on: date) -> None:
    """Refuse a day of disbursement on which money had already come back."""
    first = min((item.on for item in net_repayments(Operation.objects.filter(loan=loan))), default=None)
    if first is not None and first < on:
        raise Refused(
            "date.after_repayment",
            _("The first repayment came on %(day)s: the money went out by then.") % {"day": date_short(first)},
            field="new",
        )


def _move_disbursement(actor: Actor, loan: Loan, on: date) -> None:
    require_past(on, "new")
    require_after_contract(on, loan.contract_date, "new")
    _require_before_repayments(loan, on)
    wrong = Operation.objects.filter(loan=loan, kind=Operation.Kind.DISBURSEMENT, reversals=None).get()
    correction = uuid4()
    Operation.objects.create(
        loan=loan,
        kind=Operation.Kind.REVERSAL,
        on=wrong.on,
        amount=wrong.amount,
        source=f"correction:{correction}",
        reverses=wrong,
        recorded_by=actor.user_id,
    )
    Operation.objects.create(
        loan=loan,
        kind=Operation.Kind.DISBURSEMENT,
        on=on,
        amount=wrong.amount,
        source=f"disbursement:{correction}",
        recorded_by=actor.user_id,
    )
