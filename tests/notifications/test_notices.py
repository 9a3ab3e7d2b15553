"""What people are told when something happens, and what the office sees of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.db import transaction
from django.urls import reverse

from kabinet.applications.models import Application
from kabinet.identity.models import User
from kabinet.identity.roles import Role
from kabinet.kernel import clock, events
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Denied
from kabinet.kernel.models import Delivery, Event
from kabinet.notifications import presentation
from kabinet.notifications.events import CLIENT_EVENTS, tell_client
from kabinet.notifications.models import Message, Notice
from kabinet.notifications.queries import messages, notices
from tests.support.identity import actor_for, browser_of, make_staff, make_user, staff_actor
from tests.support.jobs import run_jobs
from tests.support.lending import make_application, make_issued_loan, repay
from tests.support.notifications import FakeOperator, queue
from tests.support.race import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> FakeOperator:
    fake = FakeOperator()
    monkeypatch.setattr("kabinet.notifications.providers.sms_providers", lambda: [fake])
    return fake


@pytest.fixture
def maria() -> User:
    return make_user(email="maria@mail.example")


def happen(name: str, application: Application, **data: Any) -> Event:
    with transaction.atomic():
        return events.record(name, actor=SYSTEM, subject=application, party_id=application.party_id, data=data)


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(recipient=user).order_by("id").values_list("code", flat=True))


def test_the_whole_road_is_told_once_in_the_cabinet_and_by_e_mail(maria: User) -> None:
    application = make_application(account=maria)
    loan = make_issued_loan(application)
    repay(loan, "1000.00")
    run_jobs()
    assert told(maria) == ["application.approved", "schedule.published", "loan.issued", "loan.repayment_recorded"]
    assert [message.recipients() for message in mail.outbox] == [["maria@mail.example"]] * 4
    lines = {line.title: line for line in notices.notices(actor_for(maria)).rows}
    credited = next(line for line in lines.values() if loan.contract_number in line.sentence and "1" in line.sentence)
    assert credited.path == f"/cabinet/loans/{loan.pk}/"
    sentences = " ".join(line.sentence for line in lines.values())
    assert "1 000 ₽".replace(" ", "\u2009") in sentences or "1\u00a0000" in sentences or "1\u202f000" in sentences
    assert application.number is not None
    assert application.number in sentences


def test_without_an_e_mail_the_phone_is_told_in_two_parts_at_most(operator: FakeOperator) -> None:
    client = make_user()
    loan = make_issued_loan(make_application(account=client))
    repay(loan, "1000.00")
    run_jobs()
    assert [phone for phone, _text, _own_id in operator.sent] == [client.phone] * 4
    assert all(len(text) <= 134 for _phone, text, _own_id in operator.sent)
    assert mail.outbox == []


def test_unproved_addresses_are_told_nothing(operator: FakeOperator) -> None:
    client = make_user(email="maria@mail.example")
    User.objects.update(email_confirmed_at=None, phone_confirmed_at=None)
    happen("application.submitted", make_application(account=client), number="2026-000001")
    run_jobs()
    assert told(client) == ["application.submitted"]
    assert (mail.outbox, operator.sent) == ([], [])


def test_the_same_event_delivered_twice_tells_once(maria: User) -> None:
    event = happen("application.declined", make_application(account=maria), number="2026-000001")
    tell_client(event)
    tell_client(event)
    run_jobs()
    assert (Notice.objects.count(), Message.objects.count(), len(mail.outbox)) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_event_tell_once() -> None:
    client = make_user(email="maria@mail.example")
    event = happen("application.declined", make_application(account=client), number="2026-000001")
    outcomes = race(*[lambda: tell_client(event)] * 3)
    assert outcomes == [None] * 3
    assert (Notice.objects.count(), Message.objects.count()) == (1, 1)


def test_the_manager_in_charge_is_told_and_nobody_else(maria: User) -> None:
    manager, other = make_staff(email="m@fond.example"), make_staff(email="o@fond.example")
    assigned = make_application(account=maria, manager=manager)
    happen("application.submitted", assigned, number=assigned.number)
    happen("application.submitted", make_application(account=maria), number="2026-999999")
    run_jobs()
    assert (told(manager), told(other)) == (["staff.application_submitted"], [])
    assert Notice.objects.get(recipient=manager).path == f"/office/applications/{assigned.pk}/"
    assert not Message.objects.filter(recipient=manager).exists()


def test_a_client_without_an_account_or_with_a_closed_one_is_not_told(maria: User) -> None:
    maria.is_active = False
    maria.save()
    happen("application.declined", make_application(account=maria), number="2026-000001")
    run_jobs()
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("code", [*CLIENT_EVENTS, "staff.application_submitted"])
def test_every_kind_has_words_with_and_without_its_figures(code: str) -> None:
    full = presentation.say(code, {"number": "2026-000001", "contract_number": "З-1/26", "amount": "1250.50"})
    bare = presentation.say(code, {})
    assert full.title == bare.title
    assert "%" not in full.sentence + bare.sentence
    assert full.sentence != bare.sentence
    assert ("2026-000001" in full.sentence) or ("З-1/26" in full.sentence)


def test_figures_of_an_event_are_taken_and_nothing_else() -> None:
    data = {"number": "2026-1", "amount": "5.00", "contract_number": ["x"], "name": "Мария", "reason": "…"}
    assert presentation.params_of(data) == {"number": "2026-1", "amount": "5.00"}
    assert len(presentation.params_of({"number": "x" * 1_000})["number"]) == presentation.LONGEST_PARAM
    assert presentation.say("gone.by", {}).title


def test_the_page_shows_marks_and_reads_only_ones_own(maria: User, django_assert_max_num_queries: Any) -> None:
    happen("application.declined", make_application(account=maria), number="2026-000001")
    happen("application.submitted", make_application(account=maria), number="2026-000002")
    run_jobs()
    browser, stranger = browser_of(maria), browser_of(make_user())
    with django_assert_max_num_queries(8):
        page = browser.get("/cabinet/notifications/")
    assert page.text.count('<span class="nav-count">2</span>') == 2
    first, second = Notice.objects.order_by("id")
    address = reverse("cabinet_notification", args=[first.pk])
    assert stranger.post(address).status_code == 404
    assert "2026-000001" not in stranger.get("/cabinet/notifications/").text
    assert browser.post(address)["Location"] == first.path
    assert browser.post(address)["Location"] == first.path
    assert notices.unread_count(actor_for(maria)) == 1
    assert [line.id for line in notices.notices(actor_for(maria)).rows if not line.is_read] == [second.pk]
    assert browser.post("/cabinet/notifications/read/").status_code == 302
    assert notices.unread_count(actor_for(maria)) == 0


def test_long_lists_are_paged(maria: User) -> None:
    event = happen("application.declined", make_application(account=maria), number="2026-000001")
    now = clock.now()
    others = [Event(name="x", subject_kind="y", subject_id=event.pk, actor_kind="system") for _number in range(60)]
    Event.objects.bulk_create(others)
    Notice.objects.bulk_create(
        Notice(
            recipient=maria,
            event=other,
            code="application.declined",
            params={},
            path="/",
            created_at=now - timedelta(minutes=number),
        )
        for number, other in enumerate(others)
    )
    browser = browser_of(maria)
    page = browser.get("/cabinet/notifications/").page.notices
    assert (len(page.rows), bool(page.older), page.newer) == (50, True, "")
    rest = browser.get("/cabinet/notifications/", {"page": page.older}).page.notices
    assert (len(rest.rows), rest.older, bool(rest.newer)) == (10, "", True)
    assert browser.get("/cabinet/notifications/", {"page": "x" * 1_000}).status_code == 200


def test_the_office_sees_failed_deliveries_first_and_sends_them_again(maria: User) -> None:
    admin = make_staff(Role.ADMINISTRATOR)
    happen("application.declined", make_application(account=maria), number="2026-000001")
    delivery = Delivery.objects.get()
    browser = browser_of(admin)
    assert browser.get("/office/deliveries/").page.failed == []
    Delivery.objects.update(status="failed", error="ConnectionError", attempts=7)
    page = browser.get("/office/deliveries/")
    assert [line.id for line in page.page.failed] == [delivery.pk]
    assert "ConnectionError" in page.text
    address = reverse("office_delivery_resend", args=[delivery.pk])
    assert browser_of(make_staff(Role.MANAGER)).post(address).status_code == 403
    for level in ("success", "info"):
        answer = browser.post(address, follow=True)
        assert [message.level_tag for message in get_messages(answer.wsgi_request)] == [level]
    run_jobs()
    delivery.refresh_from_db()
    assert (delivery.status, told(maria)) == ("done", ["application.declined"])
    missing = reverse("office_delivery_resend", args=[admin.pk])
    assert browser.post(missing).status_code == 404


def test_the_office_sees_messages_without_addresses_or_secrets(
    operator: FakeOperator, django_assert_max_num_queries: Any
) -> None:
    queue()
    queue(template="address_changed", context={}, secret="")
    queue(channel="email", address="maria@mail.example", template="password_changed", context={}, secret="")
    run_jobs()
    browser = browser_of(make_staff(Role.ADMINISTRATOR))
    with django_assert_max_num_queries(6):
        page = browser.get("/office/deliveries/messages/")
    assert page.status_code == 200
    assert len(page.page.rows) == 3
    assert not any(secret in page.text for secret in ("9991234567", "999 123-45", "maria@", "123456"))
    assert "m•••@mail.example" in page.text
    only = browser.get("/office/deliveries/messages/", {"channel": "email", "status": "sent"})
    assert len(only.page.rows) == 1
    strange = browser.get("/office/deliveries/messages/", {"channel": "pigeon", "status": "<b>"})
    assert (strange.status_code, len(strange.page.rows)) == (200, 3)
    with pytest.raises(Denied):
        messages.messages(staff_actor(Role.MANAGER))


def test_a_line_that_waits_from_before_a_renaming_is_told_by_its_present_name(maria: User) -> None:
    application = make_application(account=maria)
    event = Event.objects.create(
        name="loan.repaid",
        subject_kind="applications.application",
        subject_id=application.pk,
        party_id=application.party_id,
        data={"amount": "1000.00", "contract_number": "1"},
    )
    tell_client(event)
    assert told(maria) == ["loan.repayment_recorded"]
    assert presentation.say("loan.repaid", {}) == presentation.say("loan.repayment_recorded", {})
