from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.emulators.inbox import Inbox, code_in, same_address
from kabinet.emulators.pages import linkified, origin_of, render
from kabinet.emulators.sms.delivery import normal_phone, parts_of

from .conftest import Emulator


def put(emulator: Emulator, text: str, address: str = "+79251234567", **changes: Any) -> None:
    values = {"channel": "sms", "service": "smsru", "sender": "Kabinet"} | changes
    Inbox(emulator.stand).add(address=address, text=text, **values)


def test_page_shows_newest_first_and_escapes(emulator: Emulator) -> None:
    put(emulator, "Код входа 123456. Никому его не говорите")
    letter = {"channel": "email", "service": "smtp", "subject": "<Вход>"}
    put(emulator, "<script>alert(1)</script> http://shop.test/?a=1&b=2.", "Ivan@Example.ru", **letter)
    page = emulator.get("/").text
    assert page.index("Письмо для ivan@example.ru") < page.index("СМС для +79251234567")
    assert "<script" not in page
    assert "<h3>&lt;Вход&gt;</h3>" in page
    assert '<a href="http://shop.test/?a=1&amp;b=2" rel="noreferrer">http://shop.test/?a=1&amp;b=2</a>.' in page
    assert '<p class="code"><span>Код</span> <b>123456</b></p>' in page
    assert "21.11.2026 12:30:00" in page
    assert emulator.get("/inbox/").text == page


@pytest.mark.parametrize("to", ["+7 (925) 123-45-67", "89251234567", "79251234567"])
def test_filter_by_number(emulator: Emulator, to: str) -> None:
    put(emulator, "мне")
    put(emulator, "другому", "+79267654321")
    found = emulator.get("/inbox.json", params={"to": to}).json()["messages"]
    assert [message["text"] for message in found] == ["мне"]
    assert "другому" not in emulator.get("/", params={"to": to}).text


def test_filter_by_mail_channel_and_limit(emulator: Emulator) -> None:
    put(emulator, "SMS")
    put(emulator, "первое", "ivan@example.ru", channel="email")
    put(emulator, "второе", "ivan@example.ru", channel="email")

    def found(**query: str) -> list[str]:
        return [message["text"] for message in emulator.get("/inbox.json", params=query).json()["messages"]]

    assert found(to="IVAN@example.ru") == ["второе", "первое"]
    assert found(channel="sms") == ["SMS"]
    assert found(limit="1") == ["второе"]
    for wrong in ("0", "x", "1001"):
        assert emulator.get("/inbox.json", params={"limit": wrong}).status_code == 400


def test_empty_and_live(emulator: Emulator) -> None:
    page = emulator.get("/", params={"live": "1", "to": '"><b>'}).text
    assert "Пока ничего не приходило." in page
    assert '<meta http-equiv="refresh" content="3">' in page
    assert "&quot;&gt;&lt;b&gt;" in page
    assert "refresh" not in emulator.get("/").text


def test_stylesheet_and_health(emulator: Emulator) -> None:
    style = emulator.get("/static/emulators.css")
    assert style.headers["content-type"].startswith("text/css")
    assert ".bubble" in style.text
    assert emulator.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Код 123456", "123456"),
        ("Код: 123 456.", "123456"),
        ("Код 123-456, годен 10 минут", "123456"),
        ("Долг 1 250 000,50", None),
        ("К оплате 123456,00", None),
        ("Звоните +79251234567", None),
        ("Договор № 17, код 654321", "654321"),
        ("", None),
    ],
)
def test_codes(text: str, code: str | None) -> None:
    assert code_in(text) == code


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+7 (925) 123-45-67", "79251234567"),
        ("89251234567", "79251234567"),
        ("9251234567", "79251234567"),
        ("+74951234567", None),
        ("375291234567", "375291234567"),
        ("12345", None),
        ("", None),
        ("+7925123456x", None),
        ("７9251234567", None),
    ],
)
def test_phones(text: str, phone: str | None) -> None:
    assert normal_phone(text) == phone


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("я" * 70, 1), ("я" * 71, 2), ("🙂" * 35, 1)],
)
def test_parts(text: str, parts: int) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://127.0.0.1:8000/a?b", "http://127.0.0.1:8000"),
        ("https://user:key@shop.test/", "https://shop.test"),
        ("http://[::1]:80/", "http://[::1]:80"),
        ("http://shop.test; script-src *", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_origins(url: str, origin: str | None) -> None:
    assert origin_of(url) == origin


@given(st.text())
def test_nothing_unescaped_gets_into_a_page(text: str) -> None:
    inside = render("<p title='$text'>$text</p>", text=text).removeprefix("<p title='").removesuffix("</p>")
    assert "<" not in inside.replace("'>", "", 1)
    plain = linkified(text).replace('<a href="', "").replace('" rel="noreferrer">', "").replace("</a>", "")
    assert "<" not in plain
    assert '"' not in plain


@given(st.text())
def test_addresses_are_stable(text: str) -> None:
    once = same_address(text)
    assert same_address(once) == once
