"""A contract has one number, however it is typed."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from kabinet.kernel.errors import Refused
from kabinet.lending.actions.approve_loan import approve_loan
from kabinet.lending.actions.correct_number import correct_number
from kabinet.lending.actions.issue_loan import issue_loan
from kabinet.lending.models import Loan
from kabinet.lending.numbers import clean_number, contract_key
from kabinet.lending.queries.office import LoanFilters, office_loans
from kabinet.payments.queries import PaymentFilters, list_payments
from tests.support.identity import staff_actor
from tests.support.lending import make_application, make_approved_loan, make_issued_loan, make_product, stopped_race
from tests.support.payments import Till, open_till, pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
FORMS = ["SEC-1", "sec-1", "SEC\u20111", "SЕС-1", "sec\u2014 1", "№ SEC-1", " S E C - 1 ", "\u202aSEC-1\u202c"]
"""One number: as it is, in small letters, with a hyphen that does not break, with Cyrillic letters, with spaces."""


@pytest.mark.parametrize("form", FORMS)
def test_ways_of_writing_are_one_number(form: str) -> None:
    assert contract_key(form) == "SEC-1"


def test_different_numbers_stay_different() -> None:
    numbers = ["SEC-1", "SEC-2", "SEC1", "SEC/1", "З-1", "3-1", "О-1", "0-1", "Ё-1", "Е-1"]
    assert len({contract_key(number) for number in numbers}) == len(numbers)


@pytest.mark.parametrize("form", FORMS[1:])
def test_a_second_contract_of_the_same_number_is_refused(form: str) -> None:
    make_approved_loan(contract_number="SEC-1")
    application = make_application()
    with pytest.raises(Refused, match=r"loan\.number_taken") as refused:
        approve_loan(actor=staff_actor(), application_id=application.pk, contract_number=form)
    assert refused.value.field == "contract_number"
    assert "SEC-1" in str(refused.value.message)
    assert Loan.objects.count() == 1


def test_the_same_application_may_be_given_its_number_again_in_any_form() -> None:
    application = make_application()
    loan = make_approved_loan(application, contract_number="SEC-1")
    assert approve_loan(actor=staff_actor(), application_id=application.pk, contract_number="sec\u20111") == loan
    loan.refresh_from_db()
    assert loan.contract_number == "SEC-1"


def test_a_correction_may_change_the_writing_and_not_take_another_contracts_number() -> None:
    manager = staff_actor()
    loan, other = make_approved_loan(contract_number="sec-1"), make_approved_loan(contract_number="SEC-2")
    correct_number(actor=manager, loan_id=loan.pk, field="contract_number", new="SEC-1", reason="Заглавными")
    loan.refresh_from_db()
    assert (loan.contract_number, loan.contract_key) == ("SEC-1", "SEC-1")
    with pytest.raises(Refused, match=r"loan\.number_taken") as refused:
        correct_number(actor=manager, loan_id=other.pk, field="contract_number", new="sес-1", reason="Опечатка")
    assert refused.value.field == "new"
    correct_number(actor=manager, loan_id=loan.pk, field="contract_number", new="SEC-3", reason="Опечатка")
    correct_number(actor=manager, loan_id=other.pk, field="contract_number", new="sec-1", reason="Свободен")
    assert Loan.objects.get(pk=other.pk).contract_key == "SEC-1"


@pytest.mark.django_db(transaction=True)
def test_two_ways_of_writing_at_once_make_one_contract() -> None:
    product, manager = make_product(), staff_actor()
    one, other = make_application(product), make_application(product)
    outcomes = stopped_race(
        lambda: approve_loan(actor=manager, application_id=one.pk, contract_number="SEC-1"),
        lambda: approve_loan(actor=manager, application_id=other.pk, contract_number="sec\u20111"),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Loan", "Refused"]


def test_the_database_refuses_it_too() -> None:
    make_approved_loan(contract_number="SEC-1")
    other = make_approved_loan(contract_number="SEC-2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.filter(pk=other.pk).update(contract_key="SEC-1")


def test_a_document_entered_again_in_another_form_is_the_same_document() -> None:
    loan, manager = make_approved_loan(), staff_actor()
    issued = issue_loan(actor=manager, loan_id=loan.pk, document="ПП-7", on=loan.contract_date)
    again = issue_loan(actor=manager, loan_id=loan.pk, document="пп\u2011 7", on=loan.contract_date)
    assert (again.revision, again.disbursement_document) == (issued.revision, "ПП-7")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" SEC\u20111 ", "SEC-1"),
        ("№\u00a012/34", "№ 12/34"),
        ("З\u20141\u200b", "З-1"),
        ("Д.2026_11 (доп. 2)", "Д.2026_11 (доп. 2)"),
    ],
)
def test_what_is_kept_is_readable(typed: str, kept: str) -> None:
    assert clean_number(typed, "new") == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("\u200b", "empty"),
        ("1" * 51, "invalid"),
        ("--", "signs"),
        ("№", "signs"),
        ("<b>1</b>", "signs"),
        ("1\x00", "signs"),
        ("１２", "signs"),
        ("契約1", "signs"),
        ("1=1", "signs"),
    ],
)
def test_what_is_no_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused, match=rf"number\.{code}"):
        clean_number(typed, "new")


@pytest.mark.parametrize("form", [*FORMS, "ec-1", "с-1"])
def test_the_office_finds_a_contract_by_each_form(form: str) -> None:
    loan, manager = make_issued_loan(), staff_actor()
    correct_number(actor=manager, loan_id=loan.pk, field="contract_number", new="SEC-1", reason="Опечатка")
    make_approved_loan(contract_number="DRUGOY-1")
    found = office_loans(manager, LoanFilters(search=form)).rows
    assert [line.loan.contract_number for line in found] == ["SEC-1"]
    with open_till() as till:
        _payment_is_found(till, loan, form)


def _payment_is_found(till: Till, loan: Loan, form: str) -> None:
    payment = pay(loan, "100.00")
    found = list_payments(staff_actor(), PaymentFilters(contract=form)).rows
    assert [row.pk for row in found] == [payment.pk]


migration: Any = import_module("kabinet.lending.migrations.0008_unique_contract_key")


@pytest.mark.django_db(transaction=True)
def test_the_migration_folds_what_is_there_and_names_twins() -> None:
    one, other = make_approved_loan(contract_number="SEC-1"), make_approved_loan(contract_number="SEC-2")
    editor = SimpleNamespace(connection=connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE lending_loan DROP CONSTRAINT one_loan_per_contract_key")
        Loan.objects.update(contract_key="")
        migration.fill(apps, editor)
        assert set(Loan.objects.values_list("contract_key", flat=True)) == {"SEC-1", "SEC-2"}
        Loan.objects.filter(pk=other.pk).update(contract_number="sec\u20111")
        with pytest.raises(CommandError) as refused:
            migration.fill(apps, editor)
        assert "«SEC-1», «sec\u20111»" in str(refused.value)
        Loan.objects.filter(pk=other.pk).update(contract_number="SEC-3")
        migration.fill(apps, editor)
        assert Loan.objects.get(pk=other.pk).contract_key == "SEC-3"
        assert Loan.objects.get(pk=one.pk).contract_key == "SEC-1"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE lending_loan ADD CONSTRAINT one_loan_per_contract_key UNIQUE (contract_key)")


@pytest.mark.django_db(transaction=True)
def test_the_migration_may_be_repeated_wherever_it_broke_off() -> None:
    make_approved_loan(contract_number="SEC-1")
    statements = [each.sql for step in migration.Migration.operations[1:] for each in step.database_operations]
    with connection.cursor() as cursor:
        for done in range(1, len(statements) + 1):
            for statement in statements[:done]:
                cursor.execute(statement)
        constraints = connection.introspection.get_constraints(cursor, "lending_loan")
    assert constraints["one_loan_per_contract_key"]["unique"]
    assert "contract_key_known" not in constraints
