"""What made-up people answer in the standard questionnaires, step by step, as a form posts it."""

from datetime import timedelta

from kabinet.cli.demo_data.people import DemoPerson, ogrnip

BIK = "044525225"
ACCOUNT_OF_PERSON = "40817810700000000001"
ACCOUNT_OF_BUSINESS = "40802810100000000001"

Steps = dict[str, dict[str, object]]


def _names(person: DemoPerson) -> dict[str, object]:
    return {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "middle_name": person.middle_name,
        "birth_date": person.birth_date.strftime("%d.%m.%Y"),
    }


def _document(person: DemoPerson) -> dict[str, object]:
    issued = person.birth_date + timedelta(days=20 * 365 + 40)
    return {
        "passport": person.passport,
        "passport_issued_on": issued.strftime("%d.%m.%Y"),
        "passport_issuer_code": "770-001",
        "passport_issuer": f"ОВД города {person.city}",
        "snils": person.snils,
    }


def _address(person: DemoPerson, field: str) -> dict[str, object]:
    return {
        f"{field}.city": person.city,
        f"{field}.street": f"ул. {person.street}",
        f"{field}.house": person.house,
        f"{field}.flat": str(person.number % 90 + 1),
    }


_CONSENTS: dict[str, object] = {
    "consent_personal_data": "true",
    "consent_credit_history": "true",
    "consent_electronic": "true",
}


def consumer_answers(person: DemoPerson, amount: int, payments: int) -> Steps:
    """Answers to `consumer_loan`."""
    return {
        "about": {**_names(person), "birth_place": f"г. {person.city}", "citizenship": "russia"},
        "document": {**_document(person), "inn": person.inn},
        "contacts": {
            "phone": person.phone,
            "email": person.email,
            **_address(person, "registration_address"),
            "lives_at_registration": "true",
        },
        "work": {
            "employment": "employed",
            "employer": person.employer,
            "position": "Специалист",
            "income": str(45_000 + person.number * 377 % 90_000),
            "has_other_loans": "false",
        },
        "people": {},
        "loan": {"amount": str(amount), "payments": str(payments), "purpose": "repair"},
        "payout": {"bik": BIK, "account": ACCOUNT_OF_PERSON},
        "consents": dict(_CONSENTS),
    }


def business_answers(person: DemoPerson, amount: int, payments: int) -> Steps:
    """Answers to `business_loan` of a sole proprietor."""
    return {
        "applicant": {
            "applicant_kind": "sole_proprietor",
            "owner_inn": person.inn,
            "ogrnip": ogrnip(int(f"{person.number % 20 + 4:02d}77{person.number:09d}")),
        },
        "head": {**_names(person), "phone": person.phone, "email": person.email},
        "document": {**_document(person), **_address(person, "registration_address")},
        "business": {
            "activity": person.activity,
            **_address(person, "business_address"),
            "started_on": f"12.04.{2015 + person.number % 9}",
            "tax_regime": "simplified",
            "revenue": str(1_200_000 + person.number * 90_001),
            "staff": str(person.number % 15),
        },
        "loan": {
            "amount": str(amount),
            "payments": str(payments),
            "purpose": "equipment",
            "purpose_details": "Новое оборудование, чтобы брать больше заказов.",
        },
        "collateral": {"has_collateral": "false", "has_guarantor": "true"},
        "payout": {"bik": BIK, "account": ACCOUNT_OF_BUSINESS},
        "consents": dict(_CONSENTS),
    }
