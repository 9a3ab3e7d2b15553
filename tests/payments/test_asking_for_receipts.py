"""Where the receipt of a payment goes: asked for when there is interest to name, and said afterwards."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from kabinet.config.environment import environment
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.lending.actions.record_repayment import record_repayment
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import loan_state
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import Payment
from kabinet.payments.presentation import receipt_sentence
from tests.support.identity import browser_of
from tests.support.paying import filled, new_url, preview_url
from tests.support.payments import Till

pytestmark = pytest.mark.django_db
NO_RECEIPT = "Чек на эту сумму не нужен: процентов в ней нет."


@pytest.fixture
def client(loan: Loan) -> Client:
    return browser_of(loan.account)


def test_the_page_asks_where_the_receipt_goes_and_says_afterwards(till: Till, client: Client, loan: Loan) -> None:
    html = client.get(new_url(loan)).content.decode()
    [control] = re.findall(r'<input[^>]* name="receipt_email"[^>]*>', html)
    assert f'value="{loan.account.email}"' in control
    wrong = client.post(new_url(loan), filled(client, loan, receipt_email="maria@"))
    assert wrong.status_code == 422
    assert 'href="#id_receipt_email"' in wrong.content.decode()
    assert 'value="maria@"' in wrong.content.decode()
    client.post(new_url(loan), filled(client, loan, receipt_email="maria@mail.example"))
    payment = Payment.objects.get()
    assert payment.receipt_to == "payer"
    till.choose(payment)
    confirm_payment(payment_id=payment.pk)
    page = client.get(reverse("payment", args=[payment.pk])).content.decode()
    assert receipt_sentence(payment) in page
    assert 'value="maria@mail.example"' in client.get(new_url(loan)).content.decode()


@pytest.fixture
def email_alone(loan: Loan, monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt goes to the payer's e-mail or nowhere."""
    values = environment().model_copy(update={"receipt_fallback_email": ""})
    monkeypatch.setattr("kabinet.payments.addressees.environment", lambda: values)
    loan.account.phone = None
    loan.account.save()


@pytest.fixture
def interest_paid(loan: Loan) -> Loan:
    """A loan of whose next instalment the principal alone is left."""
    interest = loan_state(loan).rows[0].interest
    record_repayment(actor=SYSTEM, loan_id=loan.pk, amount=interest, on=clock.today(), source="test:1")
    return loan


@pytest.mark.usefixtures("email_alone")
@pytest.mark.parametrize("typed", ["", "maria@"])
def test_principal_alone_is_paid_without_asking_where_a_receipt_goes(
    till: Till, client: Client, interest_paid: Loan, typed: str
) -> None:
    page = client.get(new_url(interest_paid)).content.decode()
    assert NO_RECEIPT in page
    sent = filled(client, interest_paid, receipt_email=typed)
    assert NO_RECEIPT in client.get(preview_url(interest_paid), sent).content.decode()
    assert client.post(new_url(interest_paid), sent).status_code == 302
    assert (Payment.objects.get().receipt, Payment.objects.get().receipt_to) == ({}, "")


@pytest.mark.usefixtures("email_alone")
def test_interest_is_not_paid_without_an_address_for_its_receipt(till: Till, client: Client, loan: Loan) -> None:
    sent = filled(client, loan, receipt_email="")
    assert NO_RECEIPT not in client.get(preview_url(loan), sent).content.decode()
    refused = client.post(new_url(loan), sent)
    assert refused.status_code == 422
    assert 'href="#id_receipt_email"' in refused.content.decode()
    assert NO_RECEIPT not in refused.content.decode()
