import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kabinet.lending.models import Loan
from kabinet.lending.queries.state import loan_state
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import Payment
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.payments import Till, credited, make_account, make_loan, pay

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def loan(db: None) -> Loan:
    return make_loan()


@pytest.fixture
def client(loan: Loan) -> Client:
    browser = Client()
    browser.force_login(loan.account, backend=BACKEND)
    return browser


def new_url(loan: Loan) -> str:
    return reverse("payment_new", args=[loan.pk])


def filled(client: Client, loan: Loan, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with what the client chose."""
    html = client.get(new_url(loan)).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    values = {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}
    return {**values, "purpose": "other", "amount": "5 000,00", **changes}


def test_the_page_offers_the_instalment_and_another_sum(till: Till, client: Client, loan: Loan) -> None:
    response = client.get(new_url(loan))
    assert response.status_code == 200
    html = response.content.decode()
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
    assert client.get(url, {"purpose": "other", "amount": "abc"}).content.decode().strip() == ""
    assert "callout-warning" in client.get(url, {"purpose": "other", "amount": "99999999"}).content.decode()


def test_coming_back_asks_at_once_and_shows_what_was_paid(till: Till, client: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    url = reverse("payment", args=[payment.pk])
    first = client.get(url).content.decode()
    assert 'hx-trigger="load delay:2s"' in first
    assert "callout-success" not in first
    client.get(url)
    assert waiting_jobs() == ["kabinet.payments.tasks.check_payment"]
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
    stranger.force_login(make_account(2), backend=BACKEND)
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
    assert response.context["payment"].status == outcome
    assert "callout-title" in response.content.decode()


def test_what_a_payment_covered_adds_up_after_a_part_came_back(till: Till, client: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    confirm_payment(payment_id=payment.pk)
    till.refund(payment, Decimal("1200.50"))
    confirm_payment(payment_id=payment.pk)
    page = client.get(reverse("payment", args=[payment.pk]))
    lines = [amount for _label, amount in page.context["lines"]]
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
