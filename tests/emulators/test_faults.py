from typing import Any

import httpx
import pytest

from kabinet.emulators.stand import Stand
from kabinet.emulators.testing import RunningEmulator

from .conftest import Emulator


def paid(emulator: Emulator, number: int = 1) -> str:
    identifier = str(emulator.pay(key=f"pay-{number}").json()["id"])
    emulator.choose(identifier)
    return identifier


def test_error_before_does_nothing_and_counts_down(emulator: Emulator) -> None:
    emulator.faults(yookassa={"fail_before": 2})
    for _ in range(2):
        answer = emulator.pay()
        assert (answer.status_code, answer.json()["code"]) == (500, "internal_server_error")
    assert emulator.ask("/payments").json()["items"] == []
    assert emulator.pay().status_code == 200


def test_error_after_did_it(emulator: Emulator) -> None:
    emulator.faults(yookassa={"fail_after": 1, "status": 503})
    assert emulator.pay().status_code == 503
    (only,) = emulator.ask("/payments").json()["items"]
    assert emulator.pay().json()["id"] == only["id"]


def test_processing_asks_to_come_again(emulator: Emulator) -> None:
    emulator.faults(yookassa={"processing": 1})
    assert emulator.ask("/me").status_code == 200
    answer = emulator.pay()
    assert (answer.status_code, answer.json()["type"], answer.json()["retry_after"]) == (202, "processing", 1800)
    assert emulator.pay().json()["status"] == "pending"


@pytest.mark.parametrize(("switch", "payments"), [("silent_before", 0), ("silent_after", 1)])
def test_silence_ends_in_a_gateway_error(emulator: Emulator, switch: str, payments: int) -> None:
    emulator.faults(yookassa={switch: 1})
    assert emulator.pay().status_code == 504
    assert len(emulator.ask("/payments").json()["items"]) == payments


def test_client_sees_a_timeout_yet_the_payment_exists(running: RunningEmulator) -> None:
    running.reset()
    running.faults(yookassa={"silent_after": 1})
    shop = running.settings.yookassa
    arguments: dict[str, Any] = {
        "json": {
            "amount": {"value": "7.00", "currency": "RUB"},
            "confirmation": {"type": "redirect", "return_url": "http://shop.test/"},
        },
        "headers": {"Idempotence-Key": "silent"},
        "auth": (shop.shop_id, shop.secret_key),
    }
    with pytest.raises(httpx.ReadTimeout):
        running.client.post(f"{running.yookassa_url}/payments", timeout=0.3, **arguments)
    again = running.client.post(f"{running.yookassa_url}/payments", **arguments)
    listed = running.client.get(f"{running.yookassa_url}/payments", auth=arguments["auth"]).json()["items"]
    assert [item["id"] for item in listed] == [again.json()["id"]]


def test_delay(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def pause(_stand: Stand, seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(Stand, "pause", pause)
    emulator.faults(yookassa={"delay": 0.2})
    emulator.ask("/me")
    assert waited == [0.2]


def test_services_are_apart(emulator: Emulator) -> None:
    emulator.faults(smsru={"fail_before": 1}, smsc={"fail_before": 1})
    assert emulator.ask("/me").status_code == 200
    assert emulator.get("/smsru/my/balance").status_code == 500
    assert emulator.get("/smsc/sys/balance.php").status_code == 500
    assert emulator.get("/smsru/my/balance").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"bank": {"delay": 1}},
        {"yookassa": {"speed": 1}},
        {"yookassa": {"delay": -1}},
        {"yookassa": {"delay": "1"}},
        {"yookassa": {"delay": True}},
        {"yookassa": {"fail_before": 1.5}},
        {"yookassa": {"fail_before": -1}},
        {"yookassa": {"status": 200}},
        {"yookassa": 1},
        {"notifications": {"hold": 1}},
        {"sms_outcomes": {"79251234567": "vanished"}},
    ],
)
def test_wrong_switches_change_nothing(emulator: Emulator, changes: dict[str, Any]) -> None:
    before = emulator.get("/__control/state").json()["faults"]
    answer = emulator.post("/__control/faults", json={"smsru": {"delay": 5}} | changes)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert emulator.get("/__control/state").json()["faults"] == before


def test_reset_of_faults_keeps_the_data_and_of_all_does_not(emulator: Emulator) -> None:
    paid(emulator)
    emulator.faults(yookassa={"delay": 3}, notifications={"hold": True})
    calm = emulator.control("reset", {"what": "faults"})
    assert calm == {"reset": "faults"}
    assert len(emulator.ask("/payments").json()["items"]) == 1
    emulator.control("notify-url", {"url": "http://shop.test/other"})
    emulator.control("reset")
    state = emulator.get("/__control/state").json()
    assert (state["payments"], state["messages"], state["callbacks"]) == (0, 0, {})
    assert state["notify_url"] == "http://shop.test/other"
    assert state["faults"]["yookassa"]["delay"] == 0


def test_duplicates(emulator: Emulator) -> None:
    emulator.faults(notifications={"duplicate": 2})
    paid(emulator)
    assert emulator.settle() == {"delivered": 3}
    first, *others = emulator.shop.notifications()
    assert others == [first, first]


def test_lost_ones_are_never_sent(emulator: Emulator) -> None:
    emulator.faults(notifications={"lost": 1})
    paid(emulator, 1)
    kept = paid(emulator, 2)
    assert emulator.settle() == {"delivered": 1, "lost": 1}
    assert [item["object"]["id"] for item in emulator.shop.notifications()] == [kept]


def test_late_ones_wait_for_their_time(emulator: Emulator) -> None:
    emulator.faults(notifications={"late": 600})
    identifier = paid(emulator)
    assert emulator.settle() == {"scheduled": 1}
    assert emulator.shop.events() == []
    assert emulator.ask(f"/payments/{identifier}").json()["status"] == "succeeded"
    emulator.control("clock", {"advance": 600})
    assert emulator.settle() == {"delivered": 1}


def test_reordered_ones_come_newest_first(emulator: Emulator) -> None:
    emulator.faults(notifications={"reorder": 2})
    identifier = emulator.pay(capture=False).json()["id"]
    emulator.choose(identifier)
    assert emulator.settle() == {"held": 1}
    emulator.order(f"/payments/{identifier}/cancel", key="c")
    assert emulator.settle() == {"delivered": 2}
    assert emulator.shop.events() == ["payment.canceled", "payment.waiting_for_capture"]


def test_held_ones_are_released_in_the_order_asked(emulator: Emulator) -> None:
    def run(order: str, seed: int) -> list[int]:
        emulator.control("reset")
        emulator.shop.received.clear()
        emulator.faults(notifications={"hold": True})
        sent = [paid(emulator, number) for number in range(8)]
        assert emulator.settle() == {"held": 8}
        assert emulator.control("notifications/release", {"order": order, "seed": seed}) == {"released": 8}
        assert emulator.settle() == {"delivered": 8}
        return [sent.index(item["object"]["id"]) for item in emulator.shop.notifications()]

    assert run("sent", 0) == list(range(8))
    assert run("reversed", 0) == list(range(8))[::-1]
    shuffled = run("shuffled", 7)
    assert sorted(shuffled) == list(range(8))
    assert shuffled != list(range(8))
    assert emulator.post("/__control/notifications/release", json={"order": "random"}).status_code == 400


def test_refused_notifications_are_repeated_with_a_bound(emulator: Emulator) -> None:
    emulator.shop.statuses = [500, 302, 404, 200]
    paid(emulator)
    assert emulator.settle() == {"scheduled": 1}
    emulator.control("clock", {"advance": 10})
    assert emulator.settle() == {"scheduled": 1}
    emulator.control("clock", {"advance": 59})
    emulator.settle()
    assert len(emulator.shop.received) == 2
    emulator.control("clock", {"advance": 1})
    assert emulator.settle() == {"failed": 1}
    assert len(emulator.shop.received) == 3
    (entry,) = emulator.get("/__control/notifications").json()["notifications"]
    assert (entry["attempts"], entry["answer"], entry["state"]) == (3, "404", "failed")


def test_accepted_at_the_second_try(emulator: Emulator) -> None:
    emulator.shop.statuses = [503]
    paid(emulator)
    emulator.settle()
    emulator.control("clock", {"advance": 10})
    assert emulator.settle() == {"delivered": 1}
    assert emulator.shop.events() == ["payment.succeeded"] * 2


def test_without_an_address_they_are_only_recorded(start: Any) -> None:
    emulator = start(yookassa={"notify_url": None})
    paid(emulator)
    assert emulator.settle() == {"unaddressed": 1}
    assert emulator.shop.received == []


def test_forged_notification(emulator: Emulator) -> None:
    forged = {"event": "payment.succeeded", "object": {"id": "unknown", "amount": {"value": "1.00"}}}
    emulator.control("notifications", forged)
    emulator.settle()
    assert emulator.shop.notifications() == [{"type": "notification", **forged}]
    assert emulator.post("/__control/notifications", json={"event": "x"}).status_code == 400


def test_tampered_payment_keeps_identity_and_status(emulator: Emulator) -> None:
    identifier = paid(emulator)
    emulator.control(
        f"payments/{identifier}/tamper",
        {"amount": {"value": "1.00", "currency": "USD"}, "id": "x", "status": "canceled"},
    )
    body = emulator.ask(f"/payments/{identifier}").json()
    assert (body["id"], body["status"], body["amount"]) == (
        identifier,
        "succeeded",
        {"value": "1.00", "currency": "USD"},
    )
    assert emulator.post("/__control/payments/none/tamper", json={}).status_code == 404


def test_requests_are_listed_with_secrets_masked(emulator: Emulator) -> None:
    key = emulator.stand.settings.sms.smsru_api_id
    emulator.get("/smsru/my/balance", params={"api_id": key, "json": "1"})
    emulator.post("/smsc/sys/balance.php", data={"login": "kabinet", "psw": "kabinet-demo", "fmt": "3"})
    emulator.faults(yookassa={"fail_before": 1})
    emulator.pay(secret_key="shown-never")
    shop, smsc, smsru = emulator.get("/__control/requests").json()["requests"]
    assert smsru["query"] == "api_id=***&json=1"
    assert smsc["body"] == "login=kabinet&psw=***&fmt=3"
    assert shop["headers"]["authorization"] == "Basic 100500:***"
    assert (shop["headers"]["idempotence-key"], shop["status"], shop["fault"]) == ("key-1", 500, "fail_before")
    assert (shop["method"], shop["path"]) == ("POST", "/yookassa/v3/payments")
    assert '"secret_key": "***"' in shop["body"].replace('":"', '": "')
    text = emulator.get("/__control/requests").text + emulator.get("/__control").text
    for secret in (key, "kabinet-demo", "test_kabinet-demo-shop-key", "shown-never"):
        assert secret not in text
    assert len(emulator.get("/__control/requests", params={"service": "smsc"}).json()["requests"]) == 1


def test_list_of_requests_is_bounded(emulator: Emulator) -> None:
    for _ in range(510):
        emulator.stand.journal.record(service="smsc", method="GET", path="/", query="", headers={}, body=b"", fault="")
    assert len(emulator.get("/__control/requests").json()["requests"]) == 500


def test_panel_saves_switches(emulator: Emulator) -> None:
    form = {"order": "save", "yookassa.delay": "0,5", "smsru.fail_after": "2", "notifications.hold": "1"}
    answer = emulator.post("/__control", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/__control")
    faults = emulator.get("/__control/state").json()["faults"]
    assert (faults["yookassa"]["delay"], faults["smsru"]["fail_after"]) == (0.5, 2)
    assert faults["notifications"]["hold"] is True
    page = emulator.get("/__control").text
    assert 'name="yookassa.delay" value="0.5"' in page
    assert emulator.post("/__control", data={"order": "calm"}).status_code == 303
    assert emulator.get("/__control/state").json()["faults"]["notifications"]["hold"] is False


def test_panel_refuses_nonsense_and_foreign_forms(emulator: Emulator) -> None:
    for form in (
        {"order": "save", "yookassa.delay": "много"},
        {"order": "save", "yookassa.delay": "nan"},
        {"order": "save", "smsru.fail_after": "1.5"},
        {"order": "explode"},
    ):
        answer = emulator.post("/__control", data=form)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
    foreign = {"Origin": "http://evil.test"}
    assert emulator.post("/__control", data={"order": "reset"}, headers=foreign).status_code == 403
    assert emulator.post("/__control/reset", json={}, headers=foreign).status_code == 403


def test_clock_only_moves_forward(emulator: Emulator) -> None:
    for wrong in (-1, "1", None, 1e300):
        assert emulator.post("/__control/clock", json={"advance": wrong}).status_code == 400
    assert emulator.control("clock", {"advance": 1.5}) == {"now": "2026-11-21T09:30:01.625000+00:00"}
