from typing import Any

import pytest

from .conftest import RECEIPT, RETURN_URL, Emulator


def error_of(answer: Any) -> tuple[int, str, str | None]:
    body = answer.json()
    assert body["type"] == "error"
    assert len(body["id"]) == 36
    return answer.status_code, body["code"], body.get("parameter")


def test_new_payment_is_pending_and_leads_to_the_page(emulator: Emulator) -> None:
    body = emulator.pay(merchant_customer_id="client-1").json()
    identifier = body.pop("id")
    assert len(identifier) == 36
    assert body == {
        "status": "pending",
        "amount": {"value": "1250.50", "currency": "RUB"},
        "description": "Платёж по договору 17",
        "recipient": {"account_id": "100500", "gateway_id": "100700"},
        "created_at": "2026-11-21T09:30:00.125Z",
        "confirmation": {
            "type": "redirect",
            "return_url": RETURN_URL,
            "confirmation_url": f"http://testserver/yookassa/checkout/{identifier}",
        },
        "test": True,
        "paid": False,
        "refundable": False,
        "metadata": {"payment": "0198"},
        "merchant_customer_id": "client-1",
    }


def test_paid_payment_shows_everything_a_real_one_does(emulator: Emulator) -> None:
    identifier = emulator.pay(receipt=RECEIPT).json()["id"]
    emulator.control("clock", {"advance": 60})
    emulator.choose(identifier)
    body = emulator.ask(f"/payments/{identifier}").json()
    assert (body["status"], body["paid"], body["refundable"]) == ("succeeded", True, True)
    assert body["captured_at"] == "2026-11-21T09:31:00.125Z"
    assert body["income_amount"] == {"value": "1206.73", "currency": "RUB"}
    assert body["refunded_amount"] == {"value": "0.00", "currency": "RUB"}
    assert body["receipt_registration"] == "succeeded"
    assert body["payment_method"]["card"]["last4"] == "4444"
    assert body["payment_method"]["saved"] is False
    assert len(body["authorization_details"]["rrn"]) == 12
    assert "confirmation" not in body
    assert "expires_at" not in body


@pytest.mark.parametrize("auth", [None, ("100500", "wrong"), ("1", "test_kabinet-demo-shop-key")])
def test_wrong_credentials(emulator: Emulator, auth: tuple[str, str] | None) -> None:
    answer = emulator.get("/yookassa/v3/me", auth=auth)
    assert error_of(answer) == (401, "invalid_credentials", "Authorization")


def test_broken_authorization_header(emulator: Emulator) -> None:
    answer = emulator.get("/yookassa/v3/me", headers={"Authorization": "Basic %%%"})
    assert error_of(answer) == (401, "invalid_credentials", "Authorization")


def test_shop(emulator: Emulator) -> None:
    body = emulator.ask("/me").json()
    assert (body["account_id"], body["status"], body["test"]) == ("100500", "enabled", True)


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"amount": None}, "amount"),
        ({"amount": {"value": "0.00", "currency": "RUB"}}, "amount.value"),
        ({"amount": {"value": "-1.00", "currency": "RUB"}}, "amount.value"),
        ({"amount": {"value": "1", "currency": "RUB"}}, "amount.value"),
        ({"amount": {"value": 1.0, "currency": "RUB"}}, "amount.value"),
        ({"amount": {"value": "１.00", "currency": "RUB"}}, "amount.value"),
        ({"amount": {"value": "1.00", "currency": "USD"}}, "amount.currency"),
        ({"confirmation": None}, "confirmation"),
        ({"confirmation": {"type": "qr"}}, "confirmation.type"),
        ({"confirmation": {"type": "redirect"}}, "confirmation.return_url"),
        ({"confirmation": {"type": "redirect", "return_url": "javascript:alert(1)"}}, "confirmation.return_url"),
        ({"confirmation": {"type": "redirect", "return_url": "/relative"}}, "confirmation.return_url"),
        ({"description": "я" * 129}, "description"),
        ({"metadata": {str(number): "x" for number in range(17)}}, "metadata"),
        ({"metadata": {"k" * 33: "x"}}, "metadata." + "k" * 33),
        ({"metadata": {"k": 1}}, "metadata.k"),
        ({"capture": "yes"}, "capture"),
        ({"payment_method_data": {"type": "barter"}}, "payment_method_data.type"),
        ({"payment_method_id": "unknown"}, "payment_method_id"),
    ],
)
def test_refused_payment_leaves_nothing(emulator: Emulator, changes: dict[str, Any], parameter: str) -> None:
    assert error_of(emulator.pay(**changes)) == (400, "invalid_request", parameter)
    assert emulator.ask("/payments").json() == {"type": "list", "items": []}


def test_limits_themselves_are_allowed(emulator: Emulator) -> None:
    answer = emulator.pay(description="я" * 128, metadata={f"{n:032d}": "x" * 512 for n in range(16)})
    assert answer.status_code == 200


def changed(*path: str | int, value: Any) -> dict[str, Any]:
    def walk(node: Any, rest: tuple[str | int, ...]) -> Any:
        if not rest:
            return value
        copy = dict(node) if isinstance(node, dict) else list(node)
        copy[rest[0]] = walk(copy[rest[0]] if isinstance(copy, list) else copy.get(rest[0]), rest[1:])
        return copy

    return dict(walk(RECEIPT, path))


@pytest.mark.parametrize(
    ("receipt", "parameter"),
    [
        ([], "receipt"),
        (changed("customer", value=None), "receipt.customer"),
        (changed("customer", value={"full_name": "Иванов"}), "receipt.customer"),
        (changed("customer", "email", value="ivan"), "receipt.customer.email"),
        (changed("customer", "phone", value="+7 (925) 123-45-67"), "receipt.customer.phone"),
        (changed("customer", "inn", value="12345"), "receipt.customer.inn"),
        (changed("customer", "full_name", value=""), "receipt.customer.full_name"),
        (changed("tax_system_code", value=7), "receipt.tax_system_code"),
        (changed("items", value=[]), "receipt.items"),
        (changed("items", 0, value="x"), "receipt.items[0]"),
        (changed("items", 0, "description", value=""), "receipt.items[0].description"),
        (changed("items", 0, "description", value="x" * 129), "receipt.items[0].description"),
        (changed("items", 0, "quantity", value=0), "receipt.items[0].quantity"),
        (changed("items", 0, "quantity", value="0.0001"), "receipt.items[0].quantity"),
        (changed("items", 0, "quantity", value="NaN"), "receipt.items[0].quantity"),
        (changed("items", 0, "quantity", value="много"), "receipt.items[0].quantity"),
        (changed("items", 0, "amount", value={"value": "1", "currency": "RUB"}), "receipt.items[0].amount"),
        (changed("items", 0, "amount", "currency", value="EUR"), "receipt.items[0].amount.currency"),
        (changed("items", 0, "vat_code", value=13), "receipt.items[0].vat_code"),
        (changed("items", 0, "vat_code", value=True), "receipt.items[0].vat_code"),
        (changed("items", 0, "payment_subject", value=["service"]), "receipt.items[0].payment_subject"),
        (changed("items", 0, "payment_mode", value="later"), "receipt.items[0].payment_mode"),
        (changed("items", 0, "measure", value="pood"), "receipt.items[0].measure"),
        (changed("items", 0, "amount", "value", value="1250.51"), "receipt.items.amount"),
    ],
)
def test_illegal_receipt(emulator: Emulator, receipt: Any, parameter: str) -> None:
    answer = emulator.pay(receipt=receipt)
    assert error_of(answer) == (400, "invalid_request", parameter)
    assert answer.json()["description"] == "Receipt is missing or illegal"


def test_receipt_total_and_need_are_settings(start: Any) -> None:
    strict = start(yookassa={"receipt_total": "equal", "receipt_required": True})
    assert error_of(strict.pay()) == (400, "invalid_request", "receipt")
    assert error_of(strict.pay(receipt=RECEIPT)) == (400, "invalid_request", "receipt.items.amount")
    whole = changed("items", 0, "amount", "value", value="625.25")
    whole["items"][0] = whole["items"][0] | {"quantity": 2}
    assert strict.pay(receipt=whole).json()["receipt_registration"] == "pending"


def test_body_must_be_json(emulator: Emulator) -> None:
    def send(content: bytes, kind: str) -> Any:
        headers = {"Idempotence-Key": "k", "Content-Type": kind}
        return emulator.post("/yookassa/v3/payments", content=content, headers=headers, auth=emulator.shop_auth)

    assert send(b"{}", "text/plain").status_code == 415
    assert error_of(send(b"{", "application/json")) == (400, "invalid_request", None)
    assert error_of(send(b"[]", "application/json")) == (400, "invalid_request", None)
    assert error_of(send(b"[" * 100_000, "application/json")) == (400, "invalid_request", None)
    assert send(b" " * 1_000_001, "application/json").status_code == 413


def test_unknown_objects_and_paths(emulator: Emulator) -> None:
    assert error_of(emulator.ask("/payments/nothing")) == (404, "not_found", "payment_id")
    assert error_of(emulator.order("/payments/nothing/capture")) == (404, "not_found", "payment_id")
    assert error_of(emulator.ask("/refunds/nothing")) == (404, "not_found", "refund_id")
    assert error_of(emulator.ask("/nothing")) == (404, "not_found", None)
    assert emulator.ask("/payments/x/capture").status_code == 405


def test_same_key_and_body_answer_the_same(emulator: Emulator) -> None:
    first = emulator.pay()
    emulator.choose(first.json()["id"])
    again = emulator.pay()
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(emulator.ask("/payments").json()["items"]) == 1


def test_same_key_other_request_is_refused(emulator: Emulator) -> None:
    first = emulator.pay().json()
    other = emulator.pay(description="Другой")
    assert error_of(other) == (400, "invalid_request", "Idempotence-Key")
    assert error_of(emulator.order(f"/payments/{first['id']}/cancel")) == (400, "invalid_request", "Idempotence-Key")
    assert len(emulator.ask("/payments").json()["items"]) == 1


def test_key_is_needed_bounded_and_forgotten_after_a_day(emulator: Emulator) -> None:
    for key in ("", "k" * 65):
        assert error_of(emulator.pay(key=key)) == (400, "invalid_request", "Idempotence-Key")
    first = emulator.pay(key="k" * 64).json()["id"]
    emulator.control("clock", {"advance": 24 * 3600 - 1})
    assert emulator.pay(key="k" * 64).json()["id"] == first
    emulator.control("clock", {"advance": 1})
    assert emulator.pay(key="k" * 64).json()["id"] != first


def test_failed_request_does_not_use_the_key_up(emulator: Emulator) -> None:
    assert emulator.pay(description="x" * 129).status_code == 400
    assert emulator.pay().status_code == 200


def test_two_stages_capture_a_part(emulator: Emulator) -> None:
    identifier = emulator.pay(capture=False).json()["id"]
    emulator.choose(identifier)
    held = emulator.ask(f"/payments/{identifier}").json()
    assert (held["status"], held["paid"], held["expires_at"]) == (
        "waiting_for_capture",
        True,
        "2026-11-28T09:30:00.125Z",
    )
    more = {"amount": {"value": "1250.51", "currency": "RUB"}}
    assert error_of(emulator.order(f"/payments/{identifier}/capture", more, key="c0"))[2] == "amount.value"
    part = {"amount": {"value": "1000.00", "currency": "RUB"}}
    taken = emulator.order(f"/payments/{identifier}/capture", part, key="c1").json()
    assert (taken["status"], taken["amount"]["value"], taken["income_amount"]["value"]) == (
        "succeeded",
        "1000.00",
        "965.00",
    )
    assert "expires_at" not in taken
    assert error_of(emulator.order(f"/payments/{identifier}/capture", part, key="c2"))[0] == 400


def test_held_money_is_given_back(emulator: Emulator) -> None:
    identifier = emulator.pay(capture=False).json()["id"]
    assert error_of(emulator.order(f"/payments/{identifier}/cancel", key="c0")) == (
        400,
        "invalid_request",
        "payment_id",
    )
    emulator.choose(identifier)
    body = emulator.order(f"/payments/{identifier}/cancel", key="c1").json()
    assert (body["status"], body["paid"]) == ("canceled", False)
    assert body["cancellation_details"] == {"party": "merchant", "reason": "canceled_by_merchant"}
    assert error_of(emulator.order(f"/payments/{identifier}/cancel", key="c2"))[0] == 400


@pytest.mark.parametrize(
    ("paid", "seconds", "reason"),
    [(False, 3600, "expired_on_confirmation"), (True, 7 * 24 * 3600, "expired_on_capture")],
)
def test_time_runs_out(emulator: Emulator, paid: bool, seconds: int, reason: str) -> None:
    identifier = emulator.pay(capture=False).json()["id"]
    if paid:
        emulator.choose(identifier)
    before = emulator.ask(f"/payments/{identifier}").json()["status"]
    emulator.control("clock", {"advance": seconds - 1})
    assert emulator.ask(f"/payments/{identifier}").json()["status"] == before
    emulator.control("clock", {"advance": 1})
    body = emulator.ask(f"/payments/{identifier}").json()
    assert (body["status"], body["cancellation_details"]) == ("canceled", {"party": "yoo_money", "reason": reason})
    emulator.settle()
    assert emulator.shop.events()[-1] == "payment.canceled"


def test_refunds(emulator: Emulator) -> None:
    identifier = emulator.pay().json()["id"]

    def refund(value: str, key: str) -> Any:
        amount = {"value": value, "currency": "RUB"}
        return emulator.order(
            "/refunds", {"payment_id": identifier, "amount": amount, "description": "Лишнее"}, key=key
        )

    assert error_of(refund("1.00", "r0")) == (400, "invalid_request", "payment_id")
    emulator.choose(identifier)
    first = refund("1000.00", "r1").json()
    assert (first["status"], first["payment_id"], first["amount"]["value"]) == ("succeeded", identifier, "1000.00")
    assert emulator.ask(f"/refunds/{first['id']}").json() == first
    assert error_of(refund("250.51", "r2")) == (400, "invalid_request", "amount.value")
    assert refund("1000.00", "r1").json() == first
    body = emulator.ask(f"/payments/{identifier}").json()
    assert (body["refunded_amount"]["value"], body["refundable"]) == ("1000.00", True)
    last = refund("250.50", "r3").json()
    body = emulator.ask(f"/payments/{identifier}").json()
    assert (body["refunded_amount"]["value"], body["refundable"]) == ("1250.50", False)
    assert emulator.ask("/refunds", payment_id=identifier).json() == {"type": "list", "items": [last, first]}
    emulator.settle()
    assert emulator.shop.events() == ["payment.succeeded", "refund.succeeded", "refund.succeeded"]
    assert emulator.shop.notifications()[-1]["object"] == last


def test_list_goes_page_by_page(emulator: Emulator) -> None:
    identifiers = []
    for number in range(5):
        identifiers.append(emulator.pay(key=f"p{number}").json()["id"])
        emulator.control("clock", {"advance": 1})
    emulator.choose(identifiers[0])
    seen: list[str] = []
    query = {"limit": "2"}
    while True:
        body = emulator.ask("/payments", **query).json()
        seen += [item["id"] for item in body["items"]]
        if "next_cursor" not in body:
            break
        query["cursor"] = body["next_cursor"]
    assert seen == identifiers[::-1]

    def listed(**query: str) -> list[str]:
        return [item["id"] for item in emulator.ask("/payments", **query).json()["items"]]

    assert listed(**{"created_at.gte": "2026-11-21T09:30:03.125Z"}) == [identifiers[4], identifiers[3]]
    assert listed(**{"created_at.gt": "2026-11-21T09:30:03.125Z"}) == [identifiers[4]]
    assert listed(**{"created_at.lt": "2026-11-21T09:30:01.125Z"}) == [identifiers[0]]
    assert listed(status="succeeded") == [identifiers[0]]
    assert listed(**{"captured_at.lte": "2026-11-22T00:00:00Z"}) == [identifiers[0]]


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", "0"), ("limit", "101"), ("limit", "x"), ("cursor", "%%"), ("created_at.gte", "yesterday")],
)
def test_wrong_list_parameters(emulator: Emulator, name: str, value: str) -> None:
    assert error_of(emulator.ask("/payments", **{name: value})) == (400, "invalid_request", name)


def test_saved_method_pays_without_the_page(emulator: Emulator) -> None:
    first = emulator.pay(save_payment_method=True).json()["id"]
    order = {"amount": {"value": "5.00", "currency": "RUB"}, "capture": True, "payment_method_id": first}
    assert error_of(emulator.pay(order, key="early"))[2] == "payment_method_id"
    emulator.choose(first)
    assert emulator.ask(f"/payments/{first}").json()["payment_method"]["saved"] is True
    body = emulator.pay(order, key="again").json()
    assert (body["status"], body["payment_method"]["id"]) == ("succeeded", first)
    assert "confirmation" not in body


def test_embedded_confirmation_gets_a_token(emulator: Emulator) -> None:
    confirmation = emulator.pay(confirmation={"type": "embedded"}).json()["confirmation"]
    assert confirmation["type"] == "embedded"
    assert confirmation["confirmation_token"].startswith("ct-")
