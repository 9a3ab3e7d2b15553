"""Operators of text messages: against the emulators, and against answers that no honest operator gives."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from kabinet.emulators.testing import RunningEmulator
from kabinet.notifications.providers.protocol import (
    AccountRefusedError,
    Balance,
    CannotAskError,
    Delivery,
    NotFoundError,
    NotReachedError,
    RejectedError,
    Sent,
    SmsProvider,
    UncertainError,
)
from kabinet.notifications.providers.smsc import Smsc
from kabinet.notifications.providers.smsru import SmsRu

PHONE = "+79991234567"
TEXT = "Кабинет: 123456 – код входа."


def smsru(operators: RunningEmulator, *, timeout: float = 5, key: str = "") -> SmsRu:
    api_id = key or operators.settings.sms.smsru_api_id
    return SmsRu(url=f"{operators.smsru_url}/", api_id=api_id, sender="", timeout=timeout)


def smsc(operators: RunningEmulator, *, timeout: float = 5, password: str = "") -> Smsc:
    settings = operators.settings.sms
    return Smsc(
        url=f"{operators.smsc_url}/",
        login=settings.smsc_login,
        password=password or settings.smsc_password,
        sender="",
        timeout=timeout,
    )


MAKERS: list[Callable[..., SmsProvider]] = [smsru, smsc]


@pytest.mark.parametrize("make", MAKERS)
def test_a_message_reaches_the_phone_and_its_state_can_be_asked(operators: RunningEmulator, make: Any) -> None:
    provider = make(operators)
    sent = provider.send(PHONE, TEXT, 100_001)
    assert isinstance(sent, Sent)
    assert [message["text"] for message in operators.messages(PHONE)] == [TEXT]
    assert provider.status(PHONE, 100_001, sent.provider_id).state == "waiting"
    operators.advance(operators.settings.sms.delivered_after)
    assert provider.status(PHONE, 100_001, sent.provider_id).state == "delivered"


def test_smsc_tells_the_price_and_the_parts(operators: RunningEmulator) -> None:
    assert smsc(operators).send(PHONE, TEXT * 4, 100_002) == Sent("100002", Decimal("7.00"), 2)


@pytest.mark.parametrize("make", MAKERS)
def test_the_balance_proves_address_and_key(operators: RunningEmulator, make: Any) -> None:
    assert make(operators).check() == Balance(Decimal("10000.00"))


def test_a_wrong_key_is_a_definite_no_to_our_account(operators: RunningEmulator) -> None:
    with pytest.raises(AccountRefusedError, match=r"smsru\.200"):
        smsru(operators, key="wrong").check()
    with pytest.raises(AccountRefusedError, match=r"smsc\.2"):
        smsc(operators, password="wrong").send(PHONE, TEXT, 100_003)
    with pytest.raises(RejectedError, match=r"smsru\.202") as refused:
        smsru(operators).send("+7", TEXT, 100_003)
    assert not isinstance(refused.value, AccountRefusedError)
    assert operators.messages() == []


@pytest.mark.parametrize(("make", "service"), [(smsru, "smsru"), (smsc, "smsc")])
@pytest.mark.parametrize("fault", ["fail_before", "fail_after", "silent_before", "silent_after"])
def test_after_the_request_has_gone_nobody_knows(
    operators: RunningEmulator, make: Any, service: str, fault: str
) -> None:
    operators.faults(**{service: {fault: 1}})
    with pytest.raises(UncertainError):
        make(operators, timeout=0.3).send(PHONE, TEXT, 100_004)
    assert len(operators.messages(PHONE)) == (1 if fault.endswith("after") else 0)


def test_smsc_can_be_asked_by_our_own_number(operators: RunningEmulator) -> None:
    provider = smsc(operators)
    with pytest.raises(NotFoundError):
        provider.status(PHONE, 100_005, "")
    operators.faults(smsc={"fail_after": 1})
    with pytest.raises(UncertainError):
        provider.send(PHONE, TEXT, 100_005)
    assert provider.status(PHONE, 100_005, "").state == "waiting"
    with pytest.raises(UncertainError, match=r"smsc\.9"):
        provider.send(PHONE, TEXT, 100_005)
    assert len(operators.messages(PHONE)) == 1


def test_smsru_cannot_be_asked_about_a_lost_answer(operators: RunningEmulator) -> None:
    with pytest.raises(CannotAskError):
        smsru(operators).status(PHONE, 100_006, "")
    with pytest.raises(NotFoundError):
        smsru(operators).status(PHONE, 100_006, "000000-99")


@pytest.mark.parametrize("make", MAKERS)
def test_an_unanswered_question_is_asked_later(operators: RunningEmulator, make: Any) -> None:
    operators.faults(smsru={"fail_before": 1}, smsc={"fail_before": 1})
    with pytest.raises(NotReachedError):
        make(operators).check()


@pytest.mark.parametrize("make", [SmsRu, Smsc])
def test_a_refused_connection_sent_nothing(make: Any) -> None:
    access = {"api_id": "x"} if make is SmsRu else {"login": "x", "password": "x"}
    with pytest.raises(NotReachedError):
        make(url="http://127.0.0.1:9/", sender="", timeout=1, **access).send(PHONE, TEXT, 1)


def answering(body: Any, status: int = 200) -> httpx.MockTransport:
    if isinstance(body, bytes):
        return httpx.MockTransport(lambda _request: httpx.Response(status, content=body))
    return httpx.MockTransport(lambda _request: httpx.Response(status, json=body))


STRANGE = [b"", b"<html>", b"\xff", [], "OK", 7, None, {}, {"sms": []}, {"status": "OK"}, {"status_code": "x"}]


@pytest.mark.parametrize("body", STRANGE)
def test_an_answer_that_is_no_answer_leaves_it_uncertain(body: Any) -> None:
    for provider in (
        SmsRu(url="http://sms.test/", api_id="x", sender="", timeout=1, transport=answering(body)),
        Smsc(url="http://sms.test/", login="x", password="x", sender="", timeout=1, transport=answering(body)),
    ):
        with pytest.raises(UncertainError):
            provider.send(PHONE, TEXT, 1)


def test_an_endless_answer_is_cut_off() -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=iter([b"x" * 65_536] * 100)))
    with pytest.raises(UncertainError):
        SmsRu(url="http://sms.test/", api_id="x", sender="", timeout=1, transport=transport).send(PHONE, TEXT, 1)


def test_a_busy_operator_is_tried_again_and_a_redirect_is_not_followed() -> None:
    busy = answering({"status": "ERROR", "status_code": 220})
    with pytest.raises(NotReachedError):
        SmsRu(url="http://sms.test/", api_id="x", sender="", timeout=1, transport=busy).send(PHONE, TEXT, 1)
    moved = httpx.MockTransport(lambda _request: httpx.Response(302, headers={"location": "http://else.test/"}))
    with pytest.raises(RejectedError, match="http_302"):
        SmsRu(url="http://sms.test/", api_id="x", sender="", timeout=1, transport=moved).send(PHONE, TEXT, 1)


def test_nothing_secret_stands_in_the_address_of_a_request() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"id": 1, "cnt": 1})

    transport = httpx.MockTransport(answer)
    provider = Smsc(url="http://sms.test/", login="lo", password="se", sender="Фонд", timeout=1, transport=transport)
    provider.send(PHONE, TEXT, 42)
    assert (str(seen[0].url), seen[0].method) == ("http://sms.test/sys/send.php", "POST")
    assert b"id=42" in seen[0].content


@pytest.mark.parametrize(
    ("code", "state"),
    [(-1, "waiting"), (0, "sent"), (1, "delivered"), (2, "delivered"), (20, "failed"), (99, "waiting")],
)
def test_states_of_smsc(code: int, state: Any) -> None:
    provider = Smsc(
        url="http://sms.test/", login="x", password="x", sender="", timeout=1, transport=answering({"status": code})
    )
    assert provider.status(PHONE, 1, "") == Delivery(state, f"smsc.state_{code}")
