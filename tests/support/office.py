"""What tests of the office's pages share: browsers of each role, received applications with a lender behind them."""

from typing import Any

from django.test import Client

from kabinet.applications.models import Application
from kabinet.identity.models import User
from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM
from kabinet.lending.models import LoanProduct
from kabinet.questionnaires.actions.publish_standard_questionnaires import publish_standard_questionnaires
from kabinet.questionnaires.models import Questionnaire
from tests.support import lending
from tests.support.applications import send_application
from tests.support.identity import browser_of, make_staff


def browser(*roles: str, full_name: str = "Кузнецов Пётр Ильич") -> Client:
    """A browser of a member of staff; a manager unless roles are given."""
    return browser_of(make_staff(*roles, full_name=full_name))


def standard_product(code: str = "na-lyubye-celi", **changes: Any) -> LoanProduct:
    """A consumer product on the standard questionnaire: 24 % a year, 10 000–300 000 ₽."""
    if not Questionnaire.objects.filter(code="consumer_loan").exists():
        publish_standard_questionnaires(actor=SYSTEM)
    return lending.make_product(code, questionnaire="consumer_loan", **changes)


def received(account: User | None = None, *, product: LoanProduct | None = None, **answers: Any) -> Application:
    """An application that a client filled in and sent, for a loan of a standard product."""
    service = (product or standard_product()).service
    return send_application(account, service=service, **answers)


ROLES = (Role.MANAGER, Role.SENIOR_MANAGER, Role.ACCOUNTANT, Role.ADMINISTRATOR)
