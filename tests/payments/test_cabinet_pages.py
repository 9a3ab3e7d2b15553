import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.money import format_money
from kabinet.lending.actions.record_repayment import record_repayment
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import loan_state
from kabinet.organisation.queries.profile import profile
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import Payment
from tests.support.identity import make_user
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.paying import filled, new_url
from tests.support.payments import Till, credited, make_loan, pay

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def client(loan: Loan) -> Client:
    browser = Client()
    browser.force_login(loan.account, backend=BACKEND)
    return browser


def on_one_line(response: Any) -> str:
    """The page without the line breaks between its elements and attributes."""
    return re.sub(r"[ \n]+", " ", response.text)


def test_the_page_offers_the_instalment_and_another_sum(till: Till, client: Client, loan: Loan) -> None:
    response = client.get(new_url(loan))
    assert response.status_code == 200
    html = on_one_line(response)
    assert re.findall(r'name="purpose" value="(\w+)"', html) == ["instalment", "other"]
    assert "style=" not in html


def test_the_chosen_sum_leads_to_the_acquirers_page(till: Till, client: Client, loan: Loan) -> None:
    response = client.post(new_url(loan), filled(client, loan))
    payment = Payment.objects.get()
    assert (payment.amount, payment.purpose, payment.status) == (Decimal("5000.00"), "other", "pending")
    assert (response.status_code, response["Location"]) == (302, reverse("payment_go", args=[payment.pk]))
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert f'http-equiv="refresh" content="0;url={payment.confirmation_url}"' in page.content.decode()
    assert f'href="{payment.confirmation_url}"' in page.content.decode()


def test_the_instalment_is_paid_to_the_kopeck(till: Till, client: Client, loan: Loan) -> None:
    client.post(new_url(loan), filled(client, loan, purpose="instalment", amount=""))
    payment = Payment.objects.get()
    assert (payment.purpose, payment.amount) == ("instalment", loan_state(loan).instalments[0].payment)


def test_the_same_form_twice_leads_to_the_same_page(till: Till, client: Client, loan: Loan) -> None:
    form = filled(client, loan)
    first, second = client.post(new_url(loan), form), client.post(new_url(loan), form)
    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("amount", ["0", "-5", "0,50", "1 000 000", "пять тысяч", "", "5000,001", "1e5", "9" * 30])
def test_a_wrong_sum_is_said_beside_the_field_and_kept(till: Till, client: Client, loan: Loan, amount: str) -> None:
    response = client.post(new_url(loan), filled(client, loan, amount=amount))
    assert response.status_code == 422
    html = response.content.decode()
    assert f'value="{amount}"' in html
    assert 'href="#id_amount"' in html
    assert Payment.objects.count() == 0


def test_a_sum_that_changed_meanwhile_is_shown_again(till: Till, client: Client, loan: Loan) -> None:
    form = filled(client, loan, purpose="instalment")
    payment = pay(loan, "1000.00")
    till.choose(payment)
    confirm_payment(payment_id=payment.pk)
    response = client.post(new_url(loan), form)
    assert response.status_code == 422
    assert Payment.objects.count() == 1


def test_html_in_the_sum_is_shown_as_text(till: Till, client: Client, loan: Loan) -> None:
    response = client.post(new_url(loan), filled(client, loan, amount="<script>alert(1)</script>"))
    assert response.status_code == 422
    assert "<script>alert(1)" not in response.content.decode()


def test_the_preview_says_what_a_sum_covers(till: Till, client: Client, loan: Loan) -> None:
    url = reverse("payment_preview", args=[loan.pk])
    interest = loan_state(loan).rows[0].interest
    html = client.get(url, {"purpose": "other", "amount": "5000"}).content.decode()
    kopecks = f"{interest:.2f}".split(".")[1]
    assert f",{kopecks}" in html
    nothing = client.get(url, {"purpose": "other", "amount": ""}).content.decode()
    assert re.findall(r"<(\w+)", nothing) == ["span"]
    assert "callout-warning" in client.get(url, {"purpose": "other", "amount": "99999999"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"), [("5.000", "Это 5 000,00 ₽ или 5,00 ₽?"), ("abc", "Введите сумму цифрами"), ("0,50", "1,00 ₽")]
)
def test_the_preview_asks_what_is_meant(till: Till, client: Client, loan: Loan, typed: str, said: str) -> None:
    html = client.get(
        reverse("payment_preview", args=[loan.pk]), {"purpose": "other", "amount": typed}
    ).content.decode()
    assert "callout-warning" in html
    assert said in html.replace("\xa0", " ")
    assert re.findall(r'<span id="payment-charge"[^>]*>([^<]*)</span>', html) == [""]


def test_coming_back_asks_at_once_and_shows_what_was_paid(till: Till, client: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    url = reverse("payment", args=[payment.pk])
    first = client.get(url).content.decode()
    assert 'hx-trigger="load delay:2s"' in first
    assert "callout-success" not in first
    client.get(url)
    assert waiting_jobs() == ["payments.check"]
    run_jobs()
    settled = client.get(reverse("payment_state", args=[payment.pk]), {"look": "1"}).content.decode()
    assert "callout-success" in settled
    assert "hx-get" not in settled
    assert waiting_jobs() == []
    assert credited(loan) == [("repayment", Decimal("5000.00"))]


def test_somebody_who_did_not_pay_is_led_back_to_paying(till: Till, client: Client, loan: Loan) -> None:
    payment = pay(loan)
    client.get(reverse("payment", args=[payment.pk]))
    run_jobs()
    html = client.get(reverse("payment_state", args=[payment.pk]), {"look": "1"}).content.decode()
    assert reverse("payment_go", args=[payment.pk]) in html
    assert "callout-success" not in html


@pytest.mark.parametrize("look", ["45", "999", "-1", "x", ""])
def test_looking_again_ends(till: Till, client: Client, loan: Loan, look: str) -> None:
    payment = pay(loan)
    html = client.get(reverse("payment_state", args=[payment.pk]), {"look": look}).content.decode()
    assert "hx-get" not in html


def test_a_declined_payment_says_why_and_offers_another_try(till: Till, client: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment, "insufficient_funds")
    confirm_payment(payment_id=payment.pk)
    html = client.get(reverse("payment", args=[payment.pk])).content.decode()
    again = f"{new_url(loan)}?purpose=other&amp;amount=5000.00"
    assert again in html
    assert 'value="5000.00"' in client.get(again.replace("&amp;", "&")).content.decode()
    assert client.get(reverse("payment_go", args=[payment.pk]))["Location"] == reverse("payment", args=[payment.pk])


def test_a_silent_acquirer_takes_no_money_and_the_page_says_so(till: Till, client: Client, loan: Loan) -> None:
    till.emulator.faults(yookassa={"fail_before": 1})
    response = client.post(new_url(loan), filled(client, loan), follow=True)
    assert response.redirect_chain[-1][0] == reverse("payment", args=[Payment.objects.get().pk])
    assert "callout-warning" in response.content.decode()


@pytest.mark.parametrize("name", ["payment", "payment_go", "payment_state"])
def test_another_clients_payment_does_not_exist(till: Till, loan: Loan, name: str) -> None:
    payment = pay(loan)
    stranger = Client()
    stranger.force_login(make_user(), backend=BACKEND)
    assert stranger.get(reverse(name, args=[payment.pk])).status_code == 404
    assert stranger.get(new_url(loan)).status_code == 404
    assert stranger.post(new_url(loan), {"purpose": "other", "amount": "1"}).status_code == 404
    assert stranger.get(reverse("payment_preview", args=[loan.pk])).status_code == 404


def test_a_loan_with_nothing_to_pay_says_so(till: Till) -> None:
    approved = make_loan(number=3, status="approved")
    browser = Client()
    browser.force_login(approved.account, backend=BACKEND)
    response = browser.get(new_url(approved))
    assert (response.status_code, "empty-state" in response.content.decode()) == (200, True)


@pytest.mark.parametrize("outcome", ["succeeded", "refunded", "disputed"])
def test_every_end_has_its_words(till: Till, client: Client, loan: Loan, outcome: str) -> None:
    payment = pay(loan)
    till.choose(payment)
    if outcome == "refunded":
        till.refund(payment, payment.amount)
    if outcome == "disputed":
        till.tamper(payment, amount={"value": "1.00", "currency": "RUB"})
    confirm_payment(payment_id=payment.pk)
    response = client.get(reverse("payment", args=[payment.pk]))
    assert response.page.seen.payment.status == outcome
    assert "callout-title" in response.content.decode()


def test_what_a_payment_covered_adds_up_after_a_part_came_back(till: Till, client: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    confirm_payment(payment_id=payment.pk)
    till.refund(payment, Decimal("1200.50"))
    confirm_payment(payment_id=payment.pk)
    page = client.get(reverse("payment", args=[payment.pk]))
    lines = [amount for _label, amount in page.page.seen.lines]
    assert lines[-1] == Decimal("-1200.50")
    assert sum(lines) == Decimal("3799.50")


def test_pages_ask_the_database_a_bounded_number_of_times(
    till: Till, client: Client, loan: Loan, django_assert_max_num_queries: Any
) -> None:
    payment = pay(loan)
    with django_assert_max_num_queries(12):
        client.get(new_url(loan))
    with django_assert_max_num_queries(12):
        client.get(reverse("payment", args=[payment.pk]))


def test_a_sum_typed_beside_another_choice_is_refused_and_kept(till: Till, client: Client, loan: Loan) -> None:
    response = client.post(new_url(loan), filled(client, loan, purpose="instalment", amount="5 000,00"))
    assert response.status_code == 422
    html = on_one_line(response)
    assert 'href="#id_amount"' in html
    assert 'value="5 000,00"' in html
    assert re.search(r'value="instalment"[^>]* checked', html)
    assert Payment.objects.count() == 0


@pytest.mark.parametrize("blank", ["", "  ", "\u200b"])
def test_a_blank_sum_beside_another_choice_is_no_contradiction(
    till: Till, client: Client, loan: Loan, blank: str
) -> None:
    assert client.post(new_url(loan), filled(client, loan, purpose="instalment", amount=blank)).status_code == 302


def test_the_button_carries_the_sum_that_will_be_charged(till: Till, client: Client, loan: Loan) -> None:
    due = loan_state(loan).due_now
    charge = re.compile(r'<span id="payment-charge"[^>]*>([^<]*)</span>')
    [shown] = charge.findall(client.get(new_url(loan)).content.decode())
    assert shown == format_money(due)
    url = reverse("payment_preview", args=[loan.pk])
    for amount, expected in (("5000", "5 000,00 ₽"), ("0,5", ""), ("1 000 000", ""), ("", "")):
        html = client.get(url, {"purpose": "other", "amount": amount}).content.decode()
        assert [text.replace("\xa0", " ") for text in charge.findall(html)] == [expected]
        assert 'hx-swap-oob="true"' in html


def test_an_overdue_borrower_pays_what_is_overdue_by_default(till: Till) -> None:
    loan = make_loan(number=5, issued=clock.today() - timedelta(days=70))
    browser = Client()
    browser.force_login(loan.account, backend=BACKEND)
    html = on_one_line(browser.get(new_url(loan)))
    assert re.findall(r'name="purpose" value="(\w+)"( checked)?', html) == [
        ("overdue", " checked"),
        ("due", ""),
        ("other", ""),
    ]
    response = browser.post(new_url(loan), filled(browser, loan, purpose="overdue", amount=""))
    assert response.status_code == 302
    assert Payment.objects.get().amount == loan_state(loan).overdue > 0


def test_an_open_payment_is_shown_with_both_ways_on(till: Till, client: Client, loan: Loan) -> None:
    due = loan_state(loan).due_now
    payment = pay(loan, "5000.00")
    html = client.get(new_url(loan)).content.decode()
    assert f'href="{reverse("payment_go", args=[payment.pk])}"' in html
    assert f'action="{reverse("payment_abandon", args=[payment.pk])}"' in html
    assert format_money(due - 5000) in html
    refused = client.post(new_url(loan), filled(client, loan, amount="9 000"))
    assert refused.status_code == 422
    pay(loan, str(due - 5000))
    full = client.get(new_url(loan)).content.decode()
    assert full.count("/abandon/") == 2
    assert 'name="purpose"' not in full


def test_giving_up_leads_back_to_paying(till: Till, client: Client, loan: Loan) -> None:
    payment = pay(loan)
    url = reverse("payment_abandon", args=[payment.pk])
    assert client.get(url).status_code == 405
    assert client.post(url)["Location"] == new_url(loan)
    assert "/abandon/" not in client.get(new_url(loan)).content.decode()
    page = client.get(reverse("payment", args=[payment.pk])).content.decode()
    assert "hx-get" not in page
    assert reverse("payment_go", args=[payment.pk]) not in page
    assert client.get(reverse("payment_go", args=[payment.pk]))["Location"] == reverse("payment", args=[payment.pk])


def test_giving_up_what_was_paid_shows_that_it_arrived(till: Till, client: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    response = client.post(reverse("payment_abandon", args=[payment.pk]), follow=True)
    assert "callout-success" in response.content.decode()
    till.emulator.faults(yookassa={"fail_before": 9})
    other = pay(loan, "1000.00")
    assert client.post(reverse("payment_abandon", args=[other.pk])).status_code == 302


def test_a_rest_below_the_smallest_payment_names_the_transfer_and_has_no_dead_button(
    till: Till, client: Client, loan: Loan
) -> None:
    site = profile()
    site.bank_account, site.bank_name, site.bank_bik = "40702810900000000001", "Банк", "044525225"
    site.save()
    record_repayment(
        actor=SYSTEM,
        loan_id=loan.pk,
        amount=loan_state(loan).remaining - Decimal("0.26"),
        on=clock.today(),
        source="transfer:1",
    )
    html = client.get(new_url(loan)).content.decode()
    assert "0,26" in html
    assert "40702810900000000001" in html
    assert loan.contract_number in html
    assert re.findall(r"<button[^>]*type=\"submit\"", html.split("<main")[1].split("</main>")[0]) == []
    assert client.post(new_url(loan), {"purpose": "other", "amount": "0,26"}).status_code == 200
    assert Payment.objects.count() == 0
    for url in ("/cabinet/", "/cabinet/loans/", f"/cabinet/loans/{loan.pk}/"):
        main = on_one_line(client.get(url)).split("<main")[1]
        [text] = re.findall(rf'href="{new_url(loan)}"[^>]*>.*?<span>([^<]*)</span>', main)
        assert text == gettext("How to pay the rest")


def test_the_page_tells_how_to_close_the_loan_early(till: Till, client: Client, loan: Loan) -> None:
    site = profile()
    site.email = "zaem@fond.example"
    site.save()
    html = client.get(new_url(loan)).content.decode()
    assert format_money(loan_state(loan).remaining) in html
    assert 'href="mailto:zaem@fond.example"' in html
