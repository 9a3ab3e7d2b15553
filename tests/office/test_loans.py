from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.models import Event
from kabinet.kernel.money import format_amount, format_money
from kabinet.lending.actions.correct_number import correct_number
from kabinet.lending.models import Loan, Schedule
from kabinet.lending.queries.state import loan_state
from tests.support import lending
from tests.support.identity import actor_for, browser_of, make_staff
from tests.support.office import browser, received
from tests.support.pages import text_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def url(name: str, loan: Loan, *more: object) -> str:
    return reverse(f"office_loan{name}", args=[loan.pk, *more])


def schedule_values(loan: Loan, do: str, **changes: object) -> dict[str, object]:
    loan.refresh_from_db()
    values = {
        "amount": "100 000",
        "issued": (loan.disbursed_on or clock.today()).strftime("%d.%m.%Y"),
        "product": str(loan.product_id),
        "payments": "12",
        "revision": loan.revision,
        "do": do,
    }
    return values | changes


def test_the_list_and_its_filters(django_assert_max_num_queries) -> None:
    late = lending.make_issued_loan(days_ago=70)
    fresh = lending.make_approved_loan()
    client = browser(Role.ACCOUNTANT)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/office/loans/")
    assertContains(page, late.contract_number)
    assertContains(page, fresh.contract_number)
    overdue = client.get("/office/loans/?status=overdue")
    assertContains(overdue, late.contract_number)
    assertNotContains(overdue, f">{fresh.contract_number}<")
    assertContains(client.get("/office/loans/", {"q": fresh.contract_number}), f">{fresh.contract_number}<")
    for query in ("page=x", "page=nx", "status=nothing", "q=%00", "product=none"):
        assert client.get(f"/office/loans/?{query}").status_code == 200


def test_the_cards_of_a_loan_and_of_its_application_say_the_same_of_the_contract() -> None:
    loan = lending.make_issued_loan(received())
    client, day = browser(Role.MANAGER), loan.disbursed_on.strftime("%d.%m.%Y")
    facts = [f"Дата договора {day}", f"Платёжный документ о выдаче {loan.disbursement_document}, {day}"]
    for page in (url("", loan), reverse("office_application", args=[loan.application_id])):
        text = text_of(client.get(page))
        assert [fact for fact in facts if fact not in text] == []
        assert "Дата документа" not in text


def test_the_overdue_sum_and_its_days_are_not_read_as_one_number() -> None:
    loan = lending.make_issued_loan(days_ago=70)
    state = loan_state(loan)
    shown = f"{format_amount(state.overdue)} · <span"
    assertContains(browser(Role.ACCOUNTANT).get("/office/loans/?status=overdue"), shown)


def test_the_queue_counts_overdue_loans() -> None:
    lending.make_issued_loan(days_ago=70)
    page = browser(Role.ACCOUNTANT).get("/office/")
    assert page.page.overdue == 1
    assert page.page.queue is None


def test_money_that_went_out_without_a_schedule_waits_in_the_queue() -> None:
    client = browser(Role.ACCOUNTANT)
    assertNotContains(client.get("/office/"), "status=unscheduled")
    bare, fine = lending.make_issued_loan(publish=False), lending.make_issued_loan()
    page = client.get("/office/")
    assert page.page.unscheduled == 1
    assertContains(page, "/office/loans/?status=unscheduled")
    listed = client.get("/office/loans/?status=unscheduled")
    assertContains(listed, f">{bare.contract_number}<")
    assertNotContains(listed, f">{fine.contract_number}<")
    assertContains(client.get(url("", bare)), "callout-danger")


def test_the_card_shows_where_the_loan_stands(django_assert_max_num_queries) -> None:
    loan = lending.make_issued_loan(days_ago=70)
    lending.repay(loan, "5000")
    client = browser()
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(url("", loan))
    assertContains(page, loan.contract_number)
    assertContains(page, "row-overdue")
    assertContains(page, "explained-sum")
    assertContains(page, "353-ФЗ, ст. 5, ч. 20")
    lines = page.page.found.instalments
    assert [line.status.state for line in lines[:3]] == ["overdue", "overdue", "due_next"]
    assert sum(share.total for line in lines for share in line.shares) == 5000
    opened = page.content.decode().partition('<details class="explained-sum')[2].partition("</details>")[0]
    for sum_ in (lines[0].row.interest, lines[0].row.principal, lines[0].status.paid):
        assert format_money(sum_) in opened


def test_a_loan_without_schedule_and_one_with_two_versions(django_assert_max_num_queries) -> None:
    bare = lending.make_issued_loan(publish=False)
    client = browser()
    assert client.get(url("", bare)).page.found.instalments == ()
    lending.make_schedule(bare)
    lending.repay(bare, "5000")
    lending.make_schedule(bare, payments=24)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(url("", bare))
    newest, first = page.page.versions
    assert (newest.schedule.number, first.schedule.number) == (2, 1)
    assert newest.more_payment == newest.schedule.total_payment - first.schedule.total_payment
    assert first.more_payment is None
    version = client.get(url("_version", bare, 1))
    assert len(version.page.version.rows) == 12
    assert client.get(url("_version", bare, 9)).status_code == 404


def test_calculating_saves_nothing_and_shows_the_table(django_assert_max_num_queries) -> None:
    loan = lending.make_issued_loan(publish=False)
    client = browser()
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(url("_schedule", loan))
    assert len(page.page.quote.schedule.rows) == 12
    for payments in (6, 18):
        page = client.post(url("_schedule", loan), schedule_values(loan, "calculate", payments=payments))
        assert page.status_code == 200
        assert len(page.page.quote.schedule.rows) == payments
        assertContains(page, 'id="quote"')
    assert not Schedule.objects.exists()


def test_a_schedule_shorter_than_asked_for_says_so() -> None:
    product = lending.make_product(terms={"annual_rate": "24", "day_count": "30/360", "instalment": "20000"})
    loan = lending.make_issued_loan(lending.make_application(product), publish=False)
    client = browser()
    page = client.post(url("_schedule", loan), schedule_values(loan, "calculate"))
    assert len(page.page.quote.schedule.rows) == 6
    assertContains(page, "платежей понадобится 6, а не 12")
    assert client.post(url("_schedule", loan), schedule_values(loan, "publish")).status_code == 302
    assert Schedule.objects.get().instalments.count() == 6


def test_the_table_alone_is_drawn_anew_while_typing() -> None:
    loan = lending.make_issued_loan(publish=False)
    client = browser()
    values = schedule_values(loan, "calculate", payments=1)
    alone = client.post(url("_schedule", loan), values, headers={"HX-Request": "true", "HX-Target": "quote"})
    assert alone.status_code == 422
    assert alone.page.problems == [str(alone.page.form.errors["payments"][0])]
    whole = client.post(url("_schedule", loan), values)
    assert whole.page.problems == []


def test_publishing_makes_the_next_version() -> None:
    loan = lending.make_issued_loan(received(amount="100 000"))
    client = browser()
    page = client.post(url("_schedule", loan), schedule_values(loan, "publish", payments=18))
    assert page["Location"] == url("", loan)
    assert list(Schedule.objects.order_by("number").values_list("number", "terms__payments")) == [(1, 12), (2, 18)]
    again = client.post(
        url("_schedule", loan), schedule_values(loan, "publish", payments=18, back="application"), follow=True
    )
    assert again.redirect_chain[0][0] == reverse("office_application", args=[loan.application_id])
    assert [message.level_tag for message in get_messages(again.wsgi_request)] == ["success", "info"]
    assert Schedule.objects.count() == 2


@pytest.mark.parametrize("do", ["calculate", "publish"])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "сто"}, "amount"),
        ({"amount": "99 000"}, "amount"),
        ({"issued": "31.02.2026"}, "issued"),
        ({"issued": "01.01.2100"}, "issued"),
        ({"payments": "сто"}, "payments"),
        ({"payments": "1200"}, "payments"),
        ({"payments": "9" * 30}, "payments"),
        ({"product": str(uuid4())}, "product"),
        ({"product": "x"}, "product"),
    ],
)
def test_refused_schedules_keep_what_was_typed(do: str, changes: dict[str, str], field: str) -> None:
    loan = lending.make_issued_loan(publish=False)
    page = browser().post(url("_schedule", loan), schedule_values(loan, do, **changes))
    assert page.status_code == 422
    assert page.page.form.errors[field]
    if field != "product":
        assertContains(page, f'value="{changes[field]}"', status_code=422)
    assert not Schedule.objects.exists()


def test_a_stale_schedule_page_says_who_was_quicker() -> None:
    loan = lending.make_issued_loan()
    values = schedule_values(loan, "publish", payments=18)
    colleague = make_staff(Role.SENIOR_MANAGER, full_name="Соколова Мария")
    lending.make_schedule(loan, actor=actor_for(colleague), payments=6)
    client = browser()
    page = client.post(url("_schedule", loan), values)
    assert page.status_code == 422
    assertContains(page, "Соколова Мария", status_code=422)
    assertContains(page, 'value="18"', status_code=422)
    assert Schedule.objects.count() == 2
    values["revision"] = page.page.revision
    assert client.post(url("_schedule", loan), values).status_code == 302


def test_correcting_a_number_leaves_both_values() -> None:
    loan = lending.make_issued_loan(received())
    old = loan.contract_number
    client = browser(Role.SENIOR_MANAGER)
    values = {"field": "contract_number", "new": "З-верный", "reason": "Опечатка", "revision": loan.revision}
    page = client.post(url("_correction", loan), values)
    assert page["Location"] == url("", loan)
    loan.refresh_from_db()
    assert loan.contract_number == "З-верный"
    card = client.get(url("", loan))
    assertContains(card, f"{old} → З-верный")
    assertContains(card, "Опечатка")
    application = client.get(reverse("office_application", args=[loan.application_id]))
    assert application.status_code == 200


def test_correcting_the_day_of_the_disbursement() -> None:
    loan = lending.make_issued_loan(days_ago=3)
    day = loan.disbursed_on + timedelta(days=1)
    values = {"field": "disbursed_on", "new": day.strftime("%d.%m.%Y"), "reason": "По выписке"}
    assert browser(Role.ACCOUNTANT).post(url("_correction", loan), values).status_code == 302
    loan.refresh_from_db()
    assert loan.disbursed_on == day


def test_the_disbursement_cannot_come_after_a_repayment() -> None:
    loan = lending.make_issued_loan(days_ago=3)
    lending.repay(loan, "1000", on=loan.disbursed_on + timedelta(days=1))
    day = loan.disbursed_on
    values = {"field": "disbursed_on", "new": (day + timedelta(days=2)).strftime("%d.%m.%Y"), "reason": "По выписке"}
    page = browser(Role.ACCOUNTANT).post(url("_correction", loan), values)
    assert (page.status_code, list(page.page.form.errors)) == (422, ["new"])
    loan.refresh_from_db()
    assert loan.disbursed_on == day


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"new": ""}, "new"),
        ({"reason": ""}, "reason"),
        ({"reason": "  "}, "reason"),
        ({"field": "amount"}, "field"),
        ({"field": "disbursed_on", "new": "31.02.2026"}, "new"),
        ({"field": "disbursed_on", "new": "01.01.2100"}, "new"),
    ],
)
def test_refused_corrections_change_nothing(changes: dict[str, str], field: str) -> None:
    loan = lending.make_issued_loan()
    values = {"field": "contract_number", "new": "З-новый", "reason": "Опечатка", "revision": loan.revision}
    page = browser(Role.SENIOR_MANAGER).post(url("_correction", loan), values | changes)
    assert page.status_code == 422
    assert page.page.form.errors[field]
    assert not Event.objects.filter(name="loan.number_corrected").exists()


def test_a_stale_correction() -> None:
    loan = lending.make_issued_loan()
    seen = loan.revision
    senior = make_staff(Role.SENIOR_MANAGER, full_name="Соколова Мария")
    correct_number(actor=actor_for(senior), loan_id=loan.pk, field="contract_number", new="З-раньше", reason="Опечатка")
    values = {"field": "contract_number", "new": "З-позже", "reason": "Тоже опечатка", "revision": seen}
    page = browser(Role.SENIOR_MANAGER).post(url("_correction", loan), values)
    assert page.status_code == 422
    assertContains(page, "Соколова Мария", status_code=422)
    assertContains(page, "З-позже", status_code=422)
    loan.refresh_from_db()
    assert loan.contract_number == "З-раньше"


def test_hostile_numbers_stay_text() -> None:
    hostile = "<b>x</b>\"'"
    loan = lending.make_approved_loan(received())
    Loan.objects.update(contract_number=hostile)  # as an earlier version let it in
    client = browser(Role.SENIOR_MANAGER)
    addresses = [url(name, loan) for name in ("", "_schedule", "_correction")]
    for address in ["/office/loans/", *addresses, reverse("office_application", args=[loan.application_id])]:
        page = client.get(address).content.decode()
        assert "<b>x</b>" not in page, address
        assert "&lt;b&gt;x&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("name", "method", "roles"),
    [
        ("", "get", set(Role)),
        ("_schedule", "get", {Role.MANAGER, Role.SENIOR_MANAGER}),
        ("_schedule", "post", {Role.MANAGER, Role.SENIOR_MANAGER}),
        ("_correction", "get", {Role.SENIOR_MANAGER, Role.ACCOUNTANT}),
        ("_correction", "post", {Role.SENIOR_MANAGER, Role.ACCOUNTANT}),
    ],
)
def test_whom_the_pages_are_for(name: str, method: str, roles: set[str]) -> None:
    loan = lending.make_issued_loan()
    for role in Role:
        status = getattr(browser(role), method)(url(name, loan)).status_code
        assert (status != 403) is (role in roles), role
        assert status < 500
    assert getattr(browser_of(loan.account), method)(url(name, loan)).status_code == 403
    assert getattr(Client(), method)(url(name, loan))["Location"].startswith("/sign-in/")


def test_a_repaid_loan_keeps_its_schedule() -> None:
    loan = lending.make_issued_loan()
    client = browser()
    total = Schedule.objects.get().total_payment
    lending.repay(loan, total)
    card = client.get(url("", loan))
    assert not card.page.may_publish
    page = client.post(url("_schedule", loan), schedule_values(loan, "publish", payments=18))
    assert page.status_code == 422
    assert Schedule.objects.count() == 1


def test_a_repaid_loan_asks_for_no_new_schedule() -> None:
    loan = lending.make_issued_loan(days_ago=3)
    lending.repay(loan, Schedule.objects.get().total_payment)
    values = {"field": "disbursed_on", "new": (loan.disbursed_on + timedelta(days=1)).strftime("%d.%m.%Y")}
    assert browser(Role.ACCOUNTANT).post(url("_correction", loan), values | {"reason": "По выписке"}).status_code == 302
    assert browser().get(url("", loan)).page.found.needs_new_schedule is False
