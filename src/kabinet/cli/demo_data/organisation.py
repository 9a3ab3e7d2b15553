"""The made-up organisation of the demo, its staff and its texts."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from kabinet.identity.models import User
from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.lending.actions.save_product import ProductLimits, save_product
from kabinet.organisation.actions.publish_text import publish_text
from kabinet.organisation.drafts import read_texts
from kabinet.questionnaires.actions.publish_standard_questionnaires import publish_standard_questionnaires

PROFILE = {
    "name": "Деловой партнёр",
    "legal_name": "ООО МКК «Деловой партнёр»",
    "inn": "7736207543",
    "ogrn": "1027700229193",
    "registry_number": "000000000000001",
    "phone": "+78000000001",
    "email": "help@partner.example",
    "address": "125009, Москва, ул. Примерная, д. 1, офис 10",
    "working_hours": "по будням с 9 до 18",
    "bank_name": "АО «Примерный банк»",
    "bank_bik": "044525225",
    "bank_account": "40702810200000000001",
    "hue": 250,
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the demo's staff. All have the same password, printed by `make demo`."""

    email: str
    name: str
    role: Role


PASSWORD = "kabinet-demo-2026"  # noqa: S105 - printed on the first screen of the demo
STAFF = (
    Colleague("manager@partner.example", "Мария Соколова", Role.MANAGER),
    Colleague("manager2@partner.example", "Игорь Лебедев", Role.MANAGER),
    Colleague("senior@partner.example", "Ольга Воронцова", Role.SENIOR_MANAGER),
    Colleague("accountant@partner.example", "Нина Ежова", Role.ACCOUNTANT),
    Colleague("admin@partner.example", "Павел Крылов", Role.ADMINISTRATOR),
    Colleague("auditor@partner.example", "Вера Ясенева", Role.AUDITOR),
)

PRODUCTS: tuple[dict[str, Any], ...] = (
    {
        "code": "do-zarplaty",
        "title": "До зарплаты",
        "lead": "До 30 000 ₽ на срок до двенадцати недель, платёж раз в две недели.",
        "description": "Небольшая сумма на короткий срок. Вернуть можно раньше, без комиссии.",
        "questionnaire": "consumer_loan",
        "regime": "consumer",
        "position": 10,
        "limits": ProductLimits(
            min_amount=Decimal(3000),
            max_amount=Decimal(30000),
            amount_step=Decimal(500),
            default_amount=Decimal(15000),
            min_payments=1,
            max_payments=6,
            default_payments=3,
        ),
        "terms": {"daily_rate": "0.75", "every": 14, "unit": "day", "method": "annuity", "annuity": "exact"},
    },
    {
        "code": "lichnye-celi",
        "title": "На личные цели",
        "lead": "До 500 000 ₽ на срок до двух лет равными платежами.",
        "description": "Ремонт, лечение, учёба, крупная покупка. Платёж один и тот же каждый месяц.",
        "questionnaire": "consumer_loan",
        "regime": "consumer",
        "position": 20,
        "limits": ProductLimits(
            min_amount=Decimal(30000),
            max_amount=Decimal(500000),
            amount_step=Decimal(5000),
            default_amount=Decimal(100000),
            min_payments=3,
            max_payments=24,
            default_payments=12,
        ),
        "terms": {"annual_rate": "48", "method": "annuity", "annuity": "nominal"},
    },
    {
        "code": "razvitie-biznesa",
        "title": "Развитие бизнеса",
        "lead": "До 5 000 000 ₽ предпринимателям и организациям на срок до трёх лет.",
        "description": "Оборудование, ремонт помещения, оборотные средства. Проценты начисляются на остаток долга.",
        "questionnaire": "business_loan",
        "regime": "business",
        "position": 30,
        "limits": ProductLimits(
            min_amount=Decimal(100000),
            max_amount=Decimal(5000000),
            amount_step=Decimal(50000),
            default_amount=Decimal(1000000),
            min_payments=6,
            max_payments=36,
            default_payments=24,
        ),
        "terms": {"annual_rate": "12.5", "method": "differentiated", "calendar": "ru"},
    },
)
"""Loan products, as `save_product` takes them."""

TEXTS = Path(__file__).resolve().parent / "texts"
"""Legal texts, one file a code. Made up for the demo; a real organisation publishes its own."""


def found() -> None:
    """Texts, questionnaires, products and staff: what is there before the first client."""
    for draft in read_texts(TEXTS):
        publish_text(actor=SYSTEM, draft=draft)
    publish_standard_questionnaires(actor=SYSTEM)
    for product in PRODUCTS:
        save_product(actor=SYSTEM, **product)
    for colleague in STAFF:
        user = User(
            email=colleague.email,
            email_confirmed_at=clock.now(),
            full_name=colleague.name,
            roles=[colleague.role],
        )
        user.set_password(PASSWORD)
        user.save()
