"""Where the receipt goes: to the payer, and if not, he knows."""

import json
from decimal import Decimal
from typing import Any

import pytest

from kabinet.config.environment import environment
from kabinet.kernel.errors import Refused
from kabinet.lending.models import Loan
from kabinet.payments.actions.abandon_payment import abandon_payment
from kabinet.payments.addressees import known_email
from kabinet.payments.models import Payment, ReceiptAddress
from tests.support.identity import actor_for
from tests.support.payments import Till, make_loan, pay

pytestmark = pytest.mark.django_db
PHONE = "+79990001122"


@pytest.fixture
def loan(db: None) -> Loan:
    """Of a borrower who signs in by phone alone."""
    loan = make_loan()
    loan.account.email, loan.account.phone = None, PHONE
    loan.account.save()
    return loan


@pytest.fixture(autouse=True)
def no_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    organisations_address(monkeypatch, "")


@pytest.fixture
def fallback(monkeypatch: pytest.MonkeyPatch) -> str:
    return organisations_address(monkeypatch, "kassa@fond.example")


def organisations_address(monkeypatch: pytest.MonkeyPatch, address: str) -> str:
    values = environment().model_copy(update={"receipt_fallback_email": address})
    monkeypatch.setattr("kabinet.payments.addressees.environment", lambda: values)
    return address


def customer(till: Till) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(till.requests("POST", "/payments")[0]["body"])["receipt"]["customer"]
    return found


@pytest.mark.parametrize("typed", ["maria@mail.example", " Maria@MAIL.example\u200b "])
def test_the_receipt_goes_to_the_payer_although_the_organisation_has_an_address(
    till: Till, loan: Loan, fallback: str, typed: str
) -> None:
    payment = pay(loan, receipt_email=typed)
    assert customer(till)["email"].lower() == "maria@mail.example"
    assert payment.receipt_to == "payer"


def test_an_address_is_remembered_changed_and_forgotten(till: Till, loan: Loan, fallback: str) -> None:
    pay(loan, "100.00", receipt_email="maria@mail.example")
    loan.refresh_from_db()
    assert known_email(loan) == "maria@mail.example"
    pay(loan, "101.00")
    assert customer(till) == {"email": "maria@mail.example"}
    payment = pay(loan, "102.00", receipt_email="")
    assert (customer(till), payment.receipt_to) == ({"email": fallback}, "organisation")
    assert ReceiptAddress.objects.count() == 0


def test_what_the_account_and_the_answers_know_is_offered(loan: Loan) -> None:
    assert known_email(loan) == ""
    loan.party.email = "iz.ankety@mail.example"
    assert known_email(loan) == "iz.ankety@mail.example"
    loan.account.email = "vhod@mail.example"
    assert known_email(loan) == "vhod@mail.example"


def test_without_any_e_mail_it_is_made_out_to_the_phone(till: Till, loan: Loan) -> None:
    payment = pay(loan, receipt_email="")
    assert (customer(till), payment.receipt_to) == ({"phone": PHONE.lstrip("+")}, "phone")


@pytest.mark.parametrize("typed", ["maria", "maria@", "мария@mail.example", "a@b@c.example", "x" * 300])
def test_a_wrong_address_is_refused_and_nothing_remembered(till: Till, loan: Loan, typed: str) -> None:
    with pytest.raises(Refused, match=r"payment\.email") as refused:
        pay(loan, receipt_email=typed)
    assert refused.value.field == "receipt_email"
    assert Payment.objects.count() == ReceiptAddress.objects.count() == 0


def test_an_account_of_e_mail_alone_needs_one_for_the_receipt(till: Till) -> None:
    with pytest.raises(Refused, match=r"payment\.no_email") as refused:
        pay(make_loan(), receipt_email="")
    assert refused.value.field == "receipt_email"
    assert Payment.objects.count() == 0


def test_another_address_is_another_receipt(till: Till, loan: Loan) -> None:
    first = pay(loan, receipt_email="maria@mail.example")
    assert pay(loan, receipt_email="maria@mail.example") == first
    with pytest.raises(Refused, match=r"payment\.under_way"):
        pay(loan, receipt_email="drugaya@mail.example")
    abandon_payment(actor=actor_for(loan.account), payment_id=first.pk)
    assert pay(loan, receipt_email="drugaya@mail.example").pk != first.pk
    assert customer(till) == {"email": "drugaya@mail.example"}


def test_the_address_is_kept_nowhere_near_the_payment(till: Till, loan: Loan) -> None:
    payment = pay(loan, receipt_email="maria@mail.example")
    kept = Payment.objects.filter(pk=payment.pk).values().get()
    attempt = payment.attempts.values().get()
    assert "maria" not in f"{kept}{attempt}"


def test_a_payment_without_a_receipt_says_nothing_of_one(till: Till, loan: Loan, monkeypatch: Any) -> None:
    values = environment().model_copy(update={"receipt_mode": "none"})
    monkeypatch.setattr("kabinet.payments.actions.start_payment.environment", lambda: values)
    payment = pay(loan, receipt_email="")
    assert (payment.receipt, payment.receipt_to, payment.receipt_mark) == ({}, "", "")
    assert payment.amount == Decimal("5000.00")
