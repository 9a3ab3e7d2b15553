"""Loan products, received applications and loans for tests; names and numbers are made up."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from kabinet.applications.models import Application
from kabinet.identity.models import User
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.lending.actions.approve_loan import approve_loan
from kabinet.lending.actions.issue_loan import issue_loan
from kabinet.lending.actions.publish_schedule import publish_schedule
from kabinet.lending.actions.record_repayment import record_repayment
from kabinet.lending.actions.save_product import ProductLimits, save_product
from kabinet.lending.models import AllocationOrder, Loan, LoanProduct, Operation, Schedule
from kabinet.lending.standard import ensure_orders
from kabinet.organisation.models import RegulatoryValue
from kabinet.organisation.standard import ensure_values
from kabinet.parties.models import Party
from kabinet.questionnaires.models import Questionnaire, QuestionnaireVersion
from tests.support.identity import make_user, staff_actor
from tests.support.race import race

_numbers = count(1)

CONSUMER_TERMS: dict[str, Any] = {"annual_rate": "24", "method": "annuity", "day_count": "act/365"}
PAYDAY_TERMS: dict[str, Any] = {"daily_rate": "0.8", "method": "single", "every": 30, "unit": "day"}
BUSINESS_TERMS: dict[str, Any] = {"annual_rate": "10", "method": "annuity", "day_count": "act/act"}


def ensure_regulations() -> None:
    """What the law sets, where a test has emptied its tables."""
    ensure_values(RegulatoryValue)
    ensure_orders(AllocationOrder)


def make_limits(**changes: Any) -> ProductLimits:
    """10 000–300 000 roubles by 1 000, 3–24 payments; 100 000 and 12 shown first."""
    values: dict[str, Any] = {
        "min_amount": Decimal("10000.00"),
        "max_amount": Decimal("300000.00"),
        "amount_step": Decimal("1000.00"),
        "default_amount": Decimal("100000.00"),
        "min_payments": 3,
        "max_payments": 24,
        "default_payments": 12,
    }
    return ProductLimits(**{**values, **changes})


def make_questionnaire(code: str = "consumer-loan") -> Questionnaire:
    """A questionnaire with one published version that asks nothing."""
    questionnaire, _made = Questionnaire.objects.get_or_create(code=code, defaults={"title": "Анкета"})
    QuestionnaireVersion.objects.get_or_create(questionnaire=questionnaire, number=1, defaults={"definition": {}})
    return questionnaire


def make_product(code: str = "na-lyubye-celi", **changes: Any) -> LoanProduct:
    """An open consumer product: 24 % a year, equal monthly payments."""
    ensure_regulations()
    values: dict[str, Any] = {
        "actor": SYSTEM,
        "code": code,
        "title": "На любые цели",
        "questionnaire": make_questionnaire().code,
        "regime": "consumer",
        "limits": make_limits(),
        "terms": CONSUMER_TERMS,
        "lead": "Деньги на карту за один день",
    }
    return save_product(**{**values, **changes})


def make_business_product(code: str = "razvitie", **changes: Any) -> LoanProduct:
    """An open business product: 10 % a year, up to 5 millions, up to 36 payments."""
    limits = make_limits(
        min_amount=Decimal("100000.00"),
        max_amount=Decimal("5000000.00"),
        amount_step=Decimal("10000.00"),
        default_amount=Decimal("1000000.00"),
        max_payments=36,
        default_payments=36,
    )
    values = {"title": "Развитие", "regime": "business", "limits": limits, "terms": BUSINESS_TERMS, **changes}
    return make_product(code, **values)


def make_application(product: LoanProduct | None = None, account: User | None = None, **changes: Any) -> Application:
    """A received application for 100 000 roubles in 12 payments."""
    product, account = product or make_product(f"zaem-{next(_numbers)}"), account or make_user()
    party = Party.objects.filter(account=account, kind=Party.Kind.PERSON).first() or Party.objects.create(
        kind=Party.Kind.PERSON,
        account=account,
        display_name="Светлова Мария Игоревна",
        phone="+79990001122",
        inn="500100732259",
        search_text="светлова мария игоревна 79990001122 500100732259",
    )
    values: dict[str, Any] = {
        "service": product.service,
        "questionnaire_version": QuestionnaireVersion.objects.get(
            questionnaire=product.service.questionnaire_id, number=1
        ),
        "status": Application.Status.SUBMITTED,
        "number": f"2026-{next(_numbers):06}",
        "account": account,
        "party": party,
        "amount": Decimal("100000.00"),
        "payments": 12,
        "updated_at": clock.now(),
        "submitted_at": clock.now(),
    }
    return Application.objects.create(**{**values, **changes})


def make_approved_loan(application: Application | None = None, *, actor: Actor | None = None, **changes: Any) -> Loan:
    """A loan with a contract number, of today."""
    application = application or make_application()
    values: dict[str, Any] = {"contract_number": f"З-{next(_numbers)}", **changes}
    return approve_loan(actor=actor or staff_actor(), application_id=application.pk, **values)


def make_issued_loan(
    application: Application | None = None,
    *,
    actor: Actor | None = None,
    days_ago: int = 0,
    payments: int | None = None,
    publish: bool = True,
    **changes: Any,
) -> Loan:
    """A loan issued `days_ago`, with its schedule of that day published; without one as earlier versions left it."""
    actor = actor or staff_actor()
    with clock.frozen(clock.now() - timedelta(days=days_ago)):
        application = application or make_application()
        loan = make_approved_loan(application, actor=actor, **changes)
        if not publish:
            return _unscheduled(loan)
        make_schedule(loan, actor=actor, payments=payments or application.payments or 12)
        loan = issue_loan(actor=actor, loan_id=loan.pk, document=f"ПП-{next(_numbers)}", on=clock.today())
    loan.refresh_from_db()
    return loan


def _unscheduled(loan: Loan) -> Loan:
    """The money of a loan went out before the disbursement published its schedule."""
    loan.status, loan.disbursement_document, loan.disbursed_on = "issued", f"ПП-{next(_numbers)}", clock.today()
    loan.revision += 1
    loan.needs_schedule = True
    loan.save()
    Application.objects.filter(pk=loan.application_id).update(status=Application.Status.ISSUED)
    Operation.objects.create(
        loan=loan, kind="disbursement", on=clock.today(), amount=loan.amount, source=f"disbursement:{loan.pk}"
    )
    return loan


def make_schedule(loan: Loan, *, actor: Actor | None = None, **changes: Any) -> Schedule:
    """Publish a schedule: the loan's sum and product, from its disbursement or today, 12 payments."""
    values: dict[str, Any] = {
        "amount": loan.amount,
        "issued": loan.disbursed_on or clock.today(),
        "product_id": loan.product_id,
        "payments": 12,
    }
    return publish_schedule(actor=actor or staff_actor(), loan_id=loan.pk, **{**values, **changes})


def repay(loan: Loan, amount: str | Decimal, *, on: date | None = None, source: str | None = None) -> Operation:
    """Credit money to a loan as the acquirer's payment would."""
    return record_repayment(
        actor=SYSTEM,
        loan_id=loan.pk,
        amount=Decimal(amount),
        on=on or clock.today(),
        source=source or f"payment:{uuid4()}",
    )


def ids(rows: Iterable[Any]) -> list[UUID]:
    """Primary keys, in order."""
    return [row.pk for row in rows]


def stopped_race(*functions: Callable[[], Any]) -> list[Any]:
    """Like `race`, with the clock of the test: threads do not see it stopped by themselves."""
    moment = clock.now()

    def stopped(function: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            with clock.frozen(moment):
                return function()

        return run

    return race(*(stopped(function) for function in functions))
