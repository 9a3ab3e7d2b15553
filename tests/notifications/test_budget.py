"""What SMS cost, and what happens when the day's budget is used up."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client

from kabinet.config.environment import environment
from kabinet.identity.actions.request_login_code import CodeTicket, request_login_code
from kabinet.kernel import clock
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Event
from kabinet.notifications import budget, providers
from kabinet.notifications.actions.send_message import send_message
from kabinet.notifications.models import Message
from kabinet.notifications.providers.protocol import NotReachedError, RejectedError, Sent, UncertainError
from tests.support.identity import PASSWORD, VISITOR, actor_for, make_phone, make_user
from tests.support.notifications import FakeOperator, queue
from tests.support.race import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(stopped_clock: datetime, db: None) -> datetime:
    return stopped_clock


def spending(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    """Let the settings name a price and a budget."""
    known = environment().model_copy(update={"sms_price": Decimal(10), "sms_reserve_percent": 20, **values})
    monkeypatch.setattr(budget, "environment", lambda: known)


def ask(actor: Actor = VISITOR, address: str = "") -> str:
    try:
        request_login_code(actor=actor, address=address or make_phone())
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 307, 3),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
    ],
)
def test_parts_of_a_text(text: str, parts: int) -> None:
    assert budget.parts_of(text) == parts


@pytest.mark.parametrize(
    ("answer", "cost"),
    [
        (Sent("1", cost=Decimal("3.10")), "3.10"),
        (Sent("1"), "10.00"),
        (RejectedError("fake.1"), "0.00"),
        (NotReachedError("fake.2"), "10.00"),
        (UncertainError("fake.3"), "10.00"),
    ],
)
def test_a_message_costs_what_the_operator_says_and_before_that_what_is_reckoned(
    now: datetime, monkeypatch: pytest.MonkeyPatch, answer: Any, cost: str
) -> None:
    spending(monkeypatch)
    monkeypatch.setattr(providers, "sms_providers", lambda: [FakeOperator(sends=[answer])])
    message = queue()
    assert (message.cost, budget.spent_today()) == (Decimal(10), Decimal(10))
    send_message(message_id=message.pk)
    message.refresh_from_db()
    assert message.cost == budget.spent_today() == Decimal(cost)


def test_e_mail_costs_nothing(now: datetime) -> None:
    assert queue(channel="email", address="maria@mail.example").cost == 0


def test_above_the_budget_strangers_are_offered_e_mail_and_administrators_told(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    spending(monkeypatch, sms_daily_budget=Decimal(50))
    answers = [ask() for _number in range(6)]
    assert answers == ["", "", "", "", "identity.sms_budget", "identity.sms_budget"]
    assert Message.objects.count() == 4
    assert ask(address="maria@mail.example") == ""
    page = Client().post("/sign-in/", {"address": "+79995550000"})
    assert page.status_code == 422
    assert page.page.form.errors["address"]
    assert Event.objects.get(name="security.alarm").data["kind"] == "sms_budget"
    with clock.frozen(now + timedelta(days=1)):
        assert ask() == ""


def test_people_we_know_have_a_reserve(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    spending(monkeypatch, sms_daily_budget=Decimal(50))
    maria = make_user(password=PASSWORD)
    browser = Client()
    browser.post("/sign-in/password/", {"address": maria.phone, "password": PASSWORD})
    browser.post("/sign-out/")
    while ask() == "":
        pass
    assert browser.post("/sign-in/", {"address": maria.phone}).status_code == 302
    assert ask(actor_for(make_user())) == "identity.sms_budget"


def test_no_budget_means_no_limit(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    spending(monkeypatch, sms_daily_budget=Decimal(0), sms_price=Decimal(1000))
    assert [ask() for _number in range(8)] == [""] * 8


@pytest.mark.django_db(transaction=True)
def test_where_one_more_fits_two_at_once_do_not_both(monkeypatch: pytest.MonkeyPatch) -> None:
    spending(monkeypatch, sms_daily_budget=Decimal(12), sms_reserve_percent=0)
    outcomes = race(*[partial(request_login_code, actor=VISITOR, address=make_phone()) for _number in range(4)])
    assert sum(isinstance(outcome, CodeTicket) for outcome in outcomes) == 1
    assert Message.objects.count() == 1
