"""A change of access needs a proof of who asks that is minutes old, and ends all other sessions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kabinet.identity.actions.add_staff import add_staff
from kabinet.identity.actions.change_address import change_address
from kabinet.identity.actions.change_roles import change_roles
from kabinet.identity.actions.change_staff_address import change_staff_address
from kabinet.identity.actions.deactivate_staff import deactivate_staff
from kabinet.identity.actions.prove_with_code import prove_with_code
from kabinet.identity.actions.prove_with_password import prove_with_password
from kabinet.identity.actions.reactivate_staff import reactivate_staff
from kabinet.identity.actions.request_login_code import request_login_code
from kabinet.identity.actions.set_password import set_password
from kabinet.identity.models import LoginCode, User
from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel import freshness as fresh
from kabinet.kernel.access import PROVED_SESSION_KEY, Actor
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.models import Event
from kabinet.notifications.models import Message
from tests.support.identity import (
    PASSWORD,
    actor_for,
    browser_of,
    make_staff,
    make_user,
    other_code,
    sealed_code,
    staff_actor,
)
from tests.support.race import race

PHONE, NEW = "+79991110000", "+79992220000"
PROOF = "/cabinet/security/proof/"
LATER = timedelta(days=3)
OTHER_PASSWORD = "another horse battery"
pytestmark = pytest.mark.django_db


def refused(action: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.code


def grown_old(browser: Client) -> Client:
    """The same browser three days later."""
    session = browser.session
    session[PROVED_SESSION_KEY] = (clock.now() - LATER).timestamp()
    session.save()
    return browser


def change_code(user: User, address: str) -> tuple[Any, str]:
    ticket = request_login_code(
        actor=actor_for(user), address=address, purpose=LoginCode.Purpose.CHANGE_ADDRESS, account=user
    )
    return ticket.id, sealed_code()


def test_no_action_that_changes_access_takes_an_old_session(stopped_clock: datetime) -> None:
    maria, admin, anna = make_user(phone=PHONE), make_staff(Role.ADMINISTRATOR), make_staff(Role.MANAGER)
    old_client = replace(actor_for(maria), proved_at=clock.now() - timedelta(minutes=21))
    old_admin = replace(actor_for(admin), proved_at=None)
    ticket_id, code = change_code(maria, NEW)
    assert refused(set_password, actor=old_client, password=PASSWORD) == fresh.STALE
    assert refused(change_address, actor=old_client, ticket_id=ticket_id, code=code) == fresh.STALE
    hire = {"full_name": "Орлова Анна", "address": "anna@fond.example", "roles": ["manager"]}
    assert refused(add_staff, actor=old_admin, **hire) == fresh.STALE
    assert refused(change_roles, actor=old_admin, user_id=anna.pk, roles=["accountant"]) == fresh.STALE
    assert refused(deactivate_staff, actor=old_admin, user_id=anna.pk) == fresh.STALE
    assert refused(reactivate_staff, actor=old_admin, user_id=anna.pk) == fresh.STALE
    assert refused(change_staff_address, actor=old_admin, user_id=anna.pk, address=NEW) == fresh.STALE
    for user in (maria, anna):
        before = (user.phone, user.password, user.roles, user.is_active, user.session_epoch)
        user.refresh_from_db()
        assert (user.phone, user.password, user.roles, user.is_active, user.session_epoch) == before
    assert LoginCode.objects.get().used_at is None
    assert not Event.objects.exclude(name__in=["account.created"]).exists()


def test_an_old_session_proves_itself_with_a_code_and_comes_back() -> None:
    maria = make_user(phone=PHONE)
    browser = grown_old(browser_of(maria))
    page = browser.get("/cabinet/security/")
    assert page.status_code == 200
    assert 'name="password"' not in page.text
    assert f"{PROOF}?next=/cabinet/security/" in page.text
    assert browser.post("/cabinet/security/", {"password": PASSWORD})["Location"].startswith(PROOF)
    maria.refresh_from_db()
    assert not maria.has_usable_password()
    assert browser.get(f"{PROOF}?next=/cabinet/security/").status_code == 200
    sent = browser.post(f"{PROOF}send/", {"channel": "sms", "next": "/cabinet/security/"})
    assert sent["Location"] == f"{PROOF}code/"
    code = sealed_code()
    assert browser.post(f"{PROOF}code/", {"code": other_code(code)}).status_code == 422
    assert browser.post(f"{PROOF}code/", {"code": code})["Location"] == "/cabinet/security/"
    assert 'name="password"' in browser.get("/cabinet/security/").text
    assert browser.post("/cabinet/security/", {"password": PASSWORD}).status_code == 302
    maria.refresh_from_db()
    assert maria.check_password(PASSWORD)


def test_a_password_proves_as_well() -> None:
    maria = make_user(phone=PHONE, password=PASSWORD)
    browser = grown_old(browser_of(maria))
    wrong = browser.post(PROOF, {"password": OTHER_PASSWORD, "next": "/cabinet/profile/phone/"})
    assert (wrong.status_code, list(wrong.page.form.errors)) == (422, ["password"])
    assert browser.get("/cabinet/profile/phone/")["Location"].startswith(PROOF)
    right = browser.post(PROOF, {"password": PASSWORD, "next": "/cabinet/profile/phone/"})
    assert right["Location"] == "/cabinet/profile/phone/"
    assert browser.get("/cabinet/profile/phone/").status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/sign-in/\r\nX: y", ""])
def test_the_proof_leads_only_to_pages_of_this_site(target: str) -> None:
    browser = grown_old(browser_of(make_user(password=PASSWORD)))
    answer = browser.post(PROOF, {"password": PASSWORD, "next": target})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]


def test_guessing_the_password_of_an_open_session_is_limited_by_its_network_alone() -> None:
    maria = make_user(password=PASSWORD)
    thief = replace(actor_for(maria), ip="198.51.100.9")
    answers = [refused(prove_with_password, actor=thief, password=OTHER_PASSWORD) for _attempt in range(11)]
    assert answers == ["identity.password_wrong"] * 10 + ["limits.exceeded"]
    prove_with_password(actor=actor_for(maria), password=PASSWORD)


def test_a_code_proves_only_its_own_account() -> None:
    maria, thief = make_user(phone=PHONE), make_user()
    ticket = request_login_code(actor=actor_for(maria), address=PHONE, purpose=LoginCode.Purpose.PROVE, account=maria)
    code = sealed_code()
    assert refused(prove_with_code, actor=actor_for(thief), ticket_id=ticket.id, code=code) == "identity.code_gone"
    prove_with_code(actor=actor_for(maria), ticket_id=ticket.id, code=code)
    assert refused(prove_with_code, actor=actor_for(maria), ticket_id=ticket.id, code=code) == "identity.code_used"


@pytest.mark.django_db(transaction=True)
def test_one_code_proves_once_at_once() -> None:
    maria = make_user(phone=PHONE)
    ticket = request_login_code(actor=actor_for(maria), address=PHONE, purpose=LoginCode.Purpose.PROVE, account=maria)
    code = sealed_code()
    outcomes = race(*[lambda: prove_with_code(actor=actor_for(maria), ticket_id=ticket.id, code=code)] * 3)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Address", "Refused", "Refused"]


def test_a_new_password_or_address_ends_all_other_sessions_and_keeps_this_one() -> None:
    maria = make_user(phone=PHONE)
    for change in ("password", "address"):
        here, there = browser_of(maria), browser_of(maria)
        if change == "password":
            assert here.post("/cabinet/security/", {"password": PASSWORD}).status_code == 302
        else:
            here.post("/cabinet/profile/phone/", {"address": NEW})
            assert here.post("/cabinet/profile/code/", {"code": sealed_code()})["Location"] == "/cabinet/profile/"
        assert here.get("/cabinet/profile/").status_code == 200
        assert there.get("/cabinet/profile/").status_code == 302
        maria.refresh_from_db()


def test_five_wrong_codes_close_the_field_on_every_page_that_asks_for_one() -> None:
    maria = make_user(phone=PHONE)
    browser = browser_of(maria)
    browser.post("/cabinet/profile/phone/", {"address": NEW})
    for path in ("/cabinet/profile/code/", f"{PROOF}code/"):
        if path.startswith(PROOF):
            browser.post(f"{PROOF}send/", {"channel": "sms"})
        wrong = other_code(sealed_code())
        answers = [browser.post(path, {"code": wrong}) for _attempt in range(5)]
        assert 'name="code"' in answers[3].text
        assert 'name="code"' not in answers[4].text
        assert 'name="code"' not in browser.get(path).text


def test_staff_do_not_move_their_own_sign_in() -> None:
    anna = make_staff(Role.MANAGER, phone=PHONE)
    browser = browser_of(anna)
    for kind in ("phone", "email"):
        assert browser.get(f"/cabinet/profile/{kind}/")["Location"] == "/cabinet/profile/"
        browser.post(f"/cabinet/profile/{kind}/", {"address": NEW if kind == "phone" else "anna@mail.example"})
    assert LoginCode.objects.count() == 0
    assert "/cabinet/profile/phone/" not in browser.get("/cabinet/profile/").text
    ticket_id, code = change_code(anna, NEW)
    assert refused(change_address, actor=actor_for(anna), ticket_id=ticket_id, code=code) == "identity.staff_address"
    anna.refresh_from_db()
    assert anna.phone == PHONE


def test_an_administrator_changes_the_address_of_staff() -> None:
    admin = make_staff(Role.ADMINISTRATOR)
    anna = make_staff(Role.MANAGER, phone=PHONE)
    theirs = browser_of(anna)
    browser = browser_of(admin)
    path = reverse("office_staff_address", args=[anna.pk])
    wrong = browser.post(path, {"address": "нет"})
    assert (wrong.status_code, list(wrong.page.address_form.errors)) == (422, ["address"])
    assert browser.post(path, {"address": NEW}).status_code == 302
    anna.refresh_from_db()
    assert (anna.phone, anna.phone_confirmed_at) == (NEW, None)
    assert theirs.get("/office/").status_code == 302
    assert Message.objects.get(template="address_changed").address == PHONE
    event = Event.objects.get(name="staff.address_changed")
    assert (event.subject_id, event.actor_id, event.data) == (anna.pk, admin.pk, {"channel": "sms"})


def test_an_address_of_staff_that_does_not_fit_changes_nothing() -> None:
    admin, anna = staff_actor(Role.ADMINISTRATOR), make_staff(Role.MANAGER, phone=PHONE)
    make_user(phone=NEW)
    assert refused(change_staff_address, actor=admin, user_id=anna.pk, address=NEW) == "identity.address_taken"
    assert refused(change_staff_address, actor=admin, user_id=admin.user_id, address="x@y.example") == (
        "identity.own_address"
    )
    change_staff_address(actor=admin, user_id=anna.pk, address=PHONE)
    with pytest.raises(Denied):
        change_staff_address(actor=actor_for(anna), user_id=anna.pk, address="anna@fond.example")
    anna.refresh_from_db()
    assert (anna.phone, anna.session_epoch) == (PHONE, 0)
    assert not Event.objects.filter(name="staff.address_changed").exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_given_one_address_at_once() -> None:
    admin = staff_actor(Role.ADMINISTRATOR)
    ids = [make_staff(Role.MANAGER).pk for _number in range(2)]
    outcomes = race(*[lambda pk=pk: change_staff_address(actor=admin, user_id=pk, address=NEW) for pk in ids])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "User"]
    assert User.objects.filter(phone=NEW).count() == 1


@pytest.mark.parametrize("path", ["/office/setup/staff/new/", "member"])
def test_pages_about_staff_ask_an_old_session_for_a_proof_first(path: str) -> None:
    anna = make_staff(Role.MANAGER)
    browser = grown_old(browser_of(make_staff(Role.ADMINISTRATOR)))
    path = reverse("office_staff_member", args=[anna.pk]) if path == "member" else path
    assert browser.get(path)["Location"] == f"{PROOF}?next={path}"
    closing = reverse("office_staff_deactivate", args=[anna.pk])
    answer = browser.post(closing, headers={"referer": f"http://testserver{path}"})
    assert answer["Location"] == f"{PROOF}?next={path}"
    anna.refresh_from_db()
    assert anna.is_active


def test_a_visitor_and_the_system_are_told_apart() -> None:
    assert not fresh.is_fresh(Actor(kind="visitor"))
    assert fresh.is_fresh(Actor(kind="system"))
