import hashlib
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import pytest

from kabinet.emulators.settings import DEMO_SMSC_KEY, DEMO_SMSC_LOGIN

from .conftest import Emulator

PHONE = "79251234567"


def ask(emulator: Emulator, path: str, **parameters: Any) -> Any:
    query = {"login": DEMO_SMSC_LOGIN, "psw": DEMO_SMSC_KEY, "fmt": "3", **parameters}
    return emulator.get(f"/smsc/sys/{path}.php", params=query).json()


def send(emulator: Emulator, **parameters: Any) -> Any:
    return ask(emulator, "send", **{"phones": f"+{PHONE}", "mes": "Код 123456", "id": "17", "cost": "3", **parameters})


def texts(emulator: Emulator) -> list[str]:
    return [message["text"] for message in emulator.get("/inbox.json").json()["messages"]]


def test_message_arrives(emulator: Emulator) -> None:
    assert send(emulator) == {"id": 17, "cnt": 1, "cost": "3.50", "balance": "9996.50"}
    assert texts(emulator) == ["Код 123456"]


def test_detail_of_the_answer(emulator: Emulator) -> None:
    assert send(emulator, cost="1", mes="я" * 71) == {"cost": "7.00", "cnt": 2}
    assert texts(emulator) == []
    assert send(emulator, cost="0", id="") == {"id": 1, "cnt": 1}
    assert send(emulator, cost="2", id="", mes="другой") == {"id": 2, "cnt": 1, "cost": "3.50"}


def test_plain_text_answer(emulator: Emulator) -> None:
    query = {"login": DEMO_SMSC_LOGIN, "psw": "wrong", "phones": PHONE, "mes": "x", "id": "5"}
    assert emulator.get("/smsc/sys/send.php", params=query).text == "ERROR = 2 (authorise error)"
    query["psw"] = DEMO_SMSC_KEY
    assert emulator.get("/smsc/sys/send.php", params=query).text == "OK - 1 SMS, ID - 5"


@pytest.mark.parametrize(
    "credentials",
    [
        {"psw": hashlib.md5(DEMO_SMSC_KEY.encode(), usedforsecurity=False).hexdigest()},
        {"login": "", "psw": "", "apikey": DEMO_SMSC_KEY},
    ],
)
def test_other_ways_to_sign_in(emulator: Emulator, credentials: dict[str, str]) -> None:
    assert ask(emulator, "balance", cur="1", **credentials) == {"balance": "10000.00", "currency": "RUR"}


@pytest.mark.parametrize("path", ["send", "status", "balance"])
@pytest.mark.parametrize("wrong", [{"psw": "wrong"}, {"login": "wrong"}, {"apikey": "wrong"}])
def test_wrong_credentials(emulator: Emulator, path: str, wrong: dict[str, str]) -> None:
    assert ask(emulator, path, phones=PHONE, mes="x", **wrong) == {"error": "authorise error", "error_code": 2}
    assert texts(emulator) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mes": ""}, 1),
        ({"mes": "x" * 1001}, 1),
        ({"phones": ""}, 1),
        ({"id": "0"}, 1),
        ({"id": str(2**32)}, 1),
        ({"id": "x"}, 1),
        ({"phones": "12345"}, 7),
    ],
)
def test_refusals(emulator: Emulator, changes: dict[str, str], code: int) -> None:
    assert send(emulator, **changes)["error_code"] == code
    assert texts(emulator) == []
    assert ask(emulator, "balance") == {"balance": "10000.00"}


def test_no_money(start: Any) -> None:
    poor = start(sms={"balance": Decimal("3.49")})
    assert send(poor) == {"error": "no money", "error_code": 3, "id": 17}
    assert texts(poor) == []


def test_repeats_within_a_minute_are_refused(emulator: Emulator) -> None:
    send(emulator)
    repeat = {"error": "duplicate request, wait a minute", "error_code": 9}
    assert send(emulator) == {**repeat, "id": 17}
    assert send(emulator, id="18") == {**repeat, "id": 18}
    emulator.control("clock", {"advance": 60})
    assert send(emulator) == {**repeat, "id": 17}
    assert send(emulator, id="18")["id"] == 18
    assert texts(emulator) == ["Код 123456"] * 2


def test_timed_out_send_is_found_by_its_own_id(emulator: Emulator) -> None:
    emulator.faults(smsc={"silent_after": 1})
    query = {"login": DEMO_SMSC_LOGIN, "psw": DEMO_SMSC_KEY, "phones": PHONE, "mes": "x", "id": "17", "fmt": "3"}
    assert emulator.get("/smsc/sys/send.php", params=query).status_code == 504
    assert ask(emulator, "status", phone=PHONE, id="17")["status"] == -1
    assert ask(emulator, "status", phone=PHONE, id="18")["status"] == -3


@pytest.mark.parametrize(
    ("outcome", "status", "name"),
    [
        ("delivered", 1, "Доставлено"),
        ("read", 2, "Прочитано"),
        ("expired", 3, "Просрочено"),
        ("undeliverable", 20, "Невозможно доставить"),
        ("no_route", 25, "Недоступный номер"),
        ("lost", 0, "Передано оператору"),
    ],
)
def test_delivery_goes_on_with_time(emulator: Emulator, outcome: str, status: int, name: str) -> None:
    emulator.faults(sms_outcomes={PHONE: outcome})
    send(emulator)
    seen = []
    for _ in range(4):
        seen.append(ask(emulator, "status", phone=f"+{PHONE}", id="17")["status"])
        emulator.control("clock", {"advance": 1})
    assert seen == [-1, 0, 0, status]
    whole = ask(emulator, "status", phone=PHONE, id="17", all="1")
    assert (whole["status_name"], whole["message"], whole["cost"]) == (name, "Код 123456", "3.50")


def test_statuses_of_several(emulator: Emulator) -> None:
    send(emulator, phones=f"{PHONE};89267654321")
    body = ask(emulator, "status", phone=f"{PHONE},79267654321", id="17,17")
    assert [entry["phone"] for entry in body] == [PHONE, "79267654321"]
    assert ask(emulator, "status", phone=PHONE, id="17,18")["error_code"] == 1


def test_callback_is_signed(emulator: Emulator) -> None:
    send(emulator)
    emulator.control("clock", {"advance": 3})
    assert emulator.settle() == {"delivered": 1}
    (request,) = emulator.shop.received
    assert str(request.url) == "http://shop.test/smsc"
    form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
    signed = f"17:{PHONE}:1:callback-key".encode()
    assert form == {
        "id": "17",
        "phone": PHONE,
        "status": "1",
        "time": "21.11.2026 09:30:03",
        "ts": "1795253403",
        "err": "0",
        "cost": "3.50",
        "md5": hashlib.md5(signed, usedforsecurity=False).hexdigest(),
        "sha1": hashlib.sha1(signed, usedforsecurity=False).hexdigest(),
    }
