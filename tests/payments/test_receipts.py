from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from kabinet.payments.receipts import Mode, addressee, build_receipt


@dataclass(frozen=True)
class Part:
    kind: str
    amount: Decimal


PARTS = [
    Part("interest", Decimal("120.50")),
    Part("principal", Decimal("800.00")),
    Part("interest", Decimal("9.50")),
    Part("penalty", Decimal("20.00")),
]


def receipt(mode: Mode, parts: list[Part] = PARTS, **changes: Any) -> dict[str, Any]:
    return build_receipt(parts, mode=mode, **{"contract_number": "ДЗ-1", "tax_system_code": None, **changes})


def lines(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(item["amount"]["value"], item["payment_subject"], item["payment_mode"]) for item in found["items"]]


def test_interest_alone_is_a_service_without_vat() -> None:
    [item] = receipt("interest_only")["items"]
    assert item == {
        "description": "Проценты по договору займа № ДЗ-1",
        "quantity": "1.00",
        "amount": {"value": "130.00", "currency": "RUB"},
        "vat_code": 1,
        "payment_subject": "service",
        "payment_mode": "full_payment",
    }


def test_everything_can_be_in_it() -> None:
    assert lines(receipt("all")) == [
        ("130.00", "service", "full_payment"),
        ("20.00", "payment", "full_payment"),
        ("800.00", "payment", "credit_payment"),
    ]
    assert {item["vat_code"] for item in receipt("all")["items"]} == {1}


def test_without_lines_there_is_no_receipt() -> None:
    assert receipt("none") == {}
    assert receipt("interest_only", [Part("principal", Decimal("800.00"))]) == {}
    assert receipt("all", []) == {}


def test_the_tax_system_is_named_when_it_is_set() -> None:
    assert receipt("interest_only", tax_system_code=2)["tax_system_code"] == 2
    assert "tax_system_code" not in receipt("interest_only")


def test_a_description_keeps_within_128_characters() -> None:
    [item] = receipt("interest_only", contract_number="9" * 200)["items"]
    assert len(item["description"]) == 128


@pytest.mark.parametrize(
    ("email", "phone", "fallback", "expected"),
    [
        ("anna@mail.example", "+79120000001", "shop@mail.example", {"email": "anna@mail.example"}),
        (None, "+79120000001", "shop@mail.example", {"email": "shop@mail.example"}),
        (None, "+79120000001", "", {"phone": "79120000001"}),
        (None, None, "", {}),
    ],
)
def test_where_it_goes(email: str | None, phone: str | None, fallback: str, expected: dict[str, str]) -> None:
    assert addressee(email=email, phone=phone, fallback=fallback) == expected
