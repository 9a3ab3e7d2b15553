"""A message from the moment it is written down to its end."""

import smtplib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.template import TemplateDoesNotExist
from jinja2 import UndefinedError
from procrastinate.contrib.django.models import ProcrastinateJob

from kabinet.emulators.testing import RunningEmulator
from kabinet.identity.actions.request_login_code import request_login_code
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.connections.actions.save_connection import save_connection
from kabinet.kernel.errors import Refused
from kabinet.notifications import providers
from kabinet.notifications.actions.check_message import ASKED_AT_MOST, check_message
from kabinet.notifications.actions.forget_messages import forget_messages
from kabinet.notifications.actions.queue_message import queue_message
from kabinet.notifications.actions.send_message import send_message
from kabinet.notifications.actions.settle_messages import KEPT, settle_messages
from kabinet.notifications.models import Message
from kabinet.notifications.presentation import MESSAGES
from kabinet.notifications.providers.protocol import (
    CannotAskError,
    Delivery,
    NotFoundError,
    NotReachedError,
    RejectedError,
    UncertainError,
)
from kabinet.notifications.providers.smtp import Smtp, SmtpConfig
from kabinet.notifications.rendering import render
from kabinet.notifications.sending import SECRET_TRIES, TRIES
from kabinet.organisation.models import SiteProfile
from tests.support.identity import VISITOR, sealed_code
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.notifications import FakeOperator, queue
from tests.support.race import race

PHONE = "+79991234567"
SEND, CHECK = "messages.send", "messages.check"


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> FakeOperator:
    fake = FakeOperator()
    monkeypatch.setattr(providers, "sms_providers", lambda: [fake])
    monkeypatch.setattr(providers, "sms_provider_named", lambda _name: fake)
    return fake


@pytest.fixture
def now(stopped_clock: datetime, db: None) -> datetime:
    return stopped_clock


def outcome(message: Message) -> tuple[str, str, bool]:
    message.refresh_from_db()
    return message.status, message.error_code, bool(message.sealed_body)


def test_a_message_is_sent_once_and_its_secret_wiped(db: None, operator: FakeOperator) -> None:
    message = queue()
    assert (operator.sent, waiting_jobs()) == ([], [SEND])
    assert run_jobs() == [SEND]
    assert send_message(message_id=message.pk) is None
    assert [(phone, "123456" in text, own_id) for phone, text, own_id in operator.sent] == [
        (PHONE, True, message.own_id)
    ]
    assert outcome(message) == ("sent", "", False)
    assert (message.provider, message.provider_id, message.attempts) == ("fake", f"p{message.own_id}", 1)


def test_a_code_overtakes_what_else_is_queued(db: None) -> None:
    queue(template="password_changed", context={}, secret="")
    queue()
    priorities = ProcrastinateJob.objects.order_by("id").values_list("priority", flat=True)
    assert list(priorities) == [0, 10]


def test_codes_and_addresses_are_readable_nowhere(now: datetime, operator: FakeOperator, caplog: Any) -> None:
    operator.sends = [UncertainError("fake.timeout")]
    request_login_code(actor=VISITOR, address=PHONE)
    code = sealed_code()
    run_jobs(limit=3)
    tables = [name for name in connection.introspection.table_names() if not name.startswith("django_migrations")]
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'select string_agg(t::text, chr(10)) from "{table}" t')  # noqa: S608 - our own tables
            (text,) = cursor.fetchone()
            found += [table for secret in (code, PHONE[1:], PHONE[2:]) if secret in (text or "")]
    assert [table for table in found if table != "notifications_message"] == []
    assert "•" in Message.objects.get().body
    shown = Message.objects.values_list("address", "subject", "body").get()
    assert not any(secret in " ".join(shown) for secret in (code, PHONE[2:]))
    assert all(set(job.args) <= {"message_id", "asked", "timestamp"} for job in ProcrastinateJob.objects.all())
    assert code not in caplog.text
    assert PHONE[2:] not in caplog.text


def test_the_page_answers_at_once_while_the_operator_is_away(now: datetime, operator: FakeOperator) -> None:
    operator.sends = [NotReachedError("fake.unreachable")] * SECRET_TRIES
    assert request_login_code(actor=VISITOR, address=PHONE).address.value == PHONE
    assert operator.sent == []
    run_jobs()
    message = Message.objects.get()
    assert outcome(message) == ("failed", "fake.unreachable", False)
    assert (len(operator.sent), message.attempts) == (SECRET_TRIES, SECRET_TRIES)


def test_what_is_no_code_is_tried_for_hours(db: None, operator: FakeOperator) -> None:
    operator.sends = [NotReachedError("fake.unreachable")] * TRIES
    message = queue(template="password_changed", context={}, secret="")
    run_jobs()
    assert (outcome(message)[0], len(operator.sent)) == ("failed", TRIES)


def test_a_connection_that_was_never_made_is_tried_again(db: None, operator: FakeOperator) -> None:
    operator.sends = [NotReachedError("fake.unreachable")]
    message = queue()
    assert run_jobs() == [SEND, SEND]
    assert (outcome(message), message.attempts) == (("sent", "", False), 2)


def test_a_definite_no_is_the_end(db: None, operator: FakeOperator) -> None:
    operator.sends = [RejectedError("fake.7")]
    message = queue()
    run_jobs()
    assert (outcome(message), len(operator.sent)) == (("failed", "fake.7", False), 1)


@pytest.mark.parametrize(
    ("answer", "status", "sendings"),
    [
        (Delivery("delivered", "fake.1"), "delivered", 1),
        (Delivery("sent", "fake.0"), "sent", 1),
        (Delivery("waiting", "fake.-1"), "sent", 1),
        (Delivery("failed", "fake.20"), "failed", 1),
        (CannotAskError(), "unknown", 1),
        (RejectedError("fake.2"), "unknown", 1),
        (NotFoundError(), "sent", 2),
    ],
)
def test_a_broken_sending_is_asked_about_and_repeated_only_when_it_was_surely_not_taken(
    db: None, operator: FakeOperator, answer: Any, status: str, sendings: int
) -> None:
    operator.sends, operator.states = [UncertainError("fake.timeout")], [answer]
    message = queue()
    run_jobs()
    assert outcome(message)[0] == status
    assert not message.sealed_body
    assert len(operator.sent) == sendings
    assert operator.asked == [(PHONE, message.own_id, "")]
    assert len({own_id for _phone, _text, own_id in operator.sent}) == 1


def test_an_operator_that_does_not_answer_questions_is_asked_a_few_times(db: None, operator: FakeOperator) -> None:
    operator.sends, operator.states = [UncertainError("fake.timeout")], [NotReachedError("fake.http_500")] * 20
    message = queue()
    assert run_jobs() == [SEND, *[CHECK] * ASKED_AT_MOST]
    assert (outcome(message), len(operator.sent)) == (("unknown", "fake.timeout", False), 1)


def test_a_code_that_waited_too_long_is_not_sent(
    db: None, operator: FakeOperator, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = queue()
    monkeypatch.setattr("kabinet.notifications.sending.SECRET_LIFETIME", timedelta(seconds=-1))
    run_jobs()
    assert (outcome(message), operator.sent) == (("failed", "secret.expired", False), [])


def test_a_sender_that_died_leaves_an_unknown_message_that_is_not_repeated_blindly(
    now: datetime, operator: FakeOperator
) -> None:
    message = queue()
    Message.objects.update(status="sending", changed_at=now)
    run_jobs()
    assert operator.sent == []
    with clock.frozen(now + timedelta(minutes=4)):
        assert settle_messages() == 1
        assert settle_messages() == 0
    assert outcome(message) == ("unknown", "worker.died", True)
    operator.states = [NotReachedError("fake.http_500"), Delivery("delivered", "fake.1")]
    run_jobs()
    assert (outcome(message)[0], operator.sent) == ("delivered", [])


def test_secrets_past_their_time_are_wiped(now: datetime) -> None:
    message = queue()
    with clock.frozen(now + timedelta(minutes=21)):
        assert settle_messages() == 1
    assert outcome(message)[2] is False


def test_messages_past_their_time_are_deleted(now: datetime) -> None:
    with clock.frozen(now - KEPT - timedelta(days=1)):
        queue()
    kept = queue()
    assert (forget_messages(), list(Message.objects.all())) == (1, [kept])


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_message_once(operator: FakeOperator) -> None:
    message = queue()
    race(*[lambda: send_message(message_id=message.pk)] * 4)
    assert len(operator.sent) == 1
    assert outcome(message)[0] == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_ask_at_once_send_again_once(operator: FakeOperator) -> None:
    operator.states = [NotFoundError(), NotFoundError()]
    message = queue()
    Message.objects.update(status="unknown")
    race(*[lambda: check_message(message_id=message.pk, asked=1)] * 2)
    assert waiting_jobs().count(CHECK) == 0
    run_jobs()
    assert len(operator.sent) == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_outside_a_transaction_or_in_one_that_is_undone_is_none() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        queue_message(channel="sms", address=PHONE, template="event", context={})
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert (Message.objects.count(), waiting_jobs()) == (0, [])


def test_without_an_operator_an_sms_fails_at_once_and_the_form_says_so(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "sms_is_on", lambda: False)
    assert outcome(queue()) == ("failed", "sms.off", False)
    assert waiting_jobs() == []
    with pytest.raises(Refused) as caught:
        request_login_code(actor=VISITOR, address=PHONE)
    assert (caught.value.code, caught.value.field) == ("identity.channel_off", "address")


def test_an_e_mail_has_a_plain_and_a_simple_html_part_that_load_nothing(db: None) -> None:
    SiteProfile.objects.create(name="Фонд <Север>", legal_name="x", inn="1", ogrn="1")
    message = queue(channel="email", address="maria@mail.example")
    run_jobs()
    (sent,) = mail.outbox
    assert sent.to == ["maria@mail.example"]
    assert "123456" in sent.body
    assert "Фонд <Север>" in sent.body
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    assert "123456" in html
    assert "Фонд &lt;Север&gt;" in html
    assert not any(part in html for part in ("src=", "<link", "<script", "style"))
    assert "\n" not in sent.subject
    assert outcome(message)[0] == "sent"
    assert sent.extra_headers["Message-ID"] == f"<{message.own_id}@testserver>"


def test_line_breaks_never_reach_a_header(db: None) -> None:
    SiteProfile.objects.create(name="Фонд\r\nBcc: all@mail.example", legal_name="x", inn="1", ogrn="1")
    queue(channel="email", address="maria@mail.example")
    run_jobs()
    (sent,) = mail.outbox
    assert sent.recipients() == ["maria@mail.example"]
    assert "Bcc: all@mail.example" in sent.subject
    assert "\n" not in sent.subject


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), "failed", "smtp.550"),
        (smtplib.SMTPDataError(554, b"spam"), "failed", "smtp.554"),
        (smtplib.SMTPServerDisconnected(), "unknown", "smtp.broken"),
        (TimeoutError(), "unknown", "smtp.broken"),
        (smtplib.SMTPDataError(451, b"later"), "failed", "smtp.451"),
    ],
)
def test_a_mail_server_that_refuses_or_breaks_off(
    db: None, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: str, error: str
) -> None:
    def broken(*_arguments: Any) -> int:
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", broken)
    message = queue(channel="email", address="maria@mail.example")
    run_jobs()
    assert outcome(message)[:2] == (status, error)


def test_a_mail_server_that_is_away_is_tried_again(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    server = Smtp(SmtpConfig(host="127.0.0.1", port=9, security="none"))
    with pytest.raises(NotReachedError):
        server.send("maria@mail.example", "s", "t", "<p>t", 1)


def test_an_e_mail_reaches_a_real_server(db: None, operators: RunningEmulator, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    values = {"host": "127.0.0.1", "port": operators.smtp_port, "security": "none", "sender": "Фонд <a@fund.example>"}
    save_connection(actor=SYSTEM, kind="email", provider="smtp", values=values)
    queue(channel="email", address="maria@mail.example")
    run_jobs()
    assert "123456" in operators.wait_for_message("maria@mail.example")["text"]


def test_the_second_operator_stands_in_for_one_that_is_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    away = FakeOperator(name="away", sends=[NotReachedError("away.unreachable")])
    second = FakeOperator(name="second", sends=[UncertainError("second.timeout")], states=[NotFoundError()])
    monkeypatch.setattr(providers, "sms_providers", lambda: [away, second])
    monkeypatch.setattr(providers, "sms_provider_named", lambda name: {"away": away, "second": second}[name])
    message = queue()
    send_message(message_id=message.pk)
    assert (outcome(message)[0], message.provider) == ("unknown", "second")
    assert [len(away.sent), len(second.sent)] == [1, 1]
    check_message(message_id=message.pk, asked=1)
    assert [len(away.asked), len(second.asked)] == [0, 1]
    send_message(message_id=message.pk)
    assert (outcome(message)[0], message.provider) == ("sent", "away")


SMS_TEMPLATES = ["login_code", "confirm_address", "address_changed", "password_changed"]


@pytest.mark.parametrize("template", SMS_TEMPLATES)
def test_an_sms_has_two_parts_at_most_and_names_the_site(db: None, template: str) -> None:
    SiteProfile.objects.create(name="Фонд поддержки предпринимателей края", legal_name="x", inn="1", ogrn="1")
    body = render("sms", template, {"code": "123456", "minutes": 10}).body
    assert body.startswith("Фонд поддержки")
    assert len(body) <= 134
    assert "\n" not in body


CODE = {"code": "123456", "minutes": 10}
NEWS = {"title": "Заявка № 5", "sentence": "Решение по заявке принято.", "path": "/cabinet/applications/5/"}
GIVEN = {"login_code": CODE, "confirm_address": CODE, "confirm_identity": CODE, "event": NEWS}
"""What senders tell the texts; warnings are told nothing."""


@pytest.mark.parametrize("template", MESSAGES)
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_every_text_says_what_it_is_given(db: None, channel: str, template: str) -> None:
    given = GIVEN.get(template, {})
    text = render(channel, template, given)
    assert bool(text.subject) == (channel == "email")
    assert ("123456" in text.body) == ("code" in given)
    for name in given.keys() - {"code"} if channel == "email" else ():
        assert str(given[name]) in text.subject + text.body


def test_a_text_that_is_given_too_little_is_an_error(db: None) -> None:
    with pytest.raises(UndefinedError, match="'minutes' is undefined"):
        render("email", "login_code", {"code": "123456"})
    with pytest.raises(TemplateDoesNotExist):
        render("sms", "no_such_text", {})


def test_a_plain_text_is_neither_escaped_nor_run_together(db: None) -> None:
    SiteProfile.objects.create(name="Фонд <Север> & Ко", legal_name="x", inn="1", ogrn="1")
    news = {"title": "Заявка «А & Б»", "sentence": "Заявка «А & Б» <№ 5> принята.", "path": "/cabinet/?a=1&b=2"}
    text = render("email", "event", news)
    assert (text.subject, text.body.split("\n")) == (
        "Заявка «А & Б»",
        [
            "Здравствуйте.",
            "",
            "Заявка «А & Б» <№ 5> принята.",
            "",
            "http://testserver/cabinet/?a=1&b=2",
            "",
            "Фонд <Север> & Ко",
            "http://testserver",
            "",
        ],
    )
    assert render("sms", "event", news).body == "Фонд <Север> & Ко: Заявка «А & Б» <№ 5> принята."
