"""What leaves a trace: wrong codes and passwords, limits, denials, opened cards."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from kabinet.identity.roles import Role
from kabinet.kernel import clock, events, looks, security
from kabinet.kernel.errors import Denied
from kabinet.kernel.models import Delivery, Event, Look, SecurityEvent
from kabinet.notifications.models import Message, Notice
from kabinet.payments.models import Payment
from tests.support import office
from tests.support.identity import PASSWORD, actor_for, browser_of, make_staff, make_user, other_code, sealed_code
from tests.support.lending import make_issued_loan
from tests.support.race import race

PHONE = "+79991234567"
pytestmark = pytest.mark.django_db


def traces() -> list[str]:
    return list(SecurityEvent.objects.order_by("id").values_list("kind", flat=True))


def test_wrong_codes_and_passwords_leave_a_trace_without_personal_data() -> None:
    maria = make_user(phone=PHONE, password=PASSWORD)
    browser = Client(REMOTE_ADDR="198.51.100.7")
    browser.post("/sign-in/", {"address": PHONE})
    browser.post("/sign-in/code/", {"code": other_code(sealed_code())})
    browser.post("/sign-in/password/", {"address": PHONE, "password": "wrong password"})
    assert traces() == ["code_wrong", "password_wrong"]
    for event in SecurityEvent.objects.all():
        assert (event.network, event.count, event.is_alarm) == ("198.51.100.7", 1, False)
        assert PHONE[1:] not in str(event.data)
    assert SecurityEvent.objects.get(kind="password_wrong").account_id == maria.pk


def test_limits_denials_and_closed_accounts_leave_a_trace() -> None:
    manager = make_staff(Role.MANAGER)
    browser_of(manager).get("/office/setup/staff/")
    denied = SecurityEvent.objects.get(kind="denied")
    assert (denied.account_id, denied.data) == (manager.pk, {"right": "see_staff"})
    visitor = Client()
    for _attempt in range(12):
        visitor.post("/sign-in/password/", {"address": PHONE, "password": "wrong password"})
    assert SecurityEvent.objects.get(kind="limit").data == {"scope": "password.pair"}
    make_user(phone="+79990000009", is_active=False)
    visitor.post("/sign-in/", {"address": "+79990000009"})
    visitor.post("/sign-in/code/", {"code": sealed_code()})
    assert "account_closed" in traces()


def test_a_flood_writes_few_lines_and_says_how_many_there_were(stopped_clock: datetime) -> None:
    for _number in range(1_000):
        with security.coming_from("203.0.113.9"):
            security.note("denied")
    counts = list(SecurityEvent.objects.filter(is_alarm=False).order_by("id").values_list("count", flat=True))
    assert counts == [1, 10, 100, 1_000]


def test_many_networks_do_not_fill_the_table_either(stopped_clock: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "MOST_LINES_AN_HOUR", 20)
    for number in range(60):
        with security.coming_from(f"203.0.113.{number}"):
            security.note("denied")
    assert SecurityEvent.objects.filter(is_alarm=False).count() == 20
    with clock.frozen(stopped_clock + timedelta(hours=1)):
        security.note("denied")
    assert SecurityEvent.objects.filter(is_alarm=False).count() == 21


def test_too_much_of_a_kind_alarms_administrators_once_an_hour(stopped_clock: datetime) -> None:
    admin = make_staff(Role.ADMINISTRATOR, phone=None, email="admin@fond.example")
    make_staff(Role.MANAGER)
    limit = security.KINDS["password_wrong"].alarm
    for number in range(2 * limit):
        with security.coming_from(f"198.51.{number // 250}.{number % 250}"):
            security.note("password_wrong")
    alarm = Event.objects.get(name="security.alarm")
    assert alarm.data == {"kind": "password_wrong", "count": limit}
    deliver_all()
    notice = Notice.objects.get()
    assert (notice.recipient, notice.path) == (admin, "/office/security/")
    assert Message.objects.get().address == "admin@fond.example"
    deliver_all()
    assert Notice.objects.count() == 1


def deliver_all() -> None:
    for delivery in Delivery.objects.all():
        events.deliver(delivery.pk)


@pytest.mark.django_db(transaction=True)
def test_alarms_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(security.KINDS, "denied", security.Kind("x", "y", alarm=3))
    race(*[lambda: security.note("denied")] * 5)
    assert Event.objects.filter(name="security.alarm").count() == 1


def test_who_opened_a_card_is_written_down_once_in_ten_minutes(stopped_clock: datetime) -> None:
    manager, application = make_staff(Role.SENIOR_MANAGER), office.received()
    loan = make_issued_loan(application=application)
    browser = browser_of(manager)
    pages = {
        "parties.party": reverse("office_client", args=[loan.party_id]),
        "applications.application": reverse("office_application", args=[application.pk]),
        "lending.loan": reverse("office_loan", args=[loan.pk]),
    }
    for path in pages.values():
        for _time in range(3):
            assert browser.get(path).status_code == 200
    looks_of = Look.objects.order_by("id")
    assert [look.subject_kind for look in looks_of] == list(pages)
    assert {(look.actor_id, look.party_id) for look in looks_of} == {(manager.pk, loan.party_id)}
    with clock.frozen(stopped_clock + timedelta(minutes=10)):
        browser.get(pages["lending.loan"])
    assert Look.objects.count() == 4


def test_an_opened_payment_and_a_former_schedule_are_looked_at_too() -> None:
    loan = make_issued_loan()
    payment = Payment.objects.create(
        loan=loan, payer=make_user(), amount="1000.00", purpose="other", provider="yookassa", shop_id="100500"
    )
    browser = browser_of(make_staff(Role.MANAGER))
    assert browser.get(reverse("office_payment", args=[payment.pk])).status_code == 200
    assert browser.get(reverse("office_loan_version", args=[loan.pk, 1])).status_code == 200
    looks_of = Look.objects.order_by("id").values_list("subject_kind", "party_id")
    assert list(looks_of) == [("payments.payment", loan.party_id), ("lending.loan", loan.party_id)]


def test_a_client_who_looks_at_their_own_is_not_written_down() -> None:
    loan = make_issued_loan()
    looks.record(actor_for(make_user()), loan, party_id=loan.party_id)
    assert Look.objects.count() == 0


def test_what_is_not_there_was_not_looked_at() -> None:
    browser = browser_of(make_staff(Role.MANAGER))
    assert browser.get(reverse("office_loan", args=[make_user().pk])).status_code == 404
    assert Look.objects.count() == 0


@pytest.mark.parametrize("model", [Look, SecurityEvent])
def test_the_database_refuses_to_rewrite_them(model: Any) -> None:
    security.note("denied")
    looks.record(actor_for(make_staff()), make_user(), party_id=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(id=model.objects.get().id)


def test_the_database_refuses_to_forget_who_looked() -> None:
    looks.record(actor_for(make_staff()), make_user(), party_id=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.all().delete()


def test_old_security_events_go_and_looks_stay(stopped_clock: datetime) -> None:
    with clock.frozen(stopped_clock - security.KEPT - timedelta(days=1)):
        security.note("denied")
        looks.record(actor_for(make_staff()), make_user(), party_id=None)
    assert security.forget_old() == 1
    assert (SecurityEvent.objects.count(), Look.objects.count()) == (0, 1)


def test_the_database_refuses_to_forget_traces_before_their_term(stopped_clock: datetime) -> None:
    security.note("denied")
    with pytest.raises(DatabaseError, match="kept for 180 days"), transaction.atomic():
        SecurityEvent.objects.all().delete()
    assert SecurityEvent.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?kind=denied", "?kind=nonsense", "?alarms=on", "?page=x"])
def test_administrators_see_what_happened(query: str, django_assert_max_num_queries: Any) -> None:
    browser = browser_of(make_staff(Role.ADMINISTRATOR))
    browser_of(make_staff(Role.MANAGER)).get("/office/setup/staff/")
    with django_assert_max_num_queries(12):
        page = browser.get(f"/office/security/{query}")
    assert page.status_code == 200
    assert ("Кузнецов Пётр Ильич" in page.text) or query == "?alarms=on"


def test_administrators_see_who_looked_at_whom(django_assert_max_num_queries: Any) -> None:
    loan = make_issued_loan()
    browser_of(make_staff(Role.MANAGER, full_name="Смирнова Ольга")).get(reverse("office_loan", args=[loan.pk]))
    admin = browser_of(make_staff(Role.ADMINISTRATOR))
    for query in ("", f"?party={loan.party_id}", f"?party={make_user().pk}", "?party=x", "?page=x"):
        with django_assert_max_num_queries(12):
            page = admin.get(f"/office/security/looks/{query}")
        assert page.status_code == 200
        shown = "Смирнова Ольга" in page.text and reverse("office_loan", args=[loan.pk]) in page.text
        assert shown == (query in {"", f"?party={loan.party_id}", "?party=x", "?page=x"})


def test_nobody_else_sees_them() -> None:
    manager = make_staff(Role.MANAGER)
    for query in (security.listing, looks.listing):
        with pytest.raises(Denied):
            query(actor_for(manager))
