"""Addresses of services: what can be none is refused where it is typed, and crashes nothing where it is used."""

import pytest
from pydantic import TypeAdapter, ValidationError

from kabinet.kernel.connections.addresses import HostName, ServiceUrl
from kabinet.notifications.providers import smtp
from kabinet.notifications.providers.http import Operator, money_of, price_of, word_of
from kabinet.notifications.providers.protocol import NotReachedError
from kabinet.notifications.providers.smtp import Smtp, SmtpConfig
from kabinet.payments.providers.base import UncertainError
from kabinet.payments.providers.yookassa import YooKassa

GOOD = [
    "https://api.example.ru/v3/",
    "http://127.0.0.1:9000/sms/",
    "http://localhost/",
    "https://[2001:db8::1]/",
    "https://почта.рф/",
]
BAD = [
    ("https://api..example.ru/", "host"),
    (f"https://{'a' * 64}.ru/", "host"),
    ("https://-a.ru/", "host"),
    ("https://user:secret@api.example.ru/", "url_credentials"),
    ("http://api.example.ru/", "url_scheme"),
    ("ftp://api.example.ru/", "url_scheme"),
]


@pytest.mark.parametrize("url", GOOD)
def test_addresses_that_can_be_reached(url: str) -> None:
    TypeAdapter(ServiceUrl).validate_python(url)


@pytest.mark.parametrize(("url", "reason"), BAD)
def test_addresses_that_cannot_or_must_not(url: str, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(ServiceUrl).validate_python(url)
    assert refused.value.errors()[0]["type"] == reason


@pytest.mark.parametrize("host", ["mail..ru", "a" * 64, "mail server", "m@il.ru", ""])
def test_names_that_are_none(host: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(HostName).validate_python(host)


@pytest.mark.parametrize("host", ["mail.example.ru", "127.0.0.1", "почта.рф", "postfix", "mail_1.local"])
def test_names_that_are(host: str) -> None:
    assert TypeAdapter(HostName).validate_python(host) == host


@pytest.mark.parametrize("url", ["https://api..example.ru/", f"https://{'a' * 64}.ru/"])
def test_such_a_host_is_not_reached(url: str) -> None:
    with pytest.raises(NotReachedError):
        Operator("smsru", url, 1).ask("sms/send", {})
    shop = YooKassa(url=url, shop_id="1", secret_key="secret", timeout=1, networks=())
    with pytest.raises(UncertainError):
        shop.check()


def test_a_login_that_cannot_be_sent_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    class Server:
        def open(self) -> None:
            "пароль".encode("ascii")

    monkeypatch.setattr(smtp, "get_connection", lambda **_options: Server())
    config = SmtpConfig(host="127.0.0.1", security="none", login="имя", password="пароль", sender="a@b.ru")
    with pytest.raises(NotReachedError):
        Smtp(config).check()


@pytest.mark.parametrize("sender", ["a@b.ru", "Фонд <a@b.ru>", '"Fond, Ltd" <a@b.ru>', "Kabinet <no-reply@localhost>"])
def test_senders(sender: str) -> None:
    assert SmtpConfig(host="mail.example.ru", sender=sender).sender == sender


@pytest.mark.parametrize(
    "sender", ["Fond, Ltd <a@b.ru>", "A: B <a@b.ru>", "a;b@c", "a", "a@[1", "a@b.ru, c@d.ru", "a@b.ru\nBcc: c@d.ru"]
)
def test_senders_that_no_letter_can_have(sender: str) -> None:
    with pytest.raises(ValidationError):
        SmtpConfig(host="mail.example.ru", sender=sender)


@pytest.mark.parametrize("value", ["1e40", "1e308", 1e12, "nan", "inf", True, None, "12 rub"])
def test_what_is_no_sum_is_none(value: object) -> None:
    assert money_of(value) is None
    assert price_of(value) is None


@pytest.mark.parametrize("value", ["-1", 10_000, "123456.78"])
def test_no_message_costs_that(value: object) -> None:
    assert price_of(value) is None


@pytest.mark.parametrize(
    ("told", "kept"), [("a\x00b", "ab"), ("\ud800", ""), (123, "123"), ("0001-2.3_4", "0001-2.3_4")]
)
def test_ids_of_operators_can_be_kept(told: object, kept: str) -> None:
    assert word_of(told) == kept
