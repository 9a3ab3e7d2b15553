"""The whole road, as people walk it: from the calculator to a paid instalment, on a phone and at a desk."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from kabinet.cli.demo_data.people import DemoPerson
from kabinet.kernel.ui.formats import money
from kabinet.lending.engine import Schedule, build_schedule, parse_terms
from tests.journeys.applicant import Answer, give, remaining, someone, steps
from tests.journeys.browsing import DESKTOP, JOURNEY, PHONE, Size, Visit, say

pytestmark = JOURNEY
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
Open = Callable[..., Visit]
A_PASSWORD = "dolgaya doroga 2026"


def personal_goals(amount: int, payments: int) -> Schedule:
    """The demo's product «На личные цели», issued today."""
    today = datetime.now(ZoneInfo("Europe/Moscow")).date()
    terms = {"amount": str(amount), "annual_rate": "48", "method": "annuity", "annuity": "nominal"}
    return build_schedule(parse_terms({**terms, "issued": today.isoformat(), "payments": payments}))


def quote(visit: Visit) -> Locator:
    return visit.page.get_by_role("complementary", name=say("What it comes to"))


def calculate(visit: Visit) -> None:
    """Move sum and term; everything changes on the page that is open."""
    page = visit.open("/")
    page.evaluate("window.sameDocument = true")
    visit.choose(say("Loan"), "На личные цели")
    expect(page.get_by_role("textbox", name=say("Sum"))).to_have_value(re.compile(r"^30\s000"))
    for amount, payments in ((150_000, 12), (200_000, 18)):
        page.get_by_role("textbox", name=say("Sum")).fill(str(amount))
        page.get_by_role("textbox", name=say("Number of payments")).fill(str(payments))
        expected = personal_goals(amount, payments)
        expect(quote(visit)).to_contain_text(money(expected.rows[0].payment))
        expect(quote(visit)).to_contain_text(money(expected.totals.interest))
        expect(quote(visit)).to_contain_text(f"{expected.psk.percent:.3f}".replace(".", ","))
        expect(quote(visit)).to_contain_text(money(expected.psk.roubles))
    slider = page.get_by_role("slider", name=say("Sum"))
    slider.press("ArrowRight")
    expect(quote(visit)).to_contain_text(money(personal_goals(205_000, 18).rows[0].payment))
    slider.press("ArrowLeft")
    expect(quote(visit)).to_contain_text(money(personal_goals(200_000, 18).rows[0].payment))
    page.get_by_text(say("The whole schedule")).click()
    rows = page.get_by_role("table", name=say("Schedule of payments")).locator("tbody tr")
    expect(rows).to_have_count(18)
    last = personal_goals(200_000, 18).rows[-1]
    expect(rows.last).to_contain_text(last.due.strftime("%d.%m.%Y"))
    assert page.evaluate("window.sameDocument") is True
    page.get_by_role("textbox", name=say("Sum")).fill("900000")
    expect(page.locator("#id_amount-error")).not_to_be_empty()
    page.get_by_role("textbox", name=say("Sum")).fill("200000")
    expect(quote(visit)).to_contain_text(money(personal_goals(200_000, 18).rows[0].payment))
    assert page.evaluate("window.sameDocument") is True


def expect_saved(visit: Visit) -> None:
    expect(visit.page.locator("[data-save-indicator]")).to_have_attribute("data-state", "saved")


def fill(visit: Visit, title: str, answers: list[Answer]) -> None:
    """Fill a step in and go on."""
    expect(visit.page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
    for answer in answers:
        give(visit, answer)
    name = "Check the answers" if title == "Согласия" else "Continue"
    visit.page.get_by_role("main").get_by_role("button", name=say(name), exact=True).last.click()


def begin_and_come_back(visit: Visit, person: DemoPerson) -> None:
    """Two fields, the tab closed, and on from where one was."""
    first = steps(person)["О вас"]
    expect(visit.page.get_by_role("heading", name="О вас", level=1)).to_be_visible()
    expect(visit.page.get_by_role("main")).to_contain_text(re.compile(r"200\s000"))
    expect(visit.field("Фамилия")).to_be_focused()
    for answer in first[:2]:
        give(visit, answer)
        visit.page.keyboard.press("Tab")
        expect_saved(visit)
    expect(visit.field("Отчество")).to_be_focused()
    visit.reopen()
    visit.open("/cabinet/applications/")
    visit.page.get_by_role("link", name="На личные цели").first.click()
    expect(visit.page.get_by_role("heading", name="О вас", level=1)).to_be_visible()
    expect(visit.field("Фамилия")).to_have_value(person.last_name)
    expect(visit.field("Имя")).to_have_value(person.first_name)
    expect(visit.page.locator(":focus")).to_have_attribute("name", re.compile("^(first_name|middle_name)$"))


def go_on_elsewhere(visit: Visit, other: Visit, person: DemoPerson) -> None:
    """Sign in with a code, leave in the middle of a step, go on at another device."""
    visit.page.get_by_role("banner").get_by_role("link", name=say("Sign in")).click()
    visit.sign_in_with_code(person.phone, wrong_first=True)
    expect(visit.page.get_by_role("heading", name="Паспорт", level=1)).to_be_visible()
    document = steps(person)["Паспорт"]
    for answer in document[:2]:
        give(visit, answer)
        visit.page.keyboard.press("Tab")
        expect_saved(visit)
    visit.open("/cabinet/security/")
    for field in visit.page.get_by_role("main").locator("input[type=password]").all():
        field.fill(A_PASSWORD)
    visit.button("Set a password").click()
    visit.page.wait_for_load_state()
    other.sign_in_with_password(person.phone, A_PASSWORD)
    other.open("/cabinet/")
    other.page.get_by_role("main").get_by_role("link", name=re.compile(re.escape(say("Continue")))).first.click()
    expect(other.page.get_by_role("heading", name="Паспорт", level=1)).to_be_visible()
    expect(other.field("Когда выдан")).to_have_value("14.03.2024")
    expect(other.page.locator(":focus")).to_have_attribute(
        "name", re.compile("^(passport_issued_on|passport_issuer_code)$")
    )
    fill(other, "Паспорт", document)


def send(visit: Visit) -> str:
    """Check and send; returns the number."""
    expect(visit.heading("Check and send")).to_be_visible()
    visit.button("Send the application").dblclick()
    visit.page.wait_for_url(re.compile(r"/cabinet/applications/[0-9a-f-]{36}/$"))
    found = re.search(r"\d{4}-\d{6}", visit.page.get_by_role("main").inner_text())
    assert found, "the number of the application is not on its card"
    return found.group()


def find(manager: Visit, person: DemoPerson, number: str) -> None:
    """Find the application by name, phone, INN and number; open its card and take it."""
    page = manager.open("/office/applications/")
    search = page.get_by_role("searchbox", name=say("Search"))
    rows = page.locator("#list tbody tr")
    for wanted in (f"{person.last_name} {person.first_name}", person.phone, person.inn, number):
        search.fill(wanted)
        search.press("Enter")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(number)
    expect(rows).to_contain_text("На личные цели")
    expect(rows).to_contain_text(re.compile(r"200\s000"))
    expect(rows).to_contain_text(person.last_name)
    link = page.get_by_role("link", name=number)
    link.click()
    expect(manager.heading("Application %(number)s", number=number)).to_be_visible()
    manager.open(link.get_attribute("href") if link.count() else manager.path())
    manager.button("Take it").click()
    expect(page.get_by_role("main")).to_contain_text("Мария Соколова")


def approve_and_issue(manager: Visit, number: str) -> str:
    """Contract number, then the disbursement document; returns the contract's number."""
    page, contract = manager.page, f"Д-{number}"
    manager.field(say("Contract number")).fill(contract)
    manager.button("Approve").click()
    manager.see("The application is approved.")
    manager.field(say("Disbursement document number")).fill(f"РКО-{number}")
    manager.button("Issue the loan").click()
    manager.see("The loan is issued.")
    expect(page.get_by_role("main")).to_contain_text(contract)
    history = page.locator("#history")
    expect(history).to_contain_text("Мария Соколова")
    return contract


def work_out_a_schedule(manager: Visit) -> None:
    """Calculate as often as one likes; nothing is saved by that."""
    page = manager.page
    form = page.locator("#schedule")
    for payments in (24, 12, 18):
        form.get_by_role("textbox", name=say("Number of payments")).fill(str(payments))
        form.get_by_role("button", name=say("Calculate"), exact=True).click()
        rows = page.get_by_role("table", name=say("Schedule that is not published yet")).locator("tbody tr")
        expect(rows).to_have_count(payments)
    expect(rows.first).to_contain_text(personal_goals(200_000, 18).rows[0].due.strftime("%d.%m.%Y"))


def publish(manager: Visit, number: int) -> None:
    manager.page.locator("#schedule").get_by_role("button", name=say("Publish to the client"), exact=True).click()
    versions = manager.page.get_by_role("table", name=say("Published versions")).locator("tbody tr")
    expect(versions).to_have_count(number)


def schedule_rows(visit: Visit) -> Locator:
    return visit.page.get_by_role("table", name=say("Schedule of payments")).locator("tbody tr")


def pay_instalment(visit: Visit, *, refused_first: bool = False) -> str:
    """From the loan's page through the acquirer's and back; returns the sum as the page writes it."""
    page = visit.page
    page.get_by_role("main").get_by_role("link", name=say("Pay"), exact=True).first.click()
    chosen = page.get_by_role("radio").first
    expect(chosen).to_be_checked()
    sum_ = re.search(r"[\d\s\u2009\u202f\xa0]+,\d\d", page.get_by_role("radiogroup").inner_text())
    assert sum_, "no sum beside the choice"
    visit.pay_button().click()
    page.wait_for_url(re.compile("/yookassa/checkout/"))
    if refused_first:
        page.get_by_role("button", name="Недостаточно средств").click()
        expect(page.get_by_text(say("The payment did not go through")).first).to_be_visible()
        visit.see("No money was taken.")
        visit.link("Try again").click()
        visit.pay_button().click()
        page.wait_for_url(re.compile("/yookassa/checkout/"))
    page.get_by_role("button", name="Оплатить", exact=True).click()
    page.wait_for_url(re.compile("/cabinet/payments/"))
    expect(page.get_by_text(say("The payment has arrived")).first).to_be_visible()
    return sum_.group().strip()


@SIZES
def test_the_road_from_the_calculator_to_a_paid_instalment(size: Size, visit: Open, manager: Any) -> None:
    person = someone()
    client = visit(size)
    calculate(client)
    client.button("Apply for the loan").click()
    begin_and_come_back(client, person)
    fill(client, "О вас", steps(person)["О вас"])
    other = visit(DESKTOP if size.touch else PHONE)
    go_on_elsewhere(client, other, person)
    for title, answers in remaining(person, "Паспорт"):
        fill(other, title, answers)
    number = send(other)

    office = visit(size, state=manager)
    find(office, person, number)
    contract = approve_and_issue(office, number)
    client.open("/cabinet/loans/")
    client.page.get_by_role("main").get_by_role("link", name="На личные цели").click()
    expect(schedule_rows(client)).to_have_count(18)
    work_out_a_schedule(office)
    office.page.locator("#schedule").get_by_role("textbox", name=say("Number of payments")).fill("12")
    publish(office, 2)
    client.page.reload()
    expect(schedule_rows(client)).to_have_count(12)

    loan = client.path()
    expected = money(personal_goals(200_000, 12).rows[0].payment)
    assert pay_instalment(client) in expected
    client.link("To the loan and its schedule").click()
    assert client.path() == loan
    expect(schedule_rows(client).first).to_have_class(re.compile("row-done"))
    expect(schedule_rows(client).nth(1)).to_have_class(re.compile("row-next"))
    explained = schedule_rows(client).first.locator("details")
    explained.locator("summary").click()
    expect(explained).to_have_attribute("open", "")
    for words in ("Schedule, PDF", "Payment certificate, PDF"):
        assert client.download(client.link(words).first).startswith(b"%PDF-")

    office.open("/office/payments/")
    expect(office.page.get_by_role("main")).to_contain_text(contract)
    expect(office.page.locator("tbody tr").filter(has_text=contract)).to_contain_text(expected[:-2])


@SIZES
def test_a_declined_client_reads_the_reason(size: Size, visit: Open, manager: Any) -> None:
    reason = f"Доход не позволяет платить по займу: {size.width}."
    office = visit(size, state=manager)
    office.open("/office/applications/?status=submitted&service=lichnye-celi")
    office.open(office.page.locator("#list tbody th a").first.get_attribute("href"))
    phone = office.page.locator("main a[href^='tel:']").first.get_attribute("href").removeprefix("tel:")
    office.page.get_by_role("main").get_by_text(say("Decline the application"), exact=True).first.click()
    dialog = office.page.get_by_role("dialog")
    dialog.get_by_role("button", name=say("Decline"), exact=True).click()
    expect(office.page.locator("main [aria-invalid=true]").first).to_be_visible()
    office.page.locator("main textarea:visible").first.fill(reason)
    office.page.get_by_role("main").get_by_role("button", name=say("Decline"), exact=True).locator(
        "visible=true"
    ).click()
    office.see("The application is declined; the client sees the reason.")
    client = visit(size)
    client.open("/sign-in/")
    client.sign_in_with_code(phone)
    client.open("/cabinet/applications/")
    client.page.get_by_role("main").get_by_role("link", name="На личные цели").first.click()
    expect(client.page.get_by_role("main")).to_contain_text(reason)


def test_a_payment_refused_by_the_bank_and_then_paid(visit: Open, client: Any) -> None:
    payer = visit(PHONE, state=client)
    payer.open("/cabinet/loans/")
    payer.page.get_by_role("main").get_by_role("link", name="На личные цели").first.click()
    before, loan = payer.page.locator("tr.row-done").count(), payer.path()
    payer.give_up_open_payments(loan)
    payer.open(loan)
    pay_instalment(payer, refused_first=True)
    payer.link("To the loan and its schedule").click()
    expect(payer.page.locator("tr.row-done")).to_have_count(before + 1)


def test_without_scripts_from_the_calculator_to_the_sent_application(visit: Open) -> None:
    person = someone()
    quiet = visit(DESKTOP, scripts=False)
    page = quiet.open("/calculator/?product=lichnye-celi&amount=200000&payments=18")
    page.get_by_role("textbox", name=say("Number of payments")).fill("12")
    quiet.button("Calculate").click()
    expect(quote(quiet)).to_contain_text(money(personal_goals(200_000, 12).rows[0].payment))
    quiet.button("Apply for the loan").click()
    for title, answers in steps(person).items():
        known = [answer for answer in answers if quiet.field(answer.question).count() or answer.kind != "field"]
        if title == "Работа и доход":
            asked_at_once = [answer for answer in answers if answer.question != "Где вы работаете"]
            fill(quiet, title, asked_at_once)
            expect(quiet.field("Где вы работаете")).to_be_visible()
            fill(quiet, title, [answers[1]])
        else:
            fill(quiet, title, known if title == "Заём" else answers)
    quiet.link("Sign in and send").click()
    quiet.sign_in_with_code(person.phone)
    number = send_quietly(quiet)
    assert re.fullmatch(r"\d{4}-\d{6}", number)


def send_quietly(visit: Visit) -> str:
    visit.button("Send the application").click()
    found = re.search(r"\d{4}-\d{6}", visit.page.get_by_role("main").inner_text())
    assert found, "the number of the application is not on its card"
    return found.group()
