"""Changing one's own account: address, name, password, sessions."""

from datetime import datetime

import pytest
from django.contrib.auth import get_user
from django.http import Http404
from django.test import RequestFactory

from kabinet.identity.actions.change_address import change_address
from kabinet.identity.actions.request_login_code import request_login_code
from kabinet.identity.actions.set_full_name import set_full_name
from kabinet.identity.actions.set_password import set_password
from kabinet.identity.actions.sign_out_everywhere import sign_out_everywhere
from kabinet.identity.models import LoginCode, User
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Event
from kabinet.notifications.models import Message
from tests.support.identity import (
    PASSWORD,
    VISITOR,
    actor_for,
    ask_code,
    browser_of,
    make_user,
    other_code,
    sealed_code,
)
from tests.support.race import race

OLD, NEW = "+79991110000", "+79992220000"
CHANGE = LoginCode.Purpose.CHANGE_ADDRESS


@pytest.fixture
def maria(stopped_clock: datetime, db: None) -> User:
    return make_user(phone=OLD)


def ask_change(user: User, address: str) -> tuple[object, str]:
    ticket = request_login_code(actor=actor_for(user), address=address, purpose=CHANGE, account=user)
    return ticket.id, sealed_code()


def refused(action: object, **arguments: object) -> Refused:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value


def test_a_new_phone_is_put_in_place_and_the_old_one_warned(maria: User, stopped_clock: datetime) -> None:
    ticket_id, code = ask_change(maria, NEW)
    maria.refresh_from_db()
    assert maria.phone == OLD
    changed = change_address(actor=actor_for(maria), ticket_id=ticket_id, code=code)
    assert (changed.phone, changed.phone_confirmed_at) == (NEW, stopped_clock)
    warning = Message.objects.get(template="address_changed")
    assert (warning.address, warning.recipient) == (OLD, maria)
    event = Event.objects.get(name="account.address_changed")
    assert event.data == {"channel": "sms"}


def test_a_first_e_mail_is_told_to_the_phone(maria: User) -> None:
    ticket_id, code = ask_change(maria, "maria@mail.example")
    changed = change_address(actor=actor_for(maria), ticket_id=ticket_id, code=code)
    assert (changed.phone, changed.email) == (OLD, "maria@mail.example")
    assert Message.objects.get(template="address_changed").address == OLD


def test_a_taken_address_is_told_only_to_who_holds_the_code(maria: User) -> None:
    other = make_user(phone=NEW)
    ticket_id, code = ask_change(maria, NEW)
    wrong = refused(change_address, actor=actor_for(maria), ticket_id=ticket_id, code=other_code(code))
    assert wrong.code == "identity.code_wrong"
    assert refused(change_address, actor=actor_for(maria), ticket_id=ticket_id, code=code).code == (
        "identity.address_taken"
    )
    maria.refresh_from_db()
    other.refresh_from_db()
    assert (maria.phone, other.phone) == (OLD, NEW)
    assert not Event.objects.filter(name="account.address_changed").exists()


def test_a_code_of_another_account_or_purpose_changes_nothing(maria: User) -> None:
    thief = make_user()
    ticket_id, code = ask_change(maria, NEW)
    assert refused(change_address, actor=actor_for(thief), ticket_id=ticket_id, code=code).code == "identity.code_gone"
    sign_in, code = ask_code("+79993330000")
    assert refused(change_address, actor=actor_for(maria), ticket_id=sign_in.id, code=code).code == "identity.code_gone"
    assert refused(change_address, actor=VISITOR, ticket_id=sign_in.id, code=code).code == "identity.proof_stale"
    assert set(User.objects.values_list("phone", flat=True)) == {OLD, thief.phone}


@pytest.mark.django_db(transaction=True)
def test_two_accounts_that_want_one_address_at_once() -> None:
    first, second = make_user(), make_user()
    ticket_id, code = ask_change(first, NEW)
    LoginCode.objects.update(superseded_at=None)
    outcomes = race(*[lambda: change_address(actor=actor_for(first), ticket_id=ticket_id, code=code)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "User"]
    assert User.objects.filter(phone=NEW).count() == 1
    second.refresh_from_db()
    assert second.phone != NEW


@pytest.mark.parametrize("name", ["Иванова-Петрова Мария", "О'Генри Уильям", "Ли", "Гёте И. В.", "Ахмед оглы (Рустам)"])
def test_names_keep_their_letters(maria: User, name: str) -> None:
    assert set_full_name(actor=actor_for(maria), full_name=f"  {name}  ").full_name == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Римская\u2011Корсакова", "Римская-Корсакова"),
        ("О’Генри\u200b Уильям", "О'Генри Уильям"),
        ("Се\u0308мин\u00ad Олег", "Сёмин Олег"),
    ],
)
def test_names_are_kept_in_one_form(maria: User, typed: str, name: str) -> None:
    assert set_full_name(actor=actor_for(maria), full_name=typed).full_name == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "identity.name_missing"),
        ("\u200b", "identity.name_missing"),
        ("\u3164", "identity.name_missing"),
        ("Мария 😀", "identity.name_signs"),
        ("<b>Мария</b>", "identity.name_signs"),
        ("Мария\0", "identity.name_signs"),
        ("М" * 201, "identity.name_long"),
        ("М" * 100_000, "identity.name_long"),
    ],
)
def test_a_name_that_does_not_fit_changes_nothing(maria: User, name: str, code: str) -> None:
    told = refused(set_full_name, actor=actor_for(maria), full_name=name)
    assert (told.code, told.field) == (code, "full_name")
    maria.refresh_from_db()
    assert maria.full_name == "Иванова Мария Петровна"
    assert not Event.objects.filter(name="account.renamed").exists()


def test_a_visitor_has_no_account_to_change(db: None) -> None:
    with pytest.raises(Http404):
        set_full_name(actor=VISITOR, full_name="Мария")


def test_a_first_password_needs_no_old_one_and_is_warned_of(maria: User) -> None:
    set_password(actor=actor_for(maria), password=PASSWORD)
    maria.refresh_from_db()
    assert maria.check_password(PASSWORD)
    assert Message.objects.get(template="password_changed").address == OLD
    assert Event.objects.get(name="account.password_set").data == {}


@pytest.mark.parametrize(
    "password", ["", "short", "1234567890123", "password123", "х" * 129, "abcdefghij\0klm", "х" * 100_000]
)
def test_a_weak_password_is_refused(maria: User, password: str) -> None:
    told = refused(set_password, actor=actor_for(maria), password=password)
    assert (told.code, told.field) == ("identity.password_weak", "password")
    maria.refresh_from_db()
    assert not maria.has_usable_password()


def test_signing_out_everywhere_ends_every_session(maria: User) -> None:
    browser = browser_of(maria)
    request = RequestFactory().get("/")
    request.session = browser.session
    assert get_user(request) == maria
    sign_out_everywhere(actor=actor_for(maria))
    assert not get_user(request).is_authenticated


def test_a_closed_account_has_no_session(maria: User) -> None:
    request = RequestFactory().get("/")
    request.session = browser_of(maria).session
    User.objects.update(is_active=False)
    assert not get_user(request).is_authenticated
