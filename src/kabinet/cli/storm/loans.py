"""Made-up loans that are issued and have a schedule, written straight into a scratch database."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from kabinet.applications.models import Application
from kabinet.catalogue.models import Service
from kabinet.identity.models import User
from kabinet.kernel import clock
from kabinet.lending import engine
from kabinet.lending.models import Instalment, Loan, LoanProduct, Operation, Regime, Schedule
from kabinet.lending.numbers import contract_key
from kabinet.parties.models import Party
from kabinet.questionnaires.models import Questionnaire, QuestionnaireVersion

TERMS: dict[str, Any] = {
    "annual_rate": "24",
    "every": 1,
    "unit": "month",
    "method": "annuity",
    "annuity": "exact",
    "day_count": "act/act",
    "rounding": "half_up",
}
NOBODY = UUID(int=0)


def make_product(*, code: str = "storm", regime: str = Regime.BUSINESS) -> LoanProduct:
    """The loan product of that code, made when absent."""
    questionnaire, _made = Questionnaire.objects.get_or_create(code=code, defaults={"title": code})
    QuestionnaireVersion.objects.get_or_create(questionnaire=questionnaire, number=1, defaults={"definition": {}})
    service, _made = Service.objects.get_or_create(
        code=code, defaults={"title": "Заём на развитие", "questionnaire": questionnaire}
    )
    sums = {"min_amount": 10_000, "max_amount": 5_000_000, "amount_step": 1_000, "default_amount": 100_000}
    counts = {"min_payments": 1, "max_payments": 60, "default_payments": 12}
    product, _made = LoanProduct.objects.get_or_create(
        service=service, defaults={"regime": regime, "terms": TERMS, **sums, **counts}
    )
    return product


def make_account(number: int) -> User:
    """The borrower of that number."""
    address = f"borrower-{number}@mail.example"
    return User.objects.get_or_create(email=address, defaults={"full_name": f"Заёмщик {number}"})[0]


def make_loan(
    *,
    number: int = 1,
    account: User | None = None,
    amount: Decimal = Decimal("100000.00"),
    issued: date | None = None,
    payments: int = 12,
    status: str = Loan.Status.ISSUED,
    with_schedule: bool = True,
) -> Loan:
    """A loan with its application, and, as a rule, a schedule.

    Args:
        number: Makes names and the number of the contract unique.
        account: The borrower; by default the one of that number.
        amount: Roubles.
        issued: Day of contract and disbursement; today by default.
        payments: Monthly instalments.
        status: `approved` for one whose money has not gone out.
        with_schedule: Whether a schedule is published.
    """
    product, owner, day = make_product(), account or make_account(number), issued or clock.today()
    party, _made = Party.objects.get_or_create(
        account=owner, kind=Party.Kind.PERSON, defaults={"display_name": owner.full_name}
    )
    application = Application.objects.create(
        service=product.service,
        questionnaire_version=product.service.questionnaire.versions.get(number=1),
        status=Application.Status.APPROVED if status == Loan.Status.APPROVED else Application.Status.ISSUED,
        number=f"2026-{number:06d}",
        account=owner,
        party=party,
        amount=amount,
        payments=payments,
        updated_at=clock.now(),
        submitted_at=clock.now(),
    )
    issue = {} if status == Loan.Status.APPROVED else {"disbursement_document": f"ПП-{number}", "disbursed_on": day}
    loan = Loan.objects.create(
        application=application,
        party=party,
        account=owner,
        product=product,
        regime=product.regime,
        status=status,
        contract_number=(contract := f"ДЗ-{number:04d}"),
        contract_key=contract_key(contract),
        contract_date=day,
        amount=amount,
        **issue,
    )
    if issue:
        source = f"disbursement:{loan.pk}"
        Operation.objects.create(loan=loan, kind=Operation.Kind.DISBURSEMENT, on=day, amount=amount, source=source)
    if with_schedule:
        _publish(loan, day, payments)
    return loan


def _publish(loan: Loan, day: date, payments: int) -> None:
    terms = engine.parse_terms(
        {**loan.product.terms, "amount": str(loan.amount), "issued": day.isoformat(), "payments": payments}
    )
    made = engine.build_schedule(terms)
    schedule = Schedule.objects.create(
        loan=loan,
        number=1,
        terms=engine.terms_as_dict(terms),
        psk_percent=made.psk.percent,
        psk_roubles=made.psk.roubles,
        total_payment=made.totals.payment,
        total_interest=made.totals.interest,
        published_by=NOBODY,
    )
    Instalment.objects.bulk_create(Instalment(schedule=schedule, **row._asdict()) for row in made.rows)
