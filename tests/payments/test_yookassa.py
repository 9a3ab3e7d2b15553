import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kabinet.kernel import clock
from kabinet.payments.providers import MalformedError, RejectedError, ShopCheck, UncertainError
from kabinet.payments.providers.yookassa import YooKassa
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


def order(amount: str = "100.00") -> dict[str, Any]:
    return {
        "amount": {"value": amount, "currency": "RUB"},
        "capture": True,
        "confirmation": {"type": "redirect", "return_url": "https://example.org/back/"},
        "metadata": {"payment_id": "1"},
    }


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
    assert sorted(till.acquirer.refunded_since(clock.now() - timedelta(hours=1))) == sorted(made)
    assert list(till.acquirer.refunded_since(clock.now() + timedelta(hours=1))) == []


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
    assert json.loads(request.content) == order()
