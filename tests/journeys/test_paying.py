"""Paying on a phone: another sum, what is overdue first, a payment begun and given up."""

import os
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from kabinet.kernel.ui.formats import money
from tests.journeys.browsing import DESKTOP, JOURNEY, PHONE, Visit, say

pytestmark = JOURNEY
Open = Callable[..., Visit]


def picture(visit: Visit, name: str) -> None:
    """Keep a picture when a folder for them is named."""
    folder = os.environ.get("KABINET_PICTURES")
    if folder:
        visit.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def choice(visit: Visit, value: str) -> Locator:
    return visit.page.locator(f"input[name=purpose][value={value}]")


def sum_beside(visit: Visit, value: str) -> str:
    """The sum that stands beside a choice."""
    label = visit.page.locator("label.choice-option").filter(has=choice(visit, value)).inner_text()
    found = re.search(r"(\d[\d\s\u2009\u202f\xa0]*,\d\d)\s₽", label)
    assert found, label
    return found.group()


def expect_charge(visit: Visit, sum_: str) -> None:
    expect(visit.page.locator("#payment-charge")).to_have_text(sum_)


def leave_for_the_acquirer(visit: Visit, button: str) -> None:
    visit.pay_button().click()
    visit.page.wait_for_url(re.compile("/yookassa/checkout/"))
    visit.page.get_by_role("button", name=button, exact=True).click()
    visit.page.wait_for_url(re.compile("/cabinet/payments/"))


def test_another_sum_is_what_was_typed_and_can_be_given_up(visit: Open, client: Any) -> None:
    payer = visit(PHONE, state=client)
    payer.open("/cabinet/loans/")
    loan = payer.page.locator("main a[href^='/cabinet/loans/']").first.get_attribute("href") or ""
    payer.give_up_open_payments(loan)
    first = payer.page.get_by_role("radio").first.get_attribute("value") or ""
    offered = sum_beside(payer, first)
    expect_charge(payer, offered)
    amount = payer.page.get_by_role("textbox", name=say("Another sum"))
    amount.fill("321,50")
    expect(choice(payer, "other")).to_be_checked()
    expect_charge(payer, money(Decimal("321.50")))
    picture(payer, "another-sum")
    choice(payer, first).check()
    expect(amount).to_have_value("")
    expect_charge(payer, offered)
    choice(payer, "other").check()
    expect(amount).to_have_value("321,50")
    expect_charge(payer, money(Decimal("321.50")))
    leave_for_the_acquirer(payer, "Уйти без оплаты")
    expect(payer.page.get_by_role("heading", level=1)).to_contain_text(money(Decimal("321.50")))
    payer.open(f"{loan}payments/new/")
    payer.see("You have begun to pay")
    expect(payer.page.get_by_role("main")).to_contain_text(money(Decimal("321.50")))
    picture(payer, "open-payment")
    payer.button("Give it up").click()
    payer.see("You gave the payment up. Its sum can be paid anew.")
    expect_charge(payer, offered)
    picture(payer, "given-up")


def test_the_address_of_a_receipt_is_asked_for_where_the_sum_needs_one(visit: Open, client: Any) -> None:
    payer = visit(PHONE, state=client)
    payer.open("/cabinet/loans/")
    loan = payer.page.locator("main a[href^='/cabinet/loans/']").first.get_attribute("href") or ""
    payer.give_up_open_payments(loan)
    address = payer.field(say("E-mail for the receipt"))
    expect(address).to_be_visible()
    said = say("No receipt is needed for this sum: there is no interest in it.")
    payer.page.route(
        re.compile("/payments/preview/"), lambda route: route.fulfill(body=f"<p data-no-receipt>{said}</p>")
    )
    payer.page.get_by_role("textbox", name=say("Another sum")).fill("321,50")
    payer.see("No receipt is needed for this sum: there is no interest in it.")
    expect(address).to_be_hidden()


def test_a_sum_too_small_to_be_left_is_refused_with_both_ways_out(visit: Open, client: Any) -> None:
    payer = visit(PHONE, state=client)
    payer.open("/cabinet/loans/")
    loan = payer.page.locator("main a[href^='/cabinet/loans/']").first.get_attribute("href") or ""
    payer.give_up_open_payments(loan)
    offered = sum_beside(payer, payer.page.get_by_role("radio").first.get_attribute("value") or "")
    whole = Decimal(re.sub(r"[^\d,]", "", offered).replace(",", "."))
    payer.page.get_by_role("textbox", name=say("Another sum")).fill(f"{whole - Decimal('0.26')}".replace(".", ","))
    expect(payer.page.locator("#payment-preview")).to_contain_text(money(whole - 1))
    expect_charge(payer, "")
    payer.pay_button().click()
    expect(payer.page.locator("#id_amount-error")).to_contain_text(money(whole - 1))
    picture(payer, "leaves-a-rest")


def test_who_is_late_pays_what_is_overdue_first(visit: Open, manager: Any) -> None:
    office = visit(DESKTOP, state=manager)
    office.open("/office/loans/?status=overdue")
    office.open(office.page.locator("#list tbody th a").first.get_attribute("href") or "")
    contract = office.page.get_by_role("heading", level=1).inner_text().split()[-1]
    office.open(office.page.locator("main a[href^='/office/clients/']").first.get_attribute("href") or "")
    phone = re.search(r"\+7(?:\W*\d){10}", office.page.get_by_role("main").inner_text())
    assert phone
    payer = visit(PHONE)
    payer.open("/sign-in/")
    payer.sign_in_with_code("+" + re.sub(r"\D", "", phone.group()))
    payer.open("/cabinet/loans/")
    card = payer.page.locator("main li").filter(has_text=contract)
    picture(payer, "loans-overdue")
    card.get_by_role("link", name=say("Pay"), exact=True).click()
    expect(payer.page.get_by_role("radio").first).to_have_value("overdue")
    expect(choice(payer, "overdue")).to_be_checked()
    overdue = sum_beside(payer, "overdue")
    expect_charge(payer, overdue)
    picture(payer, "overdue-first")
    email = payer.page.get_by_label(re.compile(say("E-mail for the receipt")))
    email.fill("plat@")
    payer.pay_button().click()
    expect(payer.page.locator("#id_receipt_email-error")).not_to_be_empty()
    email.fill("plat@mail.example")
    leave_for_the_acquirer(payer, "Оплатить")
    expect(payer.page.get_by_text(say("The payment has arrived")).first).to_be_visible()
    picture(payer, "overdue-paid")
    office.open(f"/office/loans/?status=overdue&q={contract}")
    expect(office.page.get_by_role("main")).not_to_contain_text(contract)


def test_without_scripts_a_sum_beside_another_choice_is_a_question(visit: Open, client: Any) -> None:
    quiet = visit(PHONE, state=client, scripts=False)
    quiet.open("/cabinet/loans/")
    loan = quiet.page.locator("main a[href^='/cabinet/loans/']").first.get_attribute("href") or ""
    quiet.give_up_open_payments(loan)
    expect(quiet.page.locator("#payment-charge")).to_be_hidden()
    quiet.page.get_by_role("textbox", name=say("Another sum")).fill("321,50")
    quiet.pay_button().click()
    expect(quiet.page.locator("#id_amount-error")).not_to_be_empty()
    expect(quiet.page.locator("#id_amount")).to_have_value("321,50")
    expect(choice(quiet, "other")).not_to_be_checked()
    picture(quiet, "contradiction")
    choice(quiet, "other").check()
    leave_for_the_acquirer(quiet, "Уйти без оплаты")
    expect(quiet.page.get_by_role("heading", level=1)).to_contain_text(money(Decimal("321.50")))
    quiet.give_up_open_payments(loan)
