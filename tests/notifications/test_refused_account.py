"""An operator that refuses our account is passed over, and administrators are told."""

import smtplib
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend

from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.connections.actions.save_connection import save_connection
from kabinet.kernel.models import Connection, Event, SecurityEvent
from kabinet.notifications import providers
from kabinet.notifications.actions.send_message import send_message
from kabinet.notifications.models import Message
from kabinet.notifications.presentation import failures
from kabinet.notifications.providers.protocol import (
    AccountRefusedError,
    NotReachedError,
    RejectedError,
    UncertainError,
)
from tests.support.identity import browser_of, make_staff
from tests.support.notifications import FakeOperator, queue
from tests.support.race import race


@pytest.fixture
def first() -> FakeOperator:
    return FakeOperator(name="smsru")


@pytest.fixture
def second() -> FakeOperator:
    return FakeOperator(name="smsc")


@pytest.fixture(autouse=True)
def in_use(monkeypatch: pytest.MonkeyPatch, first: FakeOperator, second: FakeOperator) -> None:
    monkeypatch.setattr(providers, "sms_providers", lambda: [first, second])


def sent_by(*operators: FakeOperator) -> list[int]:
    return [len(operator.sent) for operator in operators]


def outcome(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.status, message.provider, message.error_code


def alarms() -> list[Any]:
    return [event.data for event in Event.objects.filter(name="security.alarm")]


def connection() -> Connection:
    save_connection(actor=SYSTEM, kind="sms", provider="smsru", values={"api_id": "wrong"})
    return Connection.objects.get(provider="smsru")


def test_an_operator_that_takes_the_message_is_the_only_one(
    db: None, first: FakeOperator, second: FakeOperator
) -> None:
    message = queue()
    send_message(message_id=message.pk)
    assert (outcome(message), sent_by(first, second), alarms()) == (("sent", "smsru", ""), [1, 0], [])


def test_a_no_to_the_message_is_the_end(db: None, first: FakeOperator, second: FakeOperator) -> None:
    row = connection()
    first.sends = [RejectedError("smsru.202")]
    message = queue()
    send_message(message_id=message.pk)
    assert (outcome(message), sent_by(first, second)) == (("failed", "smsru", "smsru.202"), [1, 0])
    row.refresh_from_db()
    assert (row.check_passed, alarms()) == (None, [])


def test_after_a_no_to_our_account_the_next_sends_at_once(db: None, first: FakeOperator, second: FakeOperator) -> None:
    row = connection()
    first.sends = [AccountRefusedError("smsru.200")]
    message = queue()
    send_message(message_id=message.pk)
    assert send_message(message_id=message.pk) is None
    assert (outcome(message), message.attempts) == (("sent", "smsc", "smsru.200"), 1)
    assert sent_by(first, second) == [1, 1]
    row.refresh_from_db()
    assert row.check_passed is False
    assert "smsru.200" in row.check_said
    assert alarms() == [{"kind": "account_refused", "count": 1}]


def test_where_all_refuse_the_message_fails_and_each_connection_alarms_once_an_hour(
    stopped_clock: Any, db: None, first: FakeOperator, second: FakeOperator
) -> None:
    row = connection()
    for _number in range(3):
        first.sends, second.sends = [AccountRefusedError("smsru.200")], [AccountRefusedError("smsc.3")]
        message = queue()
        send_message(message_id=message.pk)
        assert outcome(message) == ("failed", "smsc", "smsru.200 smsc.3")
    assert alarms() == [{"kind": "account_refused", "count": 1}] * 2
    assert SecurityEvent.objects.filter(is_alarm=True).count() == 2
    assert Event.objects.filter(name="connection.answered", subject_id=row.pk).count() == 1


def test_an_operator_that_is_away_is_tried_again_though_another_refused(
    db: None, first: FakeOperator, second: FakeOperator
) -> None:
    first.sends, second.sends = [NotReachedError("smsru.unreachable")], [AccountRefusedError("smsc.2")]
    message = queue()
    send_message(message_id=message.pk)
    assert outcome(message) == ("queued", "smsc", "smsc.2 smsru.unreachable")
    send_message(message_id=message.pk)
    assert outcome(message) == ("sent", "smsru", "")


def test_nobody_else_sends_what_may_have_gone_out(db: None, first: FakeOperator, second: FakeOperator) -> None:
    first.sends, second.sends = [AccountRefusedError("smsru.201")], [UncertainError("smsc.timeout")]
    message = queue()
    send_message(message_id=message.pk)
    assert outcome(message) == ("unknown", "smsc", "smsru.201 smsc.timeout")
    assert sent_by(first, second) == [1, 1]


def test_a_mail_server_that_refuses_our_login_alarms_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"no")

    monkeypatch.setattr(EmailBackend, "open", refuse, raising=False)
    message = queue(channel="email", address="maria@mail.example")
    send_message(message_id=message.pk)
    assert outcome(message) == ("failed", "smtp", "smtp.authentication")
    assert alarms() == [{"kind": "account_refused", "count": 1}]


def test_the_office_reads_in_words_who_refused_and_why(db: None, first: FakeOperator, second: FakeOperator) -> None:
    first.sends, second.sends = [AccountRefusedError("smsru.200")], [AccountRefusedError("smsc.3")]
    send_message(message_id=queue().pk)
    page = browser_of(make_staff(Role.ADMINISTRATOR)).get("/office/deliveries/messages/").text
    assert "неверный ключ, логин или пароль (smsru.200)" in page
    assert "нет денег на счёте (smsc.3)" in page
    assert "СМС, SMSC.ru" in page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("sms.off", "оператор не подключён"),
        ("smsc.unreachable", "на вызов никто не ответил"),
        ("smsc.state_3", "отправлено, но не дошло"),
        ("smsru.999", "сообщение не принято"),
        ("gone.1", "сообщение не принято"),
    ],
)
def test_every_code_has_words(code: str, words: str) -> None:
    assert failures(code) == [f"{words} ({code})"]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_once_and_alarm_once(first: FakeOperator, second: FakeOperator) -> None:
    connection()
    first.sends = [AccountRefusedError("smsru.200")] * 4
    one, other = queue(), queue(address="+79991234568")
    race(*[lambda: send_message(message_id=one.pk), lambda: send_message(message_id=other.pk)] * 2)
    assert [outcome(one), outcome(other)] == [("sent", "smsc", "smsru.200")] * 2
    assert sent_by(first, second) == [2, 2]
    assert alarms() == [{"kind": "account_refused", "count": 1}]
