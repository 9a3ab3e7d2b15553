from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kabinet.emulators.testing import RunningEmulator

from .conftest import NOTIFY_URL, RECEIPT, RETURN_URL, Emulator


def test_page_shows_the_payment_under_a_strict_policy(emulator: Emulator) -> None:
    body = emulator.pay(receipt=RECEIPT, description="<b>Долг</b> & $sum").json()
    page = emulator.get(body["confirmation"]["confirmation_url"])
    assert page.status_code == 200
    assert "1\u2009250,50\u2009₽" in page.text
    assert "&lt;b&gt;Долг&lt;/b&gt; &amp; $sum" in page.text
    assert "Проценты по договору 17" in page.text
    assert "Демонстрационный магазин" in page.text
    assert page.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "
        "form-action 'self' http://shop.test"
    )
    assert "style=" not in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize(
    ("choice", "status", "details", "events"),
    [
        ("pay", "succeeded", None, ["payment.succeeded"]),
        (
            "insufficient_funds",
            "canceled",
            {"party": "payment_network", "reason": "insufficient_funds"},
            ["payment.canceled"],
        ),
        (
            "3d_secure_failed",
            "canceled",
            {"party": "payment_network", "reason": "3d_secure_failed"},
            ["payment.canceled"],
        ),
        ("expire", "canceled", {"party": "yoo_money", "reason": "expired_on_confirmation"}, ["payment.canceled"]),
        ("leave", "pending", None, []),
    ],
)
def test_choices(
    emulator: Emulator, choice: str, status: str, details: dict[str, str] | None, events: list[str]
) -> None:
    identifier = emulator.pay(receipt=RECEIPT).json()["id"]
    answer = emulator.choose(identifier, choice)
    assert (answer.status_code, answer.headers["location"]) == (303, RETURN_URL)
    body = emulator.ask(f"/payments/{identifier}").json()
    assert (body["status"], body.get("cancellation_details")) == (status, details)
    assert ("confirmation" in body) == (status == "pending")
    emulator.settle()
    assert emulator.shop.events() == events
    if events:
        assert emulator.shop.notifications()[0] == {"type": "notification", "event": events[0], "object": body}


def test_second_choice_changes_nothing(emulator: Emulator) -> None:
    identifier = emulator.pay().json()["id"]
    emulator.choose(identifier)
    before = emulator.ask(f"/payments/{identifier}").json()
    assert emulator.choose(identifier, "insufficient_funds").headers["location"] == RETURN_URL
    assert emulator.choose(identifier).headers["location"] == RETURN_URL
    assert emulator.ask(f"/payments/{identifier}").json() == before
    emulator.settle()
    assert emulator.shop.events() == ["payment.succeeded"]
    page = emulator.get(f"/yookassa/checkout/{identifier}").text
    assert "Платёж прошёл" in page
    assert "Вернуться в магазин" in page
    assert "<button" not in page


def test_unknown_payment_button_and_foreign_form(emulator: Emulator) -> None:
    identifier = emulator.pay().json()["id"]
    assert emulator.get("/yookassa/checkout/nothing").status_code == 404
    assert emulator.choose("nothing").status_code == 404
    assert emulator.choose(identifier, "steal").status_code == 400
    foreign = emulator.post(
        f"/yookassa/checkout/{identifier}", data={"choice": "pay"}, headers={"Origin": "http://evil.test"}
    )
    assert foreign.status_code == 403
    assert emulator.ask(f"/payments/{identifier}").json()["status"] == "pending"


def test_two_stages_tell_of_the_hold_first(emulator: Emulator) -> None:
    identifier = emulator.pay(capture=False).json()["id"]
    emulator.choose(identifier)
    emulator.order(f"/payments/{identifier}/capture", key="c")
    emulator.settle()
    assert emulator.shop.events() == ["payment.waiting_for_capture", "payment.succeeded"]
    assert str(emulator.shop.received[0].url) == NOTIFY_URL
    assert emulator.shop.received[0].headers["content-type"] == "application/json"
    assert "authorization" not in emulator.shop.received[0].headers


def test_links_use_the_public_address(start: Any) -> None:
    body = start(public_url="https://pay.example.ru/").pay().json()
    expected = f"https://pay.example.ru/yookassa/checkout/{body['id']}"
    assert body["confirmation"]["confirmation_url"] == expected


def test_many_clicks_at_once_pay_once(running: RunningEmulator) -> None:
    shop = running.settings.yookassa
    order = {
        "amount": {"value": "10.00", "currency": "RUB"},
        "capture": True,
        "confirmation": {"type": "redirect", "return_url": RETURN_URL},
    }

    def create(_: int) -> str:
        answer = running.client.post(
            f"{running.yookassa_url}/payments",
            json=order,
            headers={"Idempotence-Key": "double-click"},
            auth=(shop.shop_id, shop.secret_key),
        )
        return str(answer.json()["id"])

    with ThreadPoolExecutor(8) as pool:
        identifiers = set(pool.map(create, range(16)))
        assert len(identifiers) == 1
        (identifier,) = identifiers
        choices = ["pay", "insufficient_funds"] * 8
        assert set(pool.map(lambda choice: running.choose(identifier, choice), choices)) == {RETURN_URL}
    told = [entry for entry in running.notifications() if entry["subject"] == identifier]
    assert len(told) == 1
