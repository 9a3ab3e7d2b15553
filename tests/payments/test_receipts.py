from decimal import Decimal
from typing import Any

import pytest

from kabinet.payments.providers.base import Method, Receipt, ReceiptLine, Recipient, Subject, TaxSystem, Vat
from kabinet.payments.receipts import Mode, build_receipt, recipient_of, tax_system
from tests.support.receipts import PARTS, Part


def receipt(mode: Mode, parts: list[Part] = PARTS, **changes: Any) -> Receipt | None:
    return build_receipt(parts, mode=mode, **{"contract_number": "ДЗ-1", "tax_system": None, **changes})


def lines(found: Receipt | None) -> list[ReceiptLine]:
    assert found is not None
    return list(found.lines)


def test_interest_alone_is_a_service_without_vat() -> None:
    title = "Проценты по договору займа № ДЗ-1"
    assert lines(receipt("interest_only")) == [
        ReceiptLine(title, Decimal("130.00"), Subject.SERVICE, Method.FULL_PAYMENT, Vat.NONE)
    ]


def test_everything_can_be_in_it() -> None:
    assert [(line.amount, line.subject, line.method) for line in lines(receipt("all"))] == [
        (Decimal("130.00"), Subject.SERVICE, Method.FULL_PAYMENT),
        (Decimal("20.00"), Subject.PAYMENT, Method.FULL_PAYMENT),
        (Decimal("800.00"), Subject.PAYMENT, Method.CREDIT_PAYMENT),
    ]
    assert {line.vat for line in lines(receipt("all"))} == {Vat.NONE}


def test_without_lines_there_is_no_receipt() -> None:
    assert receipt("none") is None
    assert receipt("interest_only", [Part("principal", Decimal("800.00"))]) is None
    assert receipt("all", []) is None


def test_the_tax_system_is_named_when_it_is_set() -> None:
    for system in (TaxSystem.SIMPLIFIED_INCOME, None):
        found = receipt("interest_only", tax_system=system)
        assert found is not None
        assert found.tax_system is system


def test_the_settings_number_tax_systems_as_the_law_does() -> None:
    assert [tax_system(code) for code in (None, 1, 2, 6)] == [
        None,
        TaxSystem.GENERAL,
        TaxSystem.SIMPLIFIED_INCOME,
        TaxSystem.PATENT,
    ]


def test_a_description_keeps_within_128_characters() -> None:
    [line] = lines(receipt("interest_only", contract_number="9" * 200))
    assert len(line.title) == 128


@pytest.mark.parametrize(
    ("email", "phone", "fallback", "expected"),
    [
        ("anna@mail.example", "+79120000001", "shop@mail.example", Recipient(email="anna@mail.example")),
        (None, "+79120000001", "shop@mail.example", Recipient(email="shop@mail.example")),
        (None, "+79120000001", "", Recipient(phone="+79120000001")),
        (None, None, "", None),
    ],
)
def test_where_it_goes(email: str | None, phone: str | None, fallback: str, expected: Recipient | None) -> None:
    assert recipient_of(email=email, phone=phone, fallback=fallback) == expected
