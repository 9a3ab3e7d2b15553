"""Who signed in before is not shut out by what strangers do with the address."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings

from kabinet.identity import allowances, known
from kabinet.identity.actions.sign_out_everywhere import sign_out_everywhere
from kabinet.identity.models import LoginCode, User
from kabinet.identity.roles import Role
from tests.support.identity import PASSWORD, actor_for, make_staff, make_user, other_code, sealed_code, solved

PHONE = "+79991234567"
OTHER = "wrong password"
pytestmark = pytest.mark.django_db


def ask(browser: Client, address: str = PHONE, **fields: str) -> int:
    return int(browser.post("/sign-in/", {"address": address, **fields}).status_code)


def from_address(last: int) -> Client:
    return Client(REMOTE_ADDR=f"198.51.100.{last}")


def try_password(browser: Client, password: str = OTHER, **fields: str) -> int:
    answer = browser.post("/sign-in/password/", {"address": PHONE, "password": password, **fields})
    return int(answer.status_code)


def came_back(user: User, password: str = PASSWORD) -> Client:
    """A browser that signed in and out again."""
    browser = Client()
    assert browser.post("/sign-in/password/", {"address": user.phone, "password": password}).status_code == 302
    browser.post("/sign-out/")
    return browser


@pytest.fixture
def maria(db: None) -> User:
    return make_user(phone=PHONE, password=PASSWORD)


def test_signing_in_leaves_a_cookie_that_scripts_do_not_read(maria: User) -> None:
    browser = came_back(maria)
    cookie = browser.cookies[known.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 180 * 24 * 3600
    assert PHONE[1:] not in cookie.value


def test_ten_requests_of_strangers_shut_no_known_browser_out(maria: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "MOST_PER_ADDRESS_AND_DAY", 3)
    monkeypatch.setattr(allowances, "PER_SITE_AND_HOUR", {"sms": 1, "email": 1})
    browser = came_back(maria)
    for stranger in (1, 2, 3):
        ask(from_address(stranger), proof=solved(PHONE).token)
    assert ask(from_address(4)) == 422
    assert ask(browser) == 302
    assert browser.post("/sign-in/code/", {"code": sealed_code()})["Location"] == "/cabinet/"


def test_wrong_passwords_from_one_network_lock_that_network_alone(maria: User) -> None:
    browser, attacker = came_back(maria), from_address(1)
    for _attempt in range(11):
        assert try_password(attacker) == 422
    assert try_password(attacker, PASSWORD) == 422
    assert try_password(from_address(2), PASSWORD) == 302
    assert try_password(browser, PASSWORD) == 302


def test_a_neighbour_in_the_same_network_does_not_lock_a_known_browser(maria: User) -> None:
    browser, neighbour = came_back(maria), Client()
    for _attempt in range(11):
        assert try_password(neighbour) == 422
    assert try_password(browser, PASSWORD) == 302


def test_many_networks_that_guess_one_password_work_for_each_guess(
    maria: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowances, "PASSWORDS_PER_ADDRESS_AND_HOUR", 3)
    browser = came_back(maria)
    for network in (1, 2, 3):
        try_password(from_address(network))
    stranger = from_address(9)
    page = stranger.post("/sign-in/password/", {"address": PHONE, "password": PASSWORD})
    assert page.status_code == 422
    assert page.page.proving.challenge is not None
    assert try_password(browser, PASSWORD) == 302
    proof = solved(PHONE)
    assert try_password(stranger, PASSWORD, proof=proof.token, solution=proof.solution) == 302


def test_a_challenge_is_shown_alike_for_an_address_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "PASSWORDS_PER_ADDRESS_AND_HOUR", 0.5)
    make_user(phone=PHONE, password=PASSWORD)
    pages = [
        Client().post("/sign-in/password/", {"address": address, "password": "wrong password"})
        for address in (PHONE, "+79990000000")
    ]
    assert [page.status_code for page in pages] == [422, 422]
    assert all(page.page.proving.challenge for page in pages)


@pytest.mark.parametrize("how", ["sign out everywhere", "closed", "other account"])
def test_what_ends_the_sessions_makes_the_browser_a_stranger(
    maria: User, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = came_back(maria)
    if how == "sign out everywhere":
        sign_out_everywhere(actor=actor_for(maria))
    elif how == "closed":
        User.objects.update(is_active=False)
    address = "+79995550000" if how == "other account" else PHONE
    monkeypatch.setattr(allowances, "PER_SITE_AND_HOUR", {"sms": 0.5, "email": 0.5})
    assert ask(browser, address) == 422


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "WyJ4Il0:a:b", "x" * 5_000])
def test_a_cookie_that_is_not_ours_says_nothing(value: str) -> None:
    browser = Client()
    browser.cookies[known.COOKIE] = value
    assert ask(browser) == 302


def test_two_accounts_of_one_browser_are_both_known() -> None:
    browser = Client()
    client, manager = make_user(phone=PHONE, password=PASSWORD), make_staff(Role.MANAGER, password=PASSWORD)
    for user in (client, manager):
        browser.post("/sign-in/password/", {"address": user.phone, "password": PASSWORD})
        browser.post("/sign-out/")
    for user in (client, manager):
        request = type("Request", (), {"COOKIES": {known.COOKIE: browser.cookies[known.COOKIE].value}})()
        found = known.known_browser(request, known.Address(LoginCode.Channel.SMS, str(user.phone)))
        assert found is not None
        assert (found.account_id, found.is_staff) == (user.pk, user.is_staff)


def test_a_new_key_of_the_site_forgets_no_browser(maria: User) -> None:
    browser = came_back(maria)
    request = type("Request", (), {"COOKIES": {known.COOKIE: browser.cookies[known.COOKIE].value}})()
    address = known.Address(LoginCode.Channel.SMS, PHONE)
    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert known.known_browser(request, address) is not None
    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=[]):
        assert known.known_browser(request, address) is None


def test_after_five_wrong_codes_the_field_is_gone_and_a_new_code_is_offered(maria: User) -> None:
    browser = Client()
    ask(browser)
    wrong = other_code(sealed_code())
    for _attempt in range(4):
        assert 'name="code"' in browser.post("/sign-in/code/", {"code": wrong}).text
    spent = browser.post("/sign-in/code/", {"code": wrong})
    assert spent.status_code == 422
    for page in (spent, browser.get("/sign-in/code/")):
        assert 'name="code"' not in page.text
        assert "/sign-in/code/new/" in page.text
    LoginCode.objects.update(created_at=LoginCode.objects.get().created_at - timedelta(minutes=2))
    browser.post("/sign-in/code/new/")
    assert 'name="code"' in browser.get("/sign-in/code/").text


def test_a_new_code_asks_for_a_proof_on_the_same_page(maria: User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Client()
    ask(browser)
    LoginCode.objects.update(created_at=LoginCode.objects.get().created_at - timedelta(minutes=2))
    monkeypatch.setattr(allowances, "PER_SITE_AND_HOUR", {"sms": 0.5, "email": 0.5})
    page = browser.post("/sign-in/code/new/")
    assert page.status_code == 422
    assert 'name="code"' in page.text
    assert 'name="answer"' in page.text
    proof = solved(PHONE)
    browser.post("/sign-in/code/new/", {"proof": proof.token, "solution": proof.solution})
    assert LoginCode.objects.count() == 2


def test_a_wrong_answer_is_told_beside_its_field_with_another_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "PER_SITE_AND_HOUR", {"sms": 0.5, "email": 0.5})
    browser = Client()
    first = browser.post("/sign-in/", {"address": PHONE})
    token = first.page.proving.challenge.token
    assert "aria-invalid" not in first.text
    second = browser.post("/sign-in/", {"address": PHONE, "proof": token, "answer": "1"})
    assert second.status_code == 422
    assert second.page.proving.challenge.token != token
    assert 'aria-invalid="true"' in second.text
    assert LoginCode.objects.count() == 0
