"""Approve an application by giving it a contract number."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kabinet.applications.deciding import mark_approved, refuse_unless_submitted
from kabinet.applications.errors import stale_page
from kabinet.applications.models import Application
from kabinet.identity.rights import MANAGE_APPLICATIONS
from kabinet.kernel import access, clock, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused, Stale
from kabinet.lending.events import APPROVED
from kabinet.lending.models import Loan, LoanProduct
from kabinet.lending.numbers import clean_number, contract_key, is_same_number, number_taken
from kabinet.lending.rules import lawful_quote, require_past


def approve_loan(
    *,
    actor: Actor,
    application_id: UUID,
    contract_number: str,
    contract_date: date | None = None,
    amount: Decimal | None = None,
    revision: int | None = None,
) -> Loan:
    """Enter the contract number: the application is approved and the loan exists.

    Entering the same number for the same application once more gives the loan that is there.

    Args:
        actor: Needs `MANAGE_APPLICATIONS`.
        application_id: A received application for a loan.
        contract_number: As it stands on the contract; no other may differ from it in case, spaces, dashes or look-alike
            letters alone.
        contract_date: Day of the contract, today by default; the law of that day is in force for the loan.
        amount: Sum of the contract, roubles; what was asked for by default.
        revision: The application's, from the page that was filled in; None skips the check.

    Raises:
        Denied: The actor lacks the right.
        Http404: There is no such application for them.
        Refused: `application.not_submitted`, `application.decided`, `loan.approved`,
            `loan.number_taken`, `number.…`, `date.…`, `product.…`, `law.…`.
        Stale: Somebody changed the application since.
    """
    access.require(actor, MANAGE_APPLICATIONS)
    number = clean_number(contract_number, "contract_number")
    day = contract_date or clock.today()
    with transaction.atomic():
        application = access.get(Application, actor, application_id, lock=True)
        made = Loan.objects.filter(application=application).first()
        if made is not None and is_same_number(made.contract_number, number):
            return made
        _require_received(application, made, revision)
        _require_day(application, day)
        loan = _create(application, number, day, amount)
        mark_approved(actor=actor, application=application, contract_number=number, amount=loan.amount)
        events.record(
            APPROVED,
            actor=actor,
            subject=loan,
            party_id=loan.party_id,
            data={
                "contract_number": number,
                "contract_date": day.isoformat(),
                "amount": str(loan.amount),
                "number": application.number,
            },
        )
        return loan


def _require_received(application: Application, made: Loan | None, revision: int | None) -> None:
    if made is not None:
        raise Refused(
            "loan.approved",
            _("The application is already approved: contract %(number)s.") % {"number": made.contract_number},
            field="contract_number",
        )
    refuse_unless_submitted(application)
    if revision is not None and revision != application.revision:
        raise Stale("application.stale", stale_page())


def _require_day(application: Application, day: date) -> None:
    require_past(day, "contract_date")
    if application.submitted_at and day < clock.local_date(application.submitted_at):
        raise Refused(
            "date.before_application",
            _("The contract is dated before the application was received."),
            field="contract_date",
        )


def _create(application: Application, number: str, day: date, amount: Decimal | None) -> Loan:
    product = LoanProduct.objects.filter(pk=application.service_id).first()
    agreed = amount if amount is not None else application.amount
    if product is None or agreed is None or application.party_id is None or application.account_id is None:
        raise Refused("loan.not_a_loan", _("This application does not ask for a loan."))
    lawful_quote(product, agreed, application.payments or product.default_payments, issued=day, contract_date=day)
    key = contract_key(number)
    if existing := Loan.objects.filter(contract_key=key).first():
        raise number_taken(existing.contract_number, "contract_number")
    try:
        with transaction.atomic():
            return Loan.objects.create(
                application=application,
                party_id=application.party_id,
                account_id=application.account_id,
                product=product,
                regime=product.regime,
                contract_number=number,
                contract_key=key,
                contract_date=day,
                amount=agreed,
            )
    except IntegrityError as error:
        raise number_taken(number, "contract_number") from error
