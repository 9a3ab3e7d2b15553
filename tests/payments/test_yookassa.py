import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from kabinet.kernel import clock
from kabinet.payments.providers.base import (
    MalformedError,
    Method,
    NotANoticeError,
    Notice,
    Order,
    Reason,
    Receipt,
    ReceiptLine,
    Recipient,
    RejectedError,
    ShopCheck,
    Subject,
    TaxSystem,
    UncertainError,
    UnknownPaymentError,
    Vat,
)
from kabinet.payments.providers.yookassa import YooKassa
from kabinet.payments.providers.yookassa.bodies import REASONS, payment_body
from tests.support.payments import SHOP, Till

PAYMENT: dict[str, Any] = {
    "id": "2e1f0a1c-000f-5000-8000-1b2c3d4e5f60",
    "status": "succeeded",
    "amount": {"value": "100.50", "currency": "RUB"},
    "recipient": {"account_id": "100500", "gateway_id": "1"},
    "metadata": {"payment_id": "a", "loan_id": "b"},
    "captured_at": "2026-11-21T09:00:00.000Z",
    "refunded_amount": {"value": "10.00", "currency": "RUB"},
    "something_of_tomorrow": {"deep": [1]},
}


LINE = ReceiptLine("Проценты", Decimal("10.00"), Subject.SERVICE, Method.FULL_PAYMENT, Vat.NONE)


def order(amount: str = "100.00", receipt: Receipt | None = None) -> Order:
    return Order(
        payment_id=UUID(int=1),
        loan_id=UUID(int=2),
        amount=Decimal(amount),
        currency="RUB",
        description="Оплата",
        return_url="https://example.org/back/",
        receipt=receipt,
    )


@contextmanager
def answering(handler: Callable[[httpx.Request], httpx.Response]) -> Iterator[YooKassa]:
    provider = YooKassa(
        url="https://api.example/v3",
        shop_id="100500",
        secret_key="k",
        timeout=1,
        transport=httpx.MockTransport(handler),
    )
    yield provider
    provider.close()


def answer(
    status: int = 200, body: object = None, text: str | None = None
) -> Callable[[httpx.Request], httpx.Response]:
    content = text if text is not None else json.dumps(PAYMENT if body is None else body)
    return lambda _request: httpx.Response(status, content=content)


def test_a_payment_is_opened_and_read(till: Till) -> None:
    opened = till.acquirer.open_payment(order(), key=uuid4().hex)
    assert (opened.state, opened.amount, opened.currency, opened.shop_id) == (
        "pending",
        Decimal("100.00"),
        "RUB",
        "100500",
    )
    assert opened.confirmation_url.endswith(f"/yookassa/checkout/{opened.id}")
    till.emulator.choose(opened.id)
    paid = till.acquirer.get_payment(opened.id)
    assert (paid.state, paid.refunded, paid.confirmation_url) == ("succeeded", Decimal("0.00"), "")
    assert paid.captured_at is not None


def test_the_same_key_opens_one_payment(till: Till) -> None:
    key = uuid4().hex
    assert till.acquirer.open_payment(order(), key=key).id == till.acquirer.open_payment(order(), key=key).id
    with pytest.raises(RejectedError, match="invalid_request Idempotence-Key"):
        till.acquirer.open_payment(order("200.00"), key=key)


def test_the_shop_proves_itself(till: Till) -> None:
    assert till.acquirer.check() == ShopCheck(shop_id="100500", test=True)
    stranger = YooKassa(url=till.emulator.yookassa_url, shop_id=SHOP.shop_id, secret_key="wrong", timeout=5)
    with pytest.raises(RejectedError, match="invalid_credentials"):
        stranger.check()
    stranger.close()


def test_refunds_are_listed_page_by_page(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kabinet.payments.providers.yookassa.PAGE", 2)
    made = []
    for _ in range(5):
        payment = till.acquirer.open_payment(order(), key=uuid4().hex)
        till.emulator.choose(payment.id)
        answer = till.acquirer._client.post(
            "refunds",
            json={"payment_id": payment.id, "amount": {"value": "1.00", "currency": "RUB"}},
            headers={"Idempotence-Key": uuid4().hex},
        )
        assert answer.status_code == 200
        made.append(payment.id)
    found = list(till.acquirer.refunds_since(clock.now() - timedelta(hours=1)))
    assert sorted(refund.provider_id for refund in found) == sorted(made)
    assert {refund.amount for refund in found} == {Decimal("1.00")}
    assert list(till.acquirer.refunds_since(clock.now() + timedelta(hours=1))) == []


@pytest.mark.parametrize("fault", ["fail_before", "fail_after", "processing"])
def test_an_answer_that_says_nothing_is_uncertain(till: Till, fault: str) -> None:
    till.emulator.faults(yookassa={fault: 1})
    with pytest.raises(UncertainError):
        till.acquirer.open_payment(order(), key=uuid4().hex)


def test_silence_is_uncertain_and_does_not_last(till: Till) -> None:
    hasty = YooKassa(url=till.emulator.yookassa_url, shop_id=SHOP.shop_id, secret_key=SHOP.secret_key, timeout=0.3)
    till.emulator.faults(yookassa={"silent_after": 1})
    key = uuid4().hex
    with pytest.raises(UncertainError, match="timeout"):
        hasty.open_payment(order(), key=key)
    hasty.close()
    assert till.acquirer.open_payment(order(), key=key).state == "pending"
    assert len(till.acquirer._client.get("payments").json()["items"]) == 1


def test_nobody_there_is_uncertain() -> None:
    absent = YooKassa(url="http://127.0.0.1:9/v3", shop_id="1", secret_key="k", timeout=1)
    with pytest.raises(UncertainError, match="unreachable"):
        absent.get_payment("x")
    absent.close()


def test_an_answer_is_read_and_its_news_ignored() -> None:
    with answering(answer()) as provider:
        found = provider.get_payment(PAYMENT["id"])
    assert (found.state, found.amount, found.refunded) == ("succeeded", Decimal("100.50"), Decimal("10.00"))
    assert found.captured_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "exploded"},
        {"amount": {"value": "-1.00", "currency": "RUB"}},
        {"amount": {"value": "NaN", "currency": "RUB"}},
        {"amount": {"value": "1.005", "currency": "RUB"}},
        {"amount": None},
        {"id": "../../me"},
        {"recipient": {}},
        {"metadata": ["x"]},
        {"confirmation": {"confirmation_url": "javascript:alert(1)"}},
    ],
)
def test_an_answer_that_makes_no_sense_is_uncertain(change: dict[str, Any]) -> None:
    with answering(answer(body={**PAYMENT, **change})) as provider, pytest.raises(MalformedError):
        provider.open_payment(order(), key="k")


@pytest.mark.parametrize("text", ["", "<html>", "[]", "null", "[" * 10_000])
def test_what_is_no_payment_at_all_is_uncertain(text: str) -> None:
    with answering(answer(text=text)) as provider, pytest.raises(MalformedError):
        provider.open_payment(order(), key="k")


def test_an_answer_about_another_payment_is_not_taken() -> None:
    with answering(answer()) as provider, pytest.raises(MalformedError, match="another_payment"):
        provider.get_payment("some-other-id")


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (202, UncertainError, "processing"),
        (301, UncertainError, "http_301"),
        (400, RejectedError, "http_400"),
        (403, RejectedError, "http_403"),
        (404, RejectedError, "http_404"),
        (409, UncertainError, "http_409"),
        (429, UncertainError, "http_429"),
        (500, UncertainError, "http_500"),
        (503, UncertainError, "http_503"),
    ],
)
def test_what_each_status_means(status: int, kind: type[Exception], words: str) -> None:
    with answering(answer(status, text="oops")) as provider, pytest.raises(kind, match=words):
        provider.open_payment(order(), key="k")


def test_the_request_carries_key_and_credentials_and_nothing_of_a_card() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=json.dumps(PAYMENT))

    with answering(handler) as provider:
        provider.open_payment(order(), key="the-key")
    [request] = seen
    assert request.method == "POST"
    assert str(request.url) == "https://api.example/v3/payments"
    assert request.headers["Idempotence-Key"] == "the-key"
    assert request.headers["Authorization"].startswith("Basic ")
    assert json.loads(request.content) == payment_body(order())


def test_the_body_is_the_same_to_the_letter() -> None:
    receipt = Receipt((LINE,), TaxSystem.PATENT, Recipient(email="maria@mail.example"))
    assert json.dumps(payment_body(order(receipt=receipt)), ensure_ascii=False) == (
        '{"amount": {"value": "100.00", "currency": "RUB"}, "capture": true, "receipt": {"customer": {"email": '
        '"maria@mail.example"}, "items": [{"amount": {"value": "10.00", "currency": "RUB"}, "quantity": "1.00", '
        '"vat_code": 1, "description": "Проценты", "payment_mode": "full_payment", "payment_subject": "service"}], '
        '"tax_system_code": 6}, "metadata": {"loan_id": "00000000-0000-0000-0000-000000000002", "payment_id": '
        '"00000000-0000-0000-0000-000000000001"}, "description": "Оплата", "confirmation": {"type": "redirect", '
        '"return_url": "https://example.org/back/"}}'
    )


def test_a_receipt_by_phone_names_digits_alone() -> None:
    body = payment_body(order(receipt=Receipt((LINE,), None, Recipient(phone="+79120000001"))))
    assert (body["receipt"]["customer"], "tax_system_code" in body["receipt"]) == ({"phone": "79120000001"}, False)
    assert "receipt" not in payment_body(order())


def test_every_word_of_ours_is_taken(till: Till) -> None:
    words = [(Subject.SERVICE, Method.FULL_PAYMENT, vat, system) for vat, system in zip(Vat, TaxSystem, strict=True)]
    words += [(subject, method, Vat.NONE, TaxSystem.GENERAL) for subject in Subject for method in Method]
    for subject, method, vat, system in words:
        line = ReceiptLine("Услуга", Decimal("10.00"), subject, method, vat)
        receipt = Receipt((line,), system, Recipient(email="maria@mail.example"))
        assert till.acquirer.open_payment(order(receipt=receipt), key=uuid4().hex).state == "pending"


def test_what_we_sent_along_is_told_again(till: Till) -> None:
    opened = till.acquirer.open_payment(order(), key=uuid4().hex)
    assert (opened.payment_id, opened.loan_id) == (str(UUID(int=1)), str(UUID(int=2)))
    with answering(answer(body={**PAYMENT, "metadata": {}})) as provider:
        stranger = provider.get_payment(PAYMENT["id"])
    assert (stranger.payment_id, stranger.loan_id) == ("", "")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        *REASONS.items(),
        ("a_reason_of_tomorrow", Reason.DECLINED),
        ("not_opened", Reason.DECLINED),
        ("", Reason.DECLINED),
    ],
)
def test_reasons_become_ours(told: str, reason: Reason) -> None:
    body = {**PAYMENT, "status": "canceled", "cancellation_details": {"party": "yoo_money", "reason": told}}
    with answering(answer(body=body)) as provider:
        assert provider.get_payment(PAYMENT["id"]).reason is reason


def test_an_unknown_payment_is_told_from_another_no(till: Till) -> None:
    with pytest.raises(UnknownPaymentError, match="not_found"):
        till.acquirer.get_payment("2d0a-unknown")
    for body in ({"code": "not_found_elsewhere"}, {}):
        with answering(answer(404, body=body)) as provider, pytest.raises(RejectedError) as rejected:
            provider.get_payment("x")
        assert not isinstance(rejected.value, UnknownPaymentError)


@pytest.mark.parametrize(
    ("event", "about", "notice"),
    [
        ("payment.waiting_for_capture", {"id": "p-1"}, Notice("payment.waiting", "p-1")),
        ("payment.succeeded", {"id": "p-1", "payment_id": "p-2"}, Notice("payment.succeeded", "p-1")),
        ("payment.canceled", {"id": "p-1"}, Notice("payment.cancelled", "p-1")),
        ("refund.succeeded", {"id": "r-1", "payment_id": "p-1"}, Notice("refund.succeeded", "p-1")),
        ("payment_method.active", {"id": "m-1"}, Notice("other", "m-1")),
    ],
)
def test_a_notification_is_read_in_our_words(till: Till, event: str, about: dict[str, str], notice: Notice) -> None:
    body = {"type": "notification", "event": event, "object": {**about, "status": "whatever"}, "of_tomorrow": [1]}
    assert till.acquirer.read_notice(json.dumps(body).encode()) == notice


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b"null", b"7"])
def test_what_is_no_json_is_no_notification(till: Till, body: bytes) -> None:
    with pytest.raises(NotANoticeError):
        till.acquirer.read_notice(body)
