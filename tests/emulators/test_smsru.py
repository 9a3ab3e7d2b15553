import hashlib
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import pytest

from kabinet.emulators.settings import DEMO_SMSRU_KEY

from .conftest import Emulator

PHONE = "79251234567"


def ask(emulator: Emulator, path: str, **parameters: Any) -> Any:
    query = {"api_id": DEMO_SMSRU_KEY, "json": "1", **parameters}
    return emulator.get(f"/smsru{path}", params=query).json()


def send(emulator: Emulator, **parameters: Any) -> Any:
    return ask(emulator, "/sms/send", **{"to": PHONE, "msg": "Код входа: 123456", **parameters})


def inbox(emulator: Emulator, **query: str) -> list[dict[str, Any]]:
    return list(emulator.get("/inbox.json", params=query).json()["messages"])


def test_message_arrives(emulator: Emulator) -> None:
    body = send(emulator, **{"from": "Kabinet"})
    assert body == {
        "status": "OK",
        "status_code": 100,
        "sms": {PHONE: {"status": "OK", "status_code": 100, "sms_id": "000000-10000001"}},
        "balance": 9996.5,
    }
    (message,) = inbox(emulator)
    assert message == {
        "id": 1,
        "channel": "sms",
        "service": "smsru",
        "to": "+79251234567",
        "sender": "Kabinet",
        "subject": "",
        "text": "Код входа: 123456",
        "html": "",
        "code": "123456",
        "at": "2026-11-21T09:30:00.125Z",
    }


def test_form_post_is_taken_too(emulator: Emulator) -> None:
    form = {"api_id": DEMO_SMSRU_KEY, "to": PHONE, "msg": "Привет", "json": "1"}
    assert emulator.post("/smsru/sms/send", data=form).json()["status_code"] == 100
    assert [message["text"] for message in inbox(emulator)] == ["Привет"]


def test_plain_text_answer(emulator: Emulator) -> None:
    assert emulator.get("/smsru/sms/send", params={"api_id": "wrong"}).text == "200"
    text = emulator.get("/smsru/sms/send", params={"api_id": DEMO_SMSRU_KEY, "to": PHONE, "msg": "x"}).text
    assert text == "100\n000000-10000001\nbalance=9996.5"
    assert emulator.get("/smsru/my/balance", params={"api_id": DEMO_SMSRU_KEY}).text == "100\n9996.5"


@pytest.mark.parametrize("path", ["/sms/send", "/sms/status", "/sms/cost", "/my/balance", "/callback/add"])
def test_wrong_key(emulator: Emulator, path: str) -> None:
    body = ask(emulator, path, api_id="wrong", to=PHONE, msg="x")
    assert (body["status"], body["status_code"]) == ("ERROR", 200)
    assert inbox(emulator) == []


def test_each_number_has_its_own_result(emulator: Emulator) -> None:
    body = send(emulator, to=f"{PHONE},+7 (495) 123-45-67,abc")
    codes = {number: entry["status_code"] for number, entry in body["sms"].items()}
    assert codes == {PHONE: 100, "+7 (495) 123-45-67": 202, "abc": 202}
    assert [message["to"] for message in inbox(emulator)] == [f"+{PHONE}"]


def test_own_text_for_each_number(emulator: Emulator) -> None:
    ask(emulator, "/sms/send", **{f"to[{PHONE}]": "Первый", "to[89267654321]": "Второй"})
    assert [(message["to"], message["text"]) for message in inbox(emulator)] == [
        ("+79267654321", "Второй"),
        ("+79251234567", "Первый"),
    ]


def test_refusals(emulator: Emulator) -> None:
    assert send(emulator, msg="")["sms"][PHONE]["status_code"] == 203
    assert send(emulator, msg="я" * 537)["sms"][PHONE]["status_code"] == 205
    assert send(emulator, to="")["status_code"] == 202
    assert send(emulator, to=",".join(str(79250000000 + number) for number in range(101)))["status_code"] == 207
    assert inbox(emulator) == []
    assert ask(emulator, "/my/balance")["balance"] == 10000.0


def test_money_runs_out(start: Any) -> None:
    poor = start(sms={"balance": Decimal("3.50")})
    assert send(poor)["balance"] == 0.0
    assert send(poor)["sms"][PHONE]["status_code"] == 201
    assert len(inbox(poor)) == 1


def test_test_mode_sends_and_costs_nothing(emulator: Emulator) -> None:
    body = send(emulator, test="1")
    assert (body["sms"][PHONE]["status_code"], body["balance"]) == (100, 10000.0)
    assert inbox(emulator) == []


def test_cost(emulator: Emulator) -> None:
    body = ask(emulator, "/sms/cost", to=f"{PHONE},1", msg="я" * 71)
    assert body["sms"][PHONE] == {"status": "OK", "status_code": 100, "cost": 7.0, "sms": 2}
    assert body["sms"]["1"]["status_code"] == 202
    assert (body["total_cost"], body["total_sms"]) == (7.0, 2)
    assert inbox(emulator) == []


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("delivered", 103), ("read", 110), ("expired", 104), ("undeliverable", 107), ("no_route", 150), ("lost", 101)],
)
def test_delivery_goes_on_with_time(emulator: Emulator, outcome: str, code: int) -> None:
    emulator.faults(sms_outcomes={f"+{PHONE}": outcome})
    identifier = send(emulator)["sms"][PHONE]["sms_id"]
    seen = []
    for _ in range(4):
        body = ask(emulator, "/sms/status", sms_id=f"{identifier},000000-1")
        seen.append(body["sms"][identifier]["status_code"])
        assert body["sms"]["000000-1"]["status_code"] == -1
        emulator.control("clock", {"advance": 1})
    assert seen == [100, 101, 101, code]
    assert len(inbox(emulator)) == (0 if outcome == "lost" else 1)


def test_callbacks(emulator: Emulator) -> None:
    url = "http://shop.test/smsru"
    assert ask(emulator, "/callback/add", url="ftp://x")["status"] == "ERROR"
    assert ask(emulator, "/callback/add", url=url)["callback"] == [url]
    assert ask(emulator, "/callback/get")["callback"] == [url]
    identifier = send(emulator)["sms"][PHONE]["sms_id"]
    assert emulator.settle() == {"scheduled": 1}
    emulator.shop.text = "200"
    emulator.control("clock", {"advance": 3})
    assert emulator.settle() == {"scheduled": 1}
    emulator.shop.text = "100"
    emulator.control("clock", {"advance": 10})
    assert emulator.settle() == {"delivered": 1}
    form = parse_qs(emulator.shop.received[-1].content.decode())
    assert form["data[0]"] == [f"sms_status\n{identifier}\n103\n1795253403"]
    assert form["hash"] == [hashlib.sha256(f"{DEMO_SMSRU_KEY}{form['data[0]'][0]}".encode()).hexdigest()]
    assert ask(emulator, "/callback/del", url=url)["callback"] == []
    send(emulator)
    assert emulator.settle() == {"delivered": 1}
