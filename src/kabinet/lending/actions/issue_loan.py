"""Issue a loan by entering the disbursement document."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.applications.deciding import mark_issued
from kabinet.identity.rights import MANAGE_APPLICATIONS
from kabinet.kernel import access, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.formats import date_short
from kabinet.lending.events import ISSUED
from kabinet.lending.locks import lock_loan, require_fresh
from kabinet.lending.models import Loan, Operation
from kabinet.lending.numbers import clean_number, is_same_number
from kabinet.lending.publishing import ensure_schedule
from kabinet.lending.queries.state import loan_state
from kabinet.lending.rules import require_after_contract, require_past
from kabinet.lending.standing import STANDING_COLUMNS, keep_standing


def issue_loan(*, actor: Actor, loan_id: UUID, document: str, on: date, revision: int | None = None) -> Loan:
    """Enter the document by which the money went out: the loan is issued and its schedule starts on that day.

    When no schedule that starts on that day for that sum is in force, one is published with it; when none can be, the
    loan is not issued. Entering the same document and day once more changes nothing.

    Args:
        actor: Needs `MANAGE_APPLICATIONS`.
        loan_id: An approved loan.
        document: Number of the payment document.
        on: Day the money went out: from the day of the contract to today.
        revision: The loan's, from the page that was filled in; None skips the check.

    Raises:
        Denied: The actor lacks the right.
        Http404: There is no such loan for them.
        Refused: `loan.issued`, `loan.no_schedule`, `date.future`, `date.before_contract` or `number.…`.
        Stale: Somebody changed the loan since.
    """
    access.require(actor, MANAGE_APPLICATIONS)
    number = clean_number(document, "document")
    with transaction.atomic():
        loan = lock_loan(actor, loan_id)
        if not loan.is_approved:
            if is_same_number(loan.disbursement_document, number) and loan.disbursed_on == on:
                return loan
            raise Refused(
                "loan.issued",
                _("The loan is already issued: document %(number)s of %(day)s.")
                % {"number": loan.disbursement_document, "day": date_short(loan.disbursed_on)},
                field="document",
            )
        require_fresh(loan, revision)
        require_past(on, "on")
        require_after_contract(on, loan.contract_date, "on")
        loan.status = Loan.Status.ISSUED
        loan.disbursement_document, loan.disbursed_on = number, on
        loan.revision += 1
        loan.save(update_fields=["status", "disbursement_document", "disbursed_on", "revision"])
        Operation.objects.create(
            loan=loan,
            kind=Operation.Kind.DISBURSEMENT,
            on=on,
            amount=loan.amount,
            source=f"disbursement:{loan.pk}",
            recorded_by=actor.user_id,
        )
        mark_issued(actor=actor, application=loan.application, disbursement_document=number, on=on)
        _record(actor, loan, on)
        ensure_schedule(loan, actor)
        keep_standing(loan, loan_state(loan))
        loan.save(update_fields=STANDING_COLUMNS)
        return loan


def _record(actor: Actor, loan: Loan, on: date) -> None:
    events.record(
        ISSUED,
        actor=actor,
        subject=loan,
        party_id=loan.party_id,
        data={
            "contract_number": loan.contract_number,
            "document": loan.disbursement_document,
            "on": on.isoformat(),
            "amount": str(loan.amount),
            "number": loan.application.number,
        },
    )
