"""The catalogue for tests: a template without a lender behind it, and services built from it."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kabinet.catalogue import templates
from kabinet.catalogue.actions.save_service import save_service
from kabinet.catalogue.models import Service
from kabinet.catalogue.templates import Line, Problem, Summary
from kabinet.kernel.access import SYSTEM
from kabinet.questionnaires.actions.publish_questionnaire_version import publish_questionnaire_version
from kabinet.questionnaires.actions.publish_standard_questionnaires import publish_standard_questionnaires
from kabinet.questionnaires.engine import Limits
from kabinet.questionnaires.models import Questionnaire, QuestionnaireVersion

TEMPLATE = "test-loan"


class FakeLoan:
    """Loans of 5,000 to 100,000 roubles in 1 to 24 payments; 66,600 roubles break a rule."""

    relations: tuple[str, ...] = ()

    def limits(self, service: Service) -> Mapping[str, Limits]:
        return {
            "amount": Limits(Decimal(5_000), Decimal(100_000), Decimal(100)),
            "payments": Limits(Decimal(1), Decimal(24)),
        }

    def check(self, service: Service, answers: Mapping[str, Any]) -> list[Problem]:
        if answers.get("amount") == "66600.00":
            return [Problem("amount", "loan.cap", "Больше предельной стоимости по закону.")]
        return []

    def summary(self, service: Service, answers: Mapping[str, Any]) -> Summary:
        try:
            amount = Decimal(answers.get("amount"))
            payments = int(answers.get("payments"))
        except (InvalidOperation, TypeError, ValueError):
            return Summary()
        return Summary(amount, payments, (Line("Платёж", f"{amount / payments:.2f}"),))


templates.register(TEMPLATE, FakeLoan())


def publish(definition: dict[str, Any]) -> QuestionnaireVersion:
    """Publish a questionnaire."""
    return publish_questionnaire_version(actor=SYSTEM, definition=definition)


def make_service(code: str = "do-zarplaty", questionnaire: str = "consumer_loan", **values: Any) -> Service:
    """A service on a questionnaire; the standard ones are published when they are wanted first."""
    if not Questionnaire.objects.filter(code=questionnaire).exists():
        publish_standard_questionnaires(actor=SYSTEM)
    values = {"title": "До зарплаты", "template": TEMPLATE} | values
    return save_service(actor=SYSTEM, code=code, questionnaire=questionnaire, **values)
