from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from kabinet.applications.actions.assign_manager import assign_manager
from kabinet.applications.actions.decline_application import decline_application
from kabinet.applications.models import Application
from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.models import Event
from kabinet.lending.models import Loan
from tests.kernel.ui.markup import parse
from tests.support.identity import actor_for, browser_of, make_staff
from tests.support.office import browser, received, standard_product

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def url(name: str, application: Application) -> str:
    return reverse(f"office_application{name}", args=[application.pk])


def test_the_list_shows_what_is_asked_for(django_assert_max_num_queries) -> None:
    application = received()
    client = browser()
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/office/applications/")
    assertContains(page, application.number)
    assertContains(page, "Королёва Анна Игоревна")
    assertContains(page, "На любые цели")
    assertContains(page, "30\u00a0000\u00a0₽")
    link = parse(page.content.decode()).one("tbody").one("a").attrs
    assert "data-beside" in link
    assert (link["href"], link["hx-get"], link["hx-target"]) == (url("", application), url("", application), "#card")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=королева", True),
        ("q=9991234567", True),
        ("q=Сидоров", False),
        ("borrower=Анна", True),
        ("borrower=Пётр", False),
        ("status=submitted", True),
        ("status=approved", False),
        ("service=na-lyubye-celi", True),
        ("service=nothing", True),
        ("manager=nobody", True),
        ("manager=me", False),
        ("since=01.01.2020", True),
        ("until=01.01.2020", False),
        ("since=2020-01-01&until=2020-01-02", False),
        ("since=31.02.2026", True),
        ("page=garbage", True),
    ],
)
def test_filters_live_in_the_address(query: str, found: bool) -> None:
    application = received()
    page = browser().get(f"/office/applications/?{query}")
    assert page.status_code == 200
    assert (application.number in page.content.decode()) is found


def test_the_number_finds_an_application() -> None:
    application = received()
    page = browser().get("/office/applications/", {"q": application.number})
    assertContains(page, application.number)


def test_pages_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = received(), received(product=standard_product("drugoy"))
    monkeypatch.setattr("kabinet.office.views.applications.PAGE", 1)
    client = browser()
    page = client.get("/office/applications/?status=submitted").content.decode()
    assert second.number in page
    assert first.number not in page
    older = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "status=submitted" in older
    assert first.number in client.get(older).content.decode()


@pytest.mark.parametrize("address", ["/office/", "/office/applications/"])
def test_whom_the_pages_are_for(address: str) -> None:
    received()
    assert browser(Role.ADMINISTRATOR).get(address).status_code == 200
    assert browser(Role.ACCOUNTANT).get(address).status_code == (200 if address == "/office/" else 403)
    client = browser_of(Application.objects.get().account)
    assert client.get(address).status_code == 403
    assert Client().get(address)["Location"].startswith("/sign-in/")


def test_the_queue_counts_lead_into_the_list(django_assert_max_num_queries) -> None:
    staff = make_staff()
    with clock.frozen(clock.now() - timedelta(days=5)):
        late = received()
    fresh = received(product=standard_product("drugoy"))
    assign_manager(actor=actor_for(staff), application_id=fresh.pk, manager_id=staff.pk)
    client = browser_of(staff)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/office/")
    queue = page.page.queue
    assert (queue.mine, queue.free, queue.late, queue.to_issue) == (1, 1, 1, 0)
    mine = client.get("/office/applications/?manager=me&status=submitted").content.decode()
    assert fresh.number in mine
    assert late.number not in mine
    until = queue.late_until.strftime("%d.%m.%Y")
    assert f"?status=submitted&amp;until={until}" in page.content.decode()
    overdue = client.get(f"/office/applications/?status=submitted&until={until}").content.decode()
    assert late.number in overdue
    assert fresh.number not in overdue


def test_the_card_of_a_received_application(django_assert_max_num_queries) -> None:
    application = received()
    client = browser()
    client.get(url("", application))
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(url("", application))
    assertContains(page, "Королёва Анна Игоревна")
    assertContains(page, "57 10 123456")
    assertContains(page, 'id="contract_contract_number"')
    assertContains(page, 'id="decline_reason"')
    assertContains(page, "office/clients/")
    assertNotContains(page, 'id="disbursement_document"')


def test_an_administrator_looks_and_cannot_decide() -> None:
    application = received()
    page = browser(Role.ADMINISTRATOR).get(url("", application))
    assertContains(page, application.number)
    assertNotContains(page, "contract_number")
    assertNotContains(page, "decline_reason")


def test_hostile_answers_stay_text() -> None:
    hostile = "<script>alert(1)</script>"
    application = received(workplace=hostile, birth_place=f"г. {hostile}\"'><img src=x onerror=alert(1)>")
    party = application.party
    assert party is not None
    party.display_name = hostile
    party.save(update_fields=["display_name"])
    client = browser()
    for address in ("/office/", "/office/applications/", url("", application), url("_decline", application)):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_unknown_and_drafts_do_not_exist() -> None:
    client = browser()
    assert client.get(reverse("office_application", args=[uuid4()])).status_code == 404


def test_declining() -> None:
    application = received()
    client = browser()
    page = client.post(url("_decline", application), {"reason": "Мало данных", "revision": application.revision})
    assert page.status_code == 302
    application.refresh_from_db()
    assert (application.status, application.decline_reason) == ("declined", "Мало данных")
    card = client.get(url("", application))
    assertContains(card, "Мало данных")
    assertContains(card, "Кузнецов Пётр Ильич")
    assertNotContains(card, "contract_contract_number")


def test_declining_without_a_reason_changes_nothing() -> None:
    application = received()
    page = browser().post(url("_decline", application), {"reason": "  ", "revision": application.revision})
    assert page.status_code == 422
    assert page.page.asked.form.errors["reason"]
    application.refresh_from_db()
    assert application.status == "submitted"


def approve(client: Client, application: Application, **changes: object):
    application.refresh_from_db()
    values = {
        "contract_number": "З-77",
        "contract_date": clock.today().strftime("%d.%m.%Y"),
        "amount": "30 000",
        "revision": application.revision,
    }
    return client.post(url("_contract", application), values | changes)


def issue(client: Client, application: Application, **changes: object):
    loan = Loan.objects.filter(application=application).first()
    values = {
        "document": "ПП-1",
        "on": clock.today().strftime("%d.%m.%Y"),
        "revision": loan.revision if loan else 0,
    }
    return client.post(url("_disbursement", application), values | changes)


def test_the_contract_number_approves_and_the_document_issues(django_assert_max_num_queries) -> None:
    application = received()
    client = browser()
    assert approve(client, application).status_code == 302
    loan = Loan.objects.get()
    assert (loan.contract_number, loan.status, str(loan.amount)) == ("З-77", "approved", "30000.00")
    assertContains(client.get(url("", application)), "вместе с ним опубликуется график")
    assert issue(client, application).status_code == 302
    loan.refresh_from_db()
    assert loan.schedules.count() == 1
    assert (loan.status, loan.disbursement_document) == ("issued", "ПП-1")
    with django_assert_max_num_queries(MOST_QUERIES):
        card = client.get(url("", application))
    assertContains(card, "З-77")
    assertContains(card, "ПП-1")
    assertContains(card, 'id="schedule_amount"')


def test_the_document_before_the_contract_is_refused() -> None:
    application = received()
    page = issue(browser(), application)
    assert page.status_code == 422
    assertContains(page, 'value="ПП-1"', status_code=422)
    assert page.page.asked.form.non_field_errors()
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contract_number": ""}, "contract_number"),
        ({"contract_number": "x" * 60}, "contract_number"),
        ({"contract_date": "31.02.2026"}, "contract_date"),
        ({"contract_date": "01.01.2150"}, "contract_date"),
        ({"contract_date": "01.01.2020"}, "contract_date"),
        ({"amount": "сто"}, "amount"),
        ({"amount": "1"}, "amount"),
        ({"amount": "-5"}, "amount"),
    ],
)
def test_refused_contracts_keep_what_was_typed(changes: dict[str, str], field: str) -> None:
    application = received()
    page = approve(browser(), application, **changes)
    assert page.status_code == 422
    assert page.page.asked.form.errors[field]
    kept = {"contract_number": "З-77", **changes}
    for value in kept.values():
        if value:
            assertContains(page, f'value="{value}"', status_code=422)
    assert not Loan.objects.exists()
    application.refresh_from_db()
    assert application.status == "submitted"


def test_a_number_that_is_taken_is_refused_beside_it() -> None:
    first, second = received(), received(product=standard_product("drugoy"))
    client = browser()
    approve(client, first)
    page = approve(client, second)
    assert page.status_code == 422
    assert "З-77" in str(page.page.asked.form.errors["contract_number"])


def test_a_stale_page_says_who_was_quicker_and_keeps_the_text() -> None:
    application = received()
    seen = application.revision
    colleague = make_staff(full_name="Соколова Мария")
    assign_manager(actor=actor_for(colleague), application_id=application.pk, manager_id=colleague.pk)
    page = browser().post(url("_decline", application), {"reason": "Долгий текст причины", "revision": seen})
    assert page.status_code == 422
    assertContains(page, "Соколова Мария", status_code=422)
    assertContains(page, "Долгий текст причины", status_code=422)
    application.refresh_from_db()
    assert application.status == "submitted"
    assert page.page.asked.revision == application.revision
    again = browser().post(
        url("_decline", application), {"reason": "Долгий текст причины", "revision": page.page.asked.revision}
    )
    assert again.status_code == 302


def test_an_order_on_what_a_colleague_closed_says_so() -> None:
    application = received()
    seen = application.revision
    colleague = make_staff(full_name="Соколова Мария")
    decline_application(actor=actor_for(colleague), application_id=application.pk, reason="Нет")
    page = approve(browser(), application, revision=seen)
    assert page.status_code == 422
    assertContains(page, "Соколова Мария", status_code=422)
    assertContains(page, 'value="З-77"', status_code=422)
    assert browser().get(url("_contract", application))["Location"] == url("", application)


def test_twice_is_once() -> None:
    application = received()
    client = browser()
    approve(client, application)
    assert approve(client, application).status_code == 302
    assert Event.objects.filter(name="application.approved").count() == 1


def test_taking_and_assigning() -> None:
    application = received()
    staff, colleague = make_staff(full_name="Первый Иван"), make_staff(full_name="Вторая Анна")
    client = browser_of(staff)
    assertContains(client.get(url("", application)), url("_take", application))
    client.post(url("_take", application))
    application.refresh_from_db()
    assert application.manager_id == staff.pk
    late = browser_of(colleague).post(url("_take", application), follow=True)
    application.refresh_from_db()
    assert application.manager_id == staff.pk
    assert [message.level_tag for message in get_messages(late.wsgi_request)] == ["error"]
    page = client.post(url("_manager", application), {"manager": str(colleague.pk), "revision": application.revision})
    assert page.status_code == 302
    card = client.get(url("", application)).content.decode()
    assert "Первый Иван → Вторая Анна" in card


def test_only_managers_can_be_chosen() -> None:
    application = received()
    accountant = make_staff(Role.ACCOUNTANT)
    page = browser().post(
        url("_manager", application), {"manager": str(accountant.pk), "revision": application.revision}
    )
    assert page.status_code == 422
    application.refresh_from_db()
    assert application.manager_id is None


@pytest.mark.parametrize("name", ["_decline", "_contract", "_disbursement", "_manager", "_take"])
def test_orders_are_for_those_who_decide(name: str) -> None:
    application = received()
    for role in (Role.ACCOUNTANT, Role.ADMINISTRATOR):
        assert browser(role).post(url(name, application)).status_code == 403
    assert browser_of(application.account).post(url(name, application)).status_code == 403
    assert Client().post(url(name, application))["Location"].startswith("/sign-in/")
    application.refresh_from_db()
    assert application.status == "submitted"


def test_orders_have_pages_of_their_own() -> None:
    application = received()
    client = browser()
    for name in ("_decline", "_contract", "_manager"):
        assertContains(client.get(url(name, application)), 'name="revision"')
