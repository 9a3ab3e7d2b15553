"""Paying in a real browser: the content policy must let the payer leave for the acquirer's page and come back."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from kabinet.kernel import clock
from kabinet.kernel.money import format_money
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import loan_state
from kabinet.payments.models import Payment
from tests.support.jobs import run_jobs
from tests.support.payments import Till, credited, make_loan
from tests.support.race import race

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CHROMIUM = "/usr/bin/chromium"
T = TypeVar("T")


@pytest.fixture
def page(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A phone-sized browser that fails on any breach of the content policy."""
    monkeypatch.setattr(settings, "BASE_URL", live_server.url)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="ru-RU")
        complaints: list[str] = []
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        yield page
        browser.close()
        assert complaints == []


def aside(function: Callable[[], T]) -> T:
    """Ask the database in another thread: the browser's event loop runs in this one."""
    [result] = race(function)
    if isinstance(result, Exception):
        raise result
    return cast("T", result)


def sign_in(page: Page, url: str, loan: Loan) -> None:
    def session() -> str:
        client = Client()
        client.force_login(loan.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.cookies["sessionid"].value

    page.context.add_cookies([{"name": "sessionid", "value": aside(session), "url": url}])


def look(page: Page, name: str) -> None:
    """Keep a picture when a folder for them is named."""
    folder = os.environ.get("KABINET_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_borrower_pays_on_the_acquirers_page_and_sees_it_credited(live_server: Any, page: Page, till: Till) -> None:
    loan = aside(make_loan)
    sign_in(page, live_server.url, loan)
    page.goto(f"{live_server.url}/cabinet/loans/{loan.pk}/payments/new/")
    look(page, "new")
    page.locator("input[name=purpose][value=other]").check()
    page.locator("#id_amount").fill("5000")
    expect(page.locator("#payment-preview .card")).to_contain_text("108")
    look(page, "new-other")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/yookassa/checkout/**")
    look(page, "checkout")
    page.locator("button[value=pay]").click()
    page.wait_for_url(f"{live_server.url}/cabinet/payments/*/")
    look(page, "asking")
    aside(run_jobs)
    expect(page.locator("#payment-state .callout-success")).to_be_visible(timeout=10_000)
    look(page, "succeeded")
    assert aside(lambda: credited(loan)) == [("repayment", Decimal("5000.00"))]


def test_a_declined_payment_offers_another_try(live_server: Any, page: Page, till: Till) -> None:
    loan = aside(make_loan)
    sign_in(page, live_server.url, loan)
    page.goto(f"{live_server.url}/cabinet/loans/{loan.pk}/payments/new/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/yookassa/checkout/**")
    page.locator("button[value=insufficient_funds]").click()
    page.wait_for_url(f"{live_server.url}/cabinet/payments/*/")
    aside(run_jobs)
    expect(page.locator("#payment-state .callout-danger")).to_be_visible(timeout=10_000)
    look(page, "declined")
    assert aside(lambda: credited(loan)) == []


def test_it_works_without_scripts(live_server: Any, page: Page, till: Till) -> None:
    loan = aside(make_loan)
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_page(java_script_enabled=False)
    sign_in(plain, live_server.url, loan)
    plain.goto(f"{live_server.url}/cabinet/loans/{loan.pk}/payments/new/")
    plain.locator("main form button[type=submit]").click()
    plain.wait_for_url("**/yookassa/checkout/**")
    plain.locator("button[value=pay]").click()
    plain.wait_for_url(f"{live_server.url}/cabinet/payments/*/")
    aside(run_jobs)
    plain.reload()
    expect(plain.locator(".callout-success")).to_be_visible()
    assert aside(lambda: Payment.objects.get().status) == "succeeded"


def test_typing_chooses_the_sum_and_the_button_says_what_is_charged(live_server: Any, page: Page, till: Till) -> None:
    loan = aside(lambda: make_loan(issued=clock.today() - timedelta(days=70)))
    overdue = aside(lambda: loan_state(loan).overdue)
    sign_in(page, live_server.url, loan)
    url = f"{live_server.url}/cabinet/loans/{loan.pk}/payments/new/"
    page.goto(url)
    look(page, "overdue-first")
    first, other = page.locator("input[value=overdue]"), page.locator("input[value=other]")
    charge, amount = page.locator("#payment-charge"), page.locator("#id_amount")
    expect(first).to_be_checked()
    expect(charge).to_have_text(format_money(overdue))
    amount.fill("321,5")
    expect(other).to_be_checked()
    expect(charge).to_have_text(format_money(Decimal("321.50")))
    first.check()
    expect(amount).to_have_value("")
    expect(charge).to_have_text(format_money(overdue))
    other.check()
    expect(amount).to_have_value("321,5")
    expect(charge).to_have_text(format_money(Decimal("321.50")))
    amount.fill("0,5")
    expect(page.locator("#payment-preview .callout")).to_be_visible()
    expect(charge).to_have_text("")
    amount.fill("321,5")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/yookassa/checkout/**")
    page.goto(url)
    look(page, "open-payment")
    page.locator("form[action$='/abandon/'] button").click()
    expect(page.locator("form[action$='/abandon/']")).to_have_count(0)
    expect(charge).to_have_text(format_money(overdue))
    look(page, "given-up")
    assert aside(lambda: Payment.objects.get().given_up_at) is not None
