"""Connections as an administrator sets them, with the emulated operators at the other end."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from kabinet.config.environment import Environment
from kabinet.emulators.settings import DEMO_SHOP_ID, DEMO_SHOP_KEY, DEMO_SMSC_KEY, DEMO_SMSC_LOGIN
from kabinet.emulators.testing import RunningEmulator, running_emulator
from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.connections import configured
from kabinet.kernel.models import LONGEST_CHECK, Connection
from tests.kernel.ui.markup import Element, breaches, parse
from tests.support.jobs import run_jobs
from tests.support.office import browser

pytestmark = pytest.mark.django_db
SMSC = ("sms", "smsc")


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator() as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_by_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configured, "environment", Environment.model_construct)


@pytest.fixture
def admin() -> Client:
    return browser(Role.ADMINISTRATOR)


def url(name: str = "office_connection", connection: tuple[str, str] = SMSC) -> str:
    return reverse(name, args=connection)


def typed(emulator: RunningEmulator, **changes: Any) -> dict[str, Any]:
    values = {"login": DEMO_SMSC_LOGIN, "password": DEMO_SMSC_KEY, "url": f"{emulator.smsc_url}/", "timeout": "5"}
    return {**values, "revision": "0", **changes}


def page_of(answer: Any) -> Element:
    page = parse(answer.content.decode())
    assert breaches(page) == []
    return page


def test_an_operator_is_chosen_typed_in_checked_and_used(admin: Client, emulator: RunningEmulator) -> None:
    page_of(admin.get(reverse("office_connections")))
    page_of(admin.get(url()))
    assert admin.post(url(), typed(emulator)).status_code == 302
    answer = admin.get(url())
    page_of(answer)
    assert DEMO_SMSC_KEY not in answer.content.decode()
    assert admin.post(url("office_connection_check")).status_code == 302
    waiting = admin.get(url("office_connection_verdict"))
    assert (waiting.status_code, "Спрашиваем" in waiting.content.decode()) == (200, True)
    run_jobs()
    there = admin.get(url("office_connection_verdict"))
    assert (there.status_code, "Спросили баланс" in there.content.decode()) == (286, True)
    assert configured.adapters("sms")[0].name == "smsc"
    assert "отвечает" in admin.get(reverse("office_connections")).content.decode()


def test_what_was_typed_is_saved_and_checked_by_one_button(admin: Client, emulator: RunningEmulator) -> None:
    answer = admin.post(url(), typed(emulator, then="check"))
    assert answer.status_code == 302
    assert "Спрашиваем" in admin.get(url()).content.decode()
    run_jobs()
    assert "Спросили баланс" in admin.get(url()).content.decode()
    assert admin.post(url(), typed(emulator, revision="1", timeout="soon", then="check")).status_code == 422
    assert not Connection.objects.get().is_being_checked


def test_a_check_without_a_worker_says_so(admin: Client, emulator: RunningEmulator) -> None:
    admin.post(url(), typed(emulator, then="check"))
    with clock.frozen(clock.now() + LONGEST_CHECK + timedelta(seconds=1)):
        verdict = admin.get(url("office_connection_verdict"))
    assert (verdict.status_code, "обработчик" in verdict.content.decode()) == (286, True)


def test_an_auditor_sees_what_is_set_and_no_secret(admin: Client, emulator: RunningEmulator) -> None:
    admin.post(url(), typed(emulator))
    auditor = browser(Role.AUDITOR)
    answer = auditor.get(url())
    page_of(answer)
    shown = answer.content.decode()
    assert DEMO_SMSC_LOGIN in shown
    assert "не показывается" in shown
    assert DEMO_SMSC_KEY not in shown
    for words in ("Проверить сейчас", "Сохранить"):
        assert words in admin.get(url()).content.decode()
        assert words not in shown
    assert auditor.post(url(), typed(emulator, revision="1", timeout="7")).status_code == 403
    assert Connection.objects.get().revision == 1


def test_a_test_message_arrives(admin: Client, emulator: RunningEmulator) -> None:
    admin.post(url(), typed(emulator))
    admin.post(url("office_connection_check"), {"typed": "8 912 345-67-89"})
    run_jobs()
    assert "Проверка" in emulator.wait_for_message("+79123456789")["text"]
    assert Connection.objects.get().check_passed
    admin.post(url("office_connection_check"), {"typed": "nonsense"})
    run_jobs()
    row = Connection.objects.get()
    assert (row.check_passed, "не номер мобильного" in row.check_said) == (False, True)


def test_a_wrong_key_is_told_by_the_check(admin: Client, emulator: RunningEmulator) -> None:
    admin.post(url(), typed(emulator, password="wrong-key"))
    admin.post(url("office_connection_check"))
    run_jobs()
    said = admin.get(url()).content.decode()
    assert "оператор отказал" in said
    assert "wrong-key" not in said


def test_a_server_that_is_away_is_told_by_the_check(admin: Client) -> None:
    values = {"host": "127.0.0.1", "port": "9", "security": "none", "sender": "a@fund.example", "timeout": "1"}
    email = ("email", "smtp")
    assert admin.post(url(connection=email), {**values, "revision": "0"}).status_code == 302
    admin.post(url("office_connection_check", email), {"typed": "maria@mail.example"})
    run_jobs()
    assert [message.to for message in mail.outbox] == [["maria@mail.example"]]
    assert "Загляните в почту" in admin.get(url(connection=email)).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"login": ""}, "login"),
        ({"password": ""}, "password"),
        ({"url": "smsc"}, "url"),
        ({"timeout": "0"}, "timeout"),
        ({"timeout": "soon"}, "timeout"),
        ({"sender": "A" * 12}, "sender"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_changes_nothing(
    admin: Client, emulator: RunningEmulator, changes: dict[str, str], field: str
) -> None:
    answer = admin.post(url(), typed(emulator, **changes))
    page = page_of(answer)
    assert answer.status_code == 422
    assert field in answer.page.form.errors
    controls = {element.attrs.get("name"): element.attrs for element in page.all("input")}
    kept = {"login": DEMO_SMSC_LOGIN, **changes}["login"]
    assert controls["login"]["value"] == kept
    assert controls["password"]["value"] == ""
    assert not Connection.objects.exists()


def names() -> list[str]:
    return [each.provider.name for each in configured.all_of("sms") if each.works]


def test_an_acquirer_is_typed_in_checked_and_opens_a_test_payment(admin: Client, emulator: RunningEmulator) -> None:
    acquirer = ("acquirer", "yookassa")
    values = {"shop_id": DEMO_SHOP_ID, "secret_key": DEMO_SHOP_KEY, "url": emulator.yookassa_url, "timeout": "5"}
    assert admin.post(url(connection=acquirer), {**values, "revision": "0"}).status_code == 302
    admin.post(url("office_connection_check", acquirer))
    run_jobs()
    assert f"{DEMO_SHOP_ID} отвечает" in admin.get(url(connection=acquirer)).content.decode()
    admin.post(url("office_connection_check", acquirer), {"typed": "1,00"})
    run_jobs()
    assert Connection.objects.get().check_passed
    page = page_of(admin.get(url(connection=acquirer)))
    assert [link for link in page.all("a") if "/yookassa/" in link.attrs["href"]]
    admin.post(url(connection=acquirer), {**values, "secret_key": "wrong", "revision": "1"})
    admin.post(url("office_connection_check", acquirer))
    run_jobs()
    assert not Connection.objects.get().check_passed


def test_the_order_and_the_switch(admin: Client, emulator: RunningEmulator) -> None:
    admin.post(url(), typed(emulator))
    smsru = ("sms", "smsru")
    admin.post(url(connection=smsru), {"api_id": "key-of-the-account", "timeout": "5", "revision": "0"})
    assert names() == ["smsc", "smsru"]
    admin.post(url("office_connection_first", smsru))
    assert names() == ["smsru", "smsc"]
    admin.post(url("office_connection_switch", smsru), {"on": "no"})
    assert names() == ["smsc"]
    admin.post(url("office_connection_switch", smsru), {"on": "yes"})
    assert names() == ["smsru", "smsc"]


def test_a_stale_page_says_whose_change_it_was(admin: Client, emulator: RunningEmulator) -> None:
    admin.post(url(), typed(emulator))
    other = browser(Role.ADMINISTRATOR, full_name="Быстрова Анна")
    other.post(url(), typed(emulator, revision="1", sender="Fond"))
    answer = admin.post(url(), typed(emulator, revision="1", sender="Zaimy"))
    assert "Быстрова Анна" in answer.content.decode()
    assert Connection.objects.get().settings["sender"] == "Fond"


def test_the_history_names_fields_and_no_values(admin: Client, emulator: RunningEmulator) -> None:
    admin.post(url(), typed(emulator))
    admin.post(url(), typed(emulator, revision="1", password="another-key-of-ours"))
    said = admin.get(url()).content.decode()
    assert "Подключение изменено" in said
    assert "Пароль или ключ API" in said
    assert "another-key-of-ours" not in said


def test_what_the_operator_of_the_server_set_is_shown_and_locked(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Environment.model_construct(_fields_set={"sms_provider", "smsru_api_id"}, sms_provider="smsru")
    monkeypatch.setattr(configured, "environment", lambda: given)
    answer = admin.get(url(connection=("sms", "smsru")))
    assert "Задано на сервере" in answer.content.decode()
    assert "api_id" not in answer.page.form.fields
    assert "Задано на сервере" in admin.get(reverse("office_connections")).content.decode()


@pytest.mark.parametrize("connection", [("sms", "pigeons"), ("birds", "smsc")])
@pytest.mark.parametrize("name", ["office_connection", "office_connection_check", "office_connection_switch"])
def test_an_unknown_service_is_not_found(admin: Client, connection: tuple[str, str], name: str) -> None:
    assert admin.post(url(name, connection)).status_code == 404


def test_a_session_left_open_is_not_enough_to_change_a_connection(admin: Client, emulator: RunningEmulator) -> None:
    admin.post(url(), typed(emulator))
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert admin.get(url()).status_code == 302
        assert admin.post(url(), typed(emulator, revision="1", sender="Fond")).status_code == 302
        assert admin.post(url("office_connection_switch"), {"on": "no"}).status_code == 302
        assert browser(Role.AUDITOR).get(url()).status_code == 200
    row = Connection.objects.get()
    assert (row.settings.get("sender"), row.is_on, row.revision) == (None, True, 1)


def test_a_form_that_comes_late_gives_no_secret_back(admin: Client, emulator: RunningEmulator) -> None:
    smsru = ("sms", "smsru")
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = admin.cookies
    drawn = {
        each.attrs.get("name"): each.attrs.get("value", "")
        for each in parse(admin.get(url(connection=smsru)).content.decode()).all("input")
    }
    home = "http://testserver"
    answer = guarded.post(
        url(connection=smsru),
        {"api_id": "typed-a-moment-ago", "timeout": "7", "drawn_for": drawn["drawn_for"], "revision": "0"},
        headers={"origin": home, "referer": home + url(connection=smsru)},
    )
    said = answer.content.decode()
    assert answer.status_code == 403
    assert "typed-a-moment-ago" not in said
    assert not Connection.objects.exists()
