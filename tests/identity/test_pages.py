"""The pages of signing in, of one's own account and of staff."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from kabinet.identity import hooks, tasks
from kabinet.identity.models import LoginCode, User
from kabinet.identity.roles import Role
from kabinet.kernel.access import DRAFTS_SESSION_KEY
from kabinet.kernel.models import Event
from kabinet.notifications import providers
from kabinet.notifications.models import Message
from tests.support.identity import PASSWORD, browser_of, make_staff, make_user, other_code, sealed_code
from tests.support.pages import hidden_of

PHONE = "+79991234567"
pytestmark = pytest.mark.django_db


def ask(browser: Client, address: str = PHONE, **fields: str) -> Any:
    return browser.post("/sign-in/", {"address": address, **fields})


def sign_in(browser: Client, address: str = PHONE, **fields: str) -> Any:
    assert ask(browser, address, **fields)["Location"] == "/sign-in/code/"
    return browser.post("/sign-in/code/", {"code": sealed_code()})


def signed_in_as(browser: Client) -> str | None:
    return browser.session.get("_auth_user_id")


def test_a_visitor_signs_in_with_a_code(client: Client) -> None:
    assert client.get("/sign-in/").status_code == 200
    ask(client)
    page = client.get("/sign-in/code/")
    assert page.status_code == 200
    assert any(f'data-countdown="{seconds}"' in page.text for seconds in (60, 59, 58))
    assert "+7\u00a0999\u00a0123" in page.text
    answer = client.post("/sign-in/code/", {"code": sealed_code()})
    user = User.objects.get()
    assert (answer.status_code, answer["Location"], signed_in_as(client)) == (302, "/cabinet/", str(user.pk))
    assert Event.objects.get(name="account.signed_in").data == {"method": "code"}
    assert client.get("/sign-in/")["Location"] == "/cabinet/"
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"


def test_staff_are_led_to_the_office(client: Client) -> None:
    make_staff(phone=PHONE)
    assert sign_in(client)["Location"] == "/office/"


@pytest.mark.parametrize(
    ("target", "arrives"),
    [
        ("/cabinet/loans/?a=1", "/cabinet/loans/?a=1"),
        ("https://evil.example/", "/cabinet/"),
        ("//evil.example/", "/cabinet/"),
        ("/\\evil.example", "/cabinet/"),
        ("javascript:alert(1)", "/cabinet/"),
        ("/" + "a" * 3_000, "/cabinet/"),
    ],
)
def test_one_arrives_where_one_was_going_but_only_on_this_site(client: Client, target: str, arrives: str) -> None:
    page = client.get("/sign-in/", {"next": target})
    assert ("evil" in page.text) is False
    assert sign_in(client, next=target)["Location"] == arrives


def test_the_session_key_changes_and_drafts_stay(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Any, Any]] = []

    def remember(request: Any, user: User) -> None:
        seen.append((user.pk, request.session[DRAFTS_SESSION_KEY]))

    monkeypatch.setattr(hooks, "after_sign_in", [remember])
    draft = "01935e00-0000-7000-8000-000000000001"
    session = client.session
    session[DRAFTS_SESSION_KEY] = [draft]
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    before = client.cookies["sessionid"].value
    sign_in(client)
    assert client.cookies["sessionid"].value != before
    assert seen == [(User.objects.get().pk, [draft])]


def test_a_wrong_code_is_told_with_the_attempts_left_and_nothing_is_lost(client: Client) -> None:
    ask(client)
    code = sealed_code()
    answer = client.post("/sign-in/code/", {"code": other_code(code)})
    assert answer.status_code == 422
    assert other_code(code) in answer.text
    assert "4" in answer.page.form.errors["code"][0]
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302


def test_without_a_ticket_the_code_page_leads_back(client: Client) -> None:
    ask(Client())
    code = sealed_code()
    answer = client.post("/sign-in/code/", {"code": code})
    assert (answer.status_code, answer["Location"], signed_in_as(client)) == (302, "/sign-in/", None)
    assert client.post("/sign-in/code/new/")["Location"] == "/sign-in/"


def test_a_form_sent_twice_leads_to_the_code_page_and_another_browser_is_told_to_wait(client: Client) -> None:
    ask(client)
    assert ask(client)["Location"] == "/sign-in/code/"
    other = ask(Client())
    assert other.status_code == 422
    assert other.page.form.errors["address"]
    assert LoginCode.objects.count() == 1


def test_asking_for_a_new_code_too_early_says_when(client: Client) -> None:
    ask(client)
    page = client.post("/sign-in/code/new/", follow=True)
    (message,) = get_messages(page.wsgi_request)
    assert any(seconds in str(message) for seconds in ("60", "59", "58"))
    assert message.level_tag == "warning"
    LoginCode.objects.update(created_at=LoginCode.objects.get().created_at.replace(year=2020))
    page = client.post("/sign-in/code/new/", follow=True)
    (message,) = get_messages(page.wsgi_request)
    assert (message.level_tag, LoginCode.objects.count()) == ("success", 2)


@pytest.mark.parametrize("typed", ["", "нет", "<script>alert(1)</script>", "a" * 100_000, "x\0y", "9" * 100_000])
def test_what_is_no_address_stays_in_the_field_escaped(client: Client, typed: str) -> None:
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert answer.page.form.errors["address"]
    assert "<script>alert" not in answer.text
    assert "aria-invalid" in answer.text
    assert LoginCode.objects.count() == 0


def test_a_wrong_address_does_not_hide_that_a_form_waits(client: Client) -> None:
    client.post("/cabinet/profile/", {"full_name": "Мария", "drawn_for": ""})
    assert client.get("/sign-in/").page.typed_waits
    assert ask(client, "нет").page.typed_waits


def test_the_session_holds_no_readable_address(client: Client) -> None:
    ask(client)
    assert "9991234567" not in str(dict(client.session.items()))


def test_without_an_operator_the_page_advises_e_mail(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "sms_is_on", lambda: False)
    answer = ask(client)
    assert answer.status_code == 422
    assert sign_in(client, "maria@mail.example").status_code == 302


def test_signing_in_with_a_password_by_phone_or_e_mail(client: Client) -> None:
    user = make_user(phone=PHONE, email="maria@mail.example", password=PASSWORD)
    for address in ("8 999 123 45 67", "Maria@mail.example"):
        browser = Client()
        answer = browser.post("/sign-in/password/", {"address": address, "password": PASSWORD})
        assert (answer.status_code, answer["Location"], signed_in_as(browser)) == (302, "/cabinet/", str(user.pk))
    assert set(Event.objects.filter(name="account.signed_in").values_list("data__method", flat=True)) == {"password"}


@pytest.mark.parametrize("address", [PHONE, "+79990000000", "nobody@mail.example", "нет", "a" * 100_000])
def test_the_password_page_answers_alike_whatever_is_wrong(client: Client, address: str) -> None:
    make_user(phone=PHONE, password=PASSWORD)
    answer = client.post("/sign-in/password/", {"address": address, "password": "wrong password"})
    assert answer.status_code == 422
    assert list(answer.page.form.errors) == ["password"]
    assert signed_in_as(client) is None
    assert "wrong password" not in answer.text


def test_a_closed_account_does_not_get_in_by_password(client: Client) -> None:
    make_user(phone=PHONE, password=PASSWORD, is_active=False)
    answer = client.post("/sign-in/password/", {"address": PHONE, "password": PASSWORD})
    assert signed_in_as(client) is None
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/"


def test_guessing_passwords_is_limited_by_address(client: Client) -> None:
    make_user(phone=PHONE, password=PASSWORD)
    for _attempt in range(10):
        client.post("/sign-in/password/", {"address": PHONE, "password": "wrong password"})
    answer = client.post("/sign-in/password/", {"address": PHONE, "password": PASSWORD})
    assert (answer.status_code, signed_in_as(client)) == (422, None)


def test_a_forgotten_password_is_set_anew_after_a_code(client: Client) -> None:
    user = make_user(phone=PHONE, password=PASSWORD)
    assert client.get("/sign-in/recovery/").status_code == 200
    assert client.post("/sign-in/recovery/", {"address": PHONE})["Location"] == "/sign-in/code/"
    answer = client.post("/sign-in/code/", {"code": sealed_code()})
    assert answer["Location"] == "/cabinet/security/"
    assert 'name="password"' in client.get("/cabinet/security/").text
    answer = client.post("/cabinet/security/", {"password": "another horse battery"})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password("another horse battery")
    assert client.get("/cabinet/security/").status_code == 200


def test_signing_out_is_a_post(client: Client) -> None:
    sign_in(client)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert signed_in_as(client) is None


def test_a_foreign_form_signs_nobody_in_or_out() -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/sign-in/", {"address": PHONE}).status_code == 403
    assert LoginCode.objects.count() == 0


def test_changing_the_phone_on_the_profile() -> None:
    user = make_user(phone=PHONE)
    browser = browser_of(user)
    assert "cabinet/profile/phone" in browser.get("/cabinet/profile/").text
    wrong = browser.post("/cabinet/profile/phone/", {"address": "maria@mail.example"})
    assert (wrong.status_code, list(wrong.page.form.errors)) == (422, ["address"])
    assert browser.post("/cabinet/profile/phone/", {"address": "8 999 222 00 00"})["Location"] == (
        "/cabinet/profile/code/"
    )
    code = sealed_code()
    assert browser.post("/cabinet/profile/code/", {"code": other_code(code)}).status_code == 422
    assert browser.get("/cabinet/profile/code/").status_code == 200
    assert browser.post("/cabinet/profile/code/new/").status_code == 302
    assert browser.post("/cabinet/profile/code/", {"code": code})["Location"] == "/cabinet/profile/"
    user.refresh_from_db()
    assert user.phone == "+79992220000"
    assert browser.get("/cabinet/profile/code/")["Location"] == "/cabinet/profile/"


def test_a_code_for_a_new_address_and_one_for_a_proof_are_asked_for_alike() -> None:
    browser = browser_of(make_user(phone=PHONE))
    browser.post("/cabinet/profile/phone/", {"address": "8 999 222 00 00"})
    of_address = browser.get("/cabinet/profile/code/")
    browser.post("/cabinet/security/proof/send/", {"channel": "sms"})
    of_proof = browser.get("/cabinet/security/proof/code/")
    assert type(of_address.page) is type(of_proof.page)
    assert hidden_of(of_address, "/cabinet/profile/code/new/")["channel"] == "sms"
    assert hidden_of(of_proof, "/cabinet/security/proof/send/")["channel"] == "sms"
    assert [of_address.page.back[1], of_proof.page.back[1]] == ["/cabinet/profile/", "/cabinet/security/"]


def test_the_name_on_the_profile() -> None:
    user = make_user(phone=PHONE)
    browser = browser_of(user)
    wrong = browser.post("/cabinet/profile/", {"full_name": "<b>Мария</b>"})
    assert wrong.status_code == 422
    assert "&lt;b&gt;Мария" in wrong.text
    browser.post("/cabinet/profile/", {"full_name": "Петрова Мария"})
    user.refresh_from_db()
    assert user.full_name == "Петрова Мария"


def test_ending_other_sessions_keeps_this_one() -> None:
    user = make_user(password=PASSWORD)
    here, there = browser_of(user), browser_of(user)
    assert here.post("/cabinet/security/sessions/").status_code == 302
    assert here.get("/cabinet/security/").status_code == 200
    assert there.get("/cabinet/security/").status_code == 302
    other = browser_of(user)
    wrong = here.post("/cabinet/security/", {"password": "short"})
    assert (wrong.status_code, list(wrong.page.form.errors)) == (422, ["password"])
    assert here.post("/cabinet/security/", {"password": "another horse battery"}).status_code == 302
    assert here.get("/cabinet/security/").status_code == 200
    assert other.get("/cabinet/security/").status_code == 302


def test_staff_are_added_changed_and_closed_in_the_office() -> None:
    admin = browser_of(make_staff(Role.ADMINISTRATOR))
    wrong = admin.post("/office/setup/staff/new/", {"full_name": "😀", "address": "нет", "roles": ["manager"]})
    assert wrong.status_code == 422
    values = {"full_name": "Орлова Анна", "address": "anna@fond.example", "roles": ["manager", "accountant"]}
    assert admin.post("/office/setup/staff/new/", values)["Location"] == "/office/setup/staff/"
    anna = User.objects.get(email="anna@fond.example")
    page = admin.get("/office/setup/staff/")
    assert page.status_code == 200
    assert "Орлова Анна" in page.text
    address = reverse("office_staff_member", args=[anna.pk])
    assert admin.get(address).status_code == 200
    assert admin.post(address, {"roles": []}).status_code == 422
    assert admin.post(address, {"roles": ["manager"]}).status_code == 302
    admin.post(reverse("office_staff_deactivate", args=[anna.pk]))
    anna.refresh_from_db()
    assert (anna.roles, anna.is_active) == (["manager"], False)
    admin.post(reverse("office_staff_reactivate", args=[anna.pk]))
    anna.refresh_from_db()
    assert anna.is_active


def test_a_stale_page_of_roles_shows_what_they_are_now() -> None:
    admin, user = make_staff(Role.ADMINISTRATOR), make_staff(Role.MANAGER)
    browser, address = browser_of(admin), reverse("office_staff_member", args=[user.pk])
    assert 'name="seen" value="manager"' in browser.get(address).text
    assert browser.post(address, {"roles": ["senior_manager"]}).status_code == 302
    answer = browser.post(address, {"seen": "manager ", "roles": ["manager"]})
    assert answer.status_code == 422
    assert str(Role.SENIOR_MANAGER.label) in str(answer.page.form.errors)
    assert 'name="seen" value="senior_manager"' in answer.text
    user.refresh_from_db()
    assert user.roles == ["senior_manager"]


def test_the_last_administrator_is_told_so_on_the_page() -> None:
    user = make_staff(Role.ADMINISTRATOR)
    browser = browser_of(user)
    answer = browser.post(reverse("office_staff_member", args=[user.pk]), {"roles": ["manager"]})
    assert (answer.status_code, list(answer.page.form.errors)) == (422, ["roles"])
    page = browser.post(reverse("office_staff_deactivate", args=[user.pk]), follow=True)
    assert [message.level_tag for message in get_messages(page.wsgi_request)] == ["error"]


def test_the_sign_in_pages_ask_the_database_little(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        client.get("/sign-in/")
    ask(client)
    with django_assert_max_num_queries(5):
        client.get("/sign-in/code/")
    assert Message.objects.count() == 1


def test_a_target_with_line_breaks_reaches_no_header(client: Client) -> None:
    answer = sign_in(client, next="/cabinet/\r\nSet-Cookie: a=b")
    assert answer.status_code == 302
    assert "\n" not in answer["Location"]
    assert "a" not in answer.cookies


def test_ended_sessions_are_deleted(client: Client) -> None:
    sign_in(client)
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")
    tasks.forget_old_sessions()
    assert Session.objects.count() == 0
