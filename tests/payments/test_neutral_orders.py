"""What payments kept in the words of the first acquirer is kept in ours, and a repeat stays the same to the letter."""

import json
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from kabinet.payments.models import AcquirerNotice, Payment, PaymentAttempt
from kabinet.payments.presentation import REASONS
from kabinet.payments.providers.base import Reason, Receipt, Recipient, TaxSystem
from kabinet.payments.providers.yookassa.bodies import payment_body
from kabinet.payments.receipts import build_receipt, interest_named
from kabinet.payments.records import UnreadableOrderError, keep_order, keep_receipt, read_order, read_receipt
from tests.support.payments import Till, make_loan, pay
from tests.support.receipts import PARTS

migration = import_module("kabinet.payments.migrations.0004_neutral_orders")

OLD_RECEIPT: dict[str, Any] = {
    "items": [
        {
            "amount": {"value": "130.00", "currency": "RUB"},
            "quantity": "1.00",
            "vat_code": 1,
            "description": "Проценты по договору займа № ДЗ-1",
            "payment_mode": "full_payment",
            "payment_subject": "service",
        },
        {
            "amount": {"value": "800.00", "currency": "RUB"},
            "quantity": "1.00",
            "vat_code": 1,
            "description": "Погашение займа по договору № ДЗ-1",
            "payment_mode": "credit_payment",
            "payment_subject": "payment",
        },
    ],
    "tax_system_code": 2,
}
OLD_REQUEST: dict[str, Any] = {
    "amount": {"value": "930.00", "currency": "RUB"},
    "capture": True,
    "receipt": OLD_RECEIPT,
    "metadata": {
        "loan_id": "0196a5c1-0000-7000-8000-000000000001",
        "payment_id": "0196a5c1-0000-7000-8000-000000000002",
    },
    "description": "Оплата по договору займа № ДЗ-1",
    "confirmation": {"type": "redirect", "return_url": "https://site.example/cabinet/payments/2/"},
}


def built(**changes: Any) -> Receipt:
    receipt = build_receipt(PARTS, **{"mode": "all", "contract_number": "ДЗ-1", "tax_system": None, **changes})
    assert receipt is not None
    return receipt


def convert() -> None:
    with connection.schema_editor(atomic=False) as editor:
        migration.convert(apps, editor)


@pytest.mark.parametrize("system", [None, TaxSystem.PATENT])
def test_a_receipt_is_kept_and_read(system: TaxSystem | None) -> None:
    receipt = built(tax_system=system)
    kept = json.loads(json.dumps(keep_receipt(receipt)))
    assert read_receipt(kept) == receipt
    assert interest_named(read_receipt(kept)) == Decimal("130.00")
    assert keep_receipt(None) == {}
    assert read_receipt({}) is None
    assert interest_named(None) == 0


ORDER = migration.our_order(OLD_REQUEST)


@pytest.mark.parametrize(
    "kept",
    [
        {},
        OLD_REQUEST,
        {**ORDER, "payment_id": "x"},
        {**ORDER, "amount": "many"},
        {**ORDER, "receipt": {"lines": 7}},
        {**ORDER, "receipt": {"lines": [{}]}},
    ],
)
def test_what_is_no_order_of_ours_says_so(kept: dict[str, Any]) -> None:
    with pytest.raises(UnreadableOrderError):
        read_order(kept, None)


def test_an_attempt_of_the_version_before_is_repeated_to_the_letter() -> None:
    recipient = Recipient(email="maria@mail.example")
    order = read_order(migration.our_order(OLD_REQUEST), recipient)
    assert keep_order(order) == migration.our_order(OLD_REQUEST)
    sent_before = {**OLD_REQUEST, "receipt": {"customer": {"email": "maria@mail.example"}, **OLD_RECEIPT}}
    assert json.dumps(payment_body(order)) == json.dumps(sent_before)


def test_without_a_receipt_too() -> None:
    before = {name: value for name, value in OLD_REQUEST.items() if name != "receipt"}
    assert json.dumps(payment_body(read_order(migration.our_order(before), None))) == json.dumps(before)


@pytest.mark.django_db
def test_rows_are_converted_in_batches_and_only_once(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "BATCH", 2)
    ours = pay(make_loan(number=1))
    new_receipt, new_request = ours.receipt, ours.attempts.get().request
    theirs = [pay(make_loan(number=number)) for number in range(2, 7)]
    Payment.objects.filter(pk__in=[payment.pk for payment in theirs[:4]]).update(receipt=OLD_RECEIPT)
    Payment.objects.filter(pk=theirs[4].pk).update(receipt={})
    PaymentAttempt.objects.filter(payment__in=theirs).update(request=OLD_REQUEST)
    for event in ("payment.waiting_for_capture", "payment.canceled", "payment.succeeded", "payout.succeeded"):
        AcquirerNotice.objects.create(provider="yookassa", event=event, object_id="1", source_ip="127.0.0.1")
    for _ in range(2):
        convert()
        for payment in (ours, *theirs):
            payment.refresh_from_db()
        assert [payment.receipt for payment in theirs] == [migration.our_receipt(OLD_RECEIPT)] * 4 + [{}]
        requests = [payment.attempts.get().request for payment in theirs]
        assert requests == [migration.our_order(OLD_REQUEST)] * 5
        assert (ours.receipt, ours.attempts.get().request) == (new_receipt, new_request)
        events = AcquirerNotice.objects.order_by("id").values_list("event", flat=True)
        assert list(events) == ["payment.waiting", "payment.cancelled", "payment.succeeded", "payout.succeeded"]


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(Reason)
