"""Small questionnaires and answers for the tests of the engine."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

import kabinet.questionnaires
from kabinet.questionnaires.engine import Context, Field, Limits, parse_definition

TODAY = date(2026, 11, 21)
CONTEXT = Context(TODAY)
LOAN_CONTEXT = Context(
    TODAY,
    {
        "amount": Limits(Decimal(5_000), Decimal(100_000), Decimal(1_000)),
        "payments": Limits(Decimal(3), Decimal(24)),
    },
)
STANDARD = Path(kabinet.questionnaires.__file__).parent / "standard"


def form(*fields, **more):
    """A questionnaire of one step."""
    return parse_definition({"code": "form", "title": "Form", "steps": [step("one", *fields)], **more})


def step(code, *fields, **more):
    return {"code": code, "title": code.title(), "fields": list(fields), **more}


def field(code, type="text", **more):  # noqa: A002
    return {"code": code, "type": type, "label": code.title(), **more}


def group(code, *fields, minimum=0, maximum=3, **more):
    repeat = {"minimum": minimum, "maximum": maximum, "item_title": code.title()}
    return {"code": code, "type": "group", "title": code.title(), "fields": list(fields), "repeat": repeat, **more}


def choices(*codes):
    return [{"code": code, "label": code.upper()} for code in codes]


def single(type, **more) -> Field:  # noqa: A002
    """One field by itself."""
    more = {"bik": "bank"} | more if type == "account" else more
    return form(field("bank", "bik"), field("x", type, **more)).entries["x"].field


def standard(code):
    return parse_definition(json.loads((STANDARD / f"{code}.json").read_text("utf-8")))


CONSUMER_ANSWERS = {
    "last_name": "Иванова",
    "first_name": "Анна-Мария",
    "birth_date": "1990-05-17",
    "birth_place": "г. Казань",
    "citizenship": "russia",
    "passport": "4508123456",
    "passport_issued_on": "2010-06-01",
    "passport_issuer_code": "770-001",
    "passport_issuer": "ОВД района Арбат г. Москвы",
    "snils": "11223344595",
    "phone": "+79991234567",
    "registration_address": {"city": "Москва", "house": "1"},
    "lives_at_registration": True,
    "employment": "pensioner",
    "income": "45000.00",
    "has_other_loans": False,
    "amount": "30000.00",
    "payments": 12,
    "purpose": "repair",
    "bik": "044525225",
    "account": "40817810700000000001",
    "consent_personal_data": True,
    "consent_credit_history": True,
    "consent_electronic": True,
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
