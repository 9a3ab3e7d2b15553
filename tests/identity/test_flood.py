"""Many requests for codes at once: who pays for them, and who is let in all the same."""

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from kabinet.identity.actions.confirm_login_code import confirm_login_code
from kabinet.identity.actions.request_login_code import request_login_code
from kabinet.identity.models import LoginCode
from kabinet.kernel import clock, limits
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.notifications import budget
from kabinet.notifications.models import Message
from tests.support.applications import make_service
from tests.support.identity import actor_for, ask_code, make_phone, make_user

VICTIM = "+79991234567"


@pytest.fixture
def now(stopped_clock: datetime, db: None) -> datetime:
    return stopped_clock


def from_network(number: int) -> Actor:
    return Actor(kind="visitor", ip=f"198.51.{number // 250}.{number % 250 + 1}")


def ask(actor: Actor, address: str = VICTIM) -> str:
    """Ask for a code; returns the code of the refusal, or an empty text."""
    try:
        request_login_code(actor=actor, address=address)
    except Refused as refused:
        return refused.code
    return ""


def test_a_flood_for_one_number_closes_the_sign_in_for_nobody_else(now: datetime) -> None:
    answers = [ask(from_network(network)) for network in range(17) for _request in range(60)]
    assert len(answers) == 1020
    assert Message.objects.count() == answers.count("") == 1
    assert ask(from_network(99), "+79990000001") == ""


def test_a_refused_request_does_not_count_against_the_site(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from kabinet.identity import allowances

    monkeypatch.setattr(allowances, "PER_SITE_AND_HOUR", {"sms": 3, "email": 3})
    assert ask(from_network(1)) == ""
    for _request in range(10):
        assert ask(from_network(1)) == "identity.code_wait"
    assert [ask(from_network(number), make_phone()) for number in (2, 3)] == ["", ""]
    assert ask(from_network(4), make_phone()) == "identity.proof_needed"
    assert ask(from_network(4), "maria@mail.example") == ""
    with clock.frozen(now + timedelta(hours=1)):
        assert ask(from_network(4), make_phone()) == ""


def test_a_stranger_does_not_end_the_code_its_owner_holds_nor_make_the_owner_wait(now: datetime) -> None:
    ticket, code = ask_code(VICTIM, actor=from_network(1))
    with clock.frozen(now + timedelta(seconds=61)):
        stranger, _code = ask_code(VICTIM, actor=from_network(2))
        for _attempt in range(5):
            with pytest.raises(Refused):
                confirm_login_code(actor=from_network(2), ticket_id=stranger.id, code="000000")
        assert confirm_login_code(actor=from_network(1), ticket_id=ticket.id, code=code).phone == VICTIM
    assert LoginCode.objects.get(pk=stranger.id).attempts == 5


def test_one_network_asks_ten_times_and_another_is_still_served(now: datetime) -> None:
    for minute in range(12):
        with clock.frozen(now + timedelta(minutes=minute)):
            ask(from_network(1))
    with clock.frozen(now + timedelta(minutes=13)):
        assert ask(from_network(1)) == "identity.proof_needed"
        assert ask(from_network(2)) == ""


def test_a_whole_ipv6_site_is_counted_and_not_only_its_networks(now: datetime) -> None:
    answers = [
        ask(Actor(kind="visitor", ip=f"2001:db8:1:{network:x}::7"), f"+7999000{network:04d}") for network in range(500)
    ]
    assert answers.count("") < 490
    assert "limits.exceeded" in answers
    assert ask(Actor(kind="visitor", ip="2001:db8:2::7"), "+79995550000") == ""


def test_neighbours_who_type_codes_that_are_no_good_keep_nobody_from_a_live_one(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kabinet.identity.codes.PER_NETWORK_AND_HOUR", 3)
    neighbour = from_network(1)
    told = []
    for _attempt in range(5):
        with pytest.raises(Refused) as caught:
            confirm_login_code(actor=neighbour, ticket_id=uuid4(), code="000000")
        told.append(caught.value.code)
    assert told == ["identity.code_gone"] * 3 + ["limits.exceeded"] * 2
    ticket, code = ask_code(VICTIM, actor=neighbour)
    assert confirm_login_code(actor=neighbour, ticket_id=ticket.id, code=code).phone == VICTIM


def test_drafts_of_neighbours_keep_no_client_from_applying(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from kabinet.applications.actions import start_application as starting

    monkeypatch.setattr(starting, "STARTS_PER_HOUR", 1)
    service = make_service("na-dom")
    start = partial(starting.start_application, service_code=service.code)
    start(actor=from_network(1))
    with pytest.raises(Refused, match=r"limits\.exceeded"):
        start(actor=from_network(1))
    assert start(actor=actor_for(make_user(), ip=from_network(1).ip)).account_id is not None


def test_a_long_wait_is_told_in_hours(now: datetime) -> None:
    told = [limits.exceeded(window).message for window in (timedelta(minutes=15), timedelta(days=1))]
    assert ["min" in str(text) or "мин" in str(text) for text in told] == [True, False]


def test_an_account_sends_no_flood_of_codes_to_numbers_of_others(now: datetime) -> None:
    own = make_user(email="anna@mail.example")
    asking = {"purpose": LoginCode.Purpose.CHANGE_ADDRESS, "account": own}
    for _number in range(10):
        request_login_code(actor=actor_for(own), address=make_phone(), **asking)
    sent = Message.objects.count()
    with pytest.raises(Refused) as refused:
        request_login_code(actor=actor_for(own), address=make_phone(), **asking)
    assert (refused.value.code, Message.objects.count()) == ("limits.exceeded", sent)
    with clock.frozen(now + timedelta(days=1)):
        request_login_code(actor=actor_for(own), address=make_phone(), **asking)


def test_accounts_of_one_network_share_its_codes_to_numbers_of_others(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kabinet.identity import allowances

    monkeypatch.setattr(allowances, "PER_NETWORK_AND_HOUR", 3)
    change = LoginCode.Purpose.CHANGE_ADDRESS
    for _account in range(3):
        own = make_user()
        request_login_code(actor=actor_for(own), address=make_phone(), purpose=change, account=own)
    with pytest.raises(Refused) as refused:
        request_login_code(actor=actor_for(own), address=make_phone(), purpose=change, account=own)
    assert refused.value.code == "limits.exceeded"
    prove = LoginCode.Purpose.PROVE
    request_login_code(actor=actor_for(own), address=own.phone or "", purpose=prove, account=own)


def test_the_reserve_of_sms_is_not_for_numbers_of_others(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(budget, "affords", lambda *, reserve: asked.append(reserve) or True)
    own = make_user()
    for purpose, address in (("change_address", make_phone()), ("prove", own.phone or "")):
        request_login_code(actor=actor_for(own), address=address, purpose=purpose, account=own)
    assert asked == [False, True]
