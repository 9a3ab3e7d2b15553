import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.lending.models import Loan
from kabinet.payments import queries
from kabinet.payments.actions.abandon_payment import abandon_payment
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.actions.receive_notice import receive_notice
from kabinet.payments.models import Payment
from tests.support.identity import actor_for
from tests.support.jobs import run_jobs
from tests.support.office import browser
from tests.support.payments import Till, credited, make_loan, pay

pytestmark = pytest.mark.django_db
LIST = "/office/payments/"


@pytest.fixture
def accountant(db: None) -> Client:
    return browser(Role.ACCOUNTANT)


def shown(response: Any) -> list[Payment]:
    return list(response.page.rows)


def test_a_payment_that_was_given_up_waits_for_nobody(till: Till, accountant: Client, loan: Loan) -> None:
    payment = pay(loan)
    places = (LIST, reverse("office_payment", args=[payment.pk]), reverse("office_loan", args=[loan.pk]))
    manager = browser(Role.MANAGER)
    assert all('badge-info">ждёт плательщика' in manager.get(url).content.decode() for url in places)
    abandon_payment(actor=actor_for(loan.account), payment_id=payment.pk)
    for url in places:
        html = manager.get(url).content.decode()
        assert "плательщик отказался</span>" in html, url
        assert "ждёт плательщика</span>" not in html, url


def test_the_list_is_narrowed_by_status_day_and_contract(till: Till, accountant: Client, loan: Loan) -> None:
    other = make_loan(number=2)
    first, second = pay(loan), pay(other, "6000.00")
    till.choose(second)
    confirm_payment(payment_id=second.pk)
    assert shown(accountant.get(LIST)) == [second, first]
    assert shown(accountant.get(LIST, {"status": "succeeded"})) == [second]
    assert shown(accountant.get(LIST, {"contract": "0001"})) == [first]
    assert shown(accountant.get(LIST, {"loan": str(other.pk)})) == [second]
    today = clock.today()
    assert shown(accountant.get(LIST, {"since": f"{today:%d.%m.%Y}", "until": f"{today:%d.%m.%Y}"})) == [second, first]
    tomorrow = today + timedelta(days=1)
    assert shown(accountant.get(LIST, {"since": f"{tomorrow:%d.%m.%Y}"})) == []
    assert shown(accountant.get(LIST, {"status": "nonsense", "since": "32.13.2026", "loan": "7"})) == [second, first]
    assert shown(accountant.get(LIST, {"since": "01.01.0001", "until": "31.12.9999"})) == [second, first]


def test_pages_of_the_list_follow_each_other(
    till: Till, accountant: Client, loan: Loan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(queries.list_payments.__kwdefaults__, "size", 2)
    rows = [
        Payment.objects.create(
            loan=loan, payer=loan.account, purpose="other", amount=number, provider="yookassa", shop_id="1",
            form_token=str(number), created_at=clock.now() - timedelta(minutes=number),
        )
        for number in range(1, 6)
    ]  # fmt: skip
    first = accountant.get(LIST)
    assert shown(first) == rows[:2]
    assert first.page.neighbours.newer == ""
    second = accountant.get(first.page.neighbours.older)
    assert shown(second) == rows[2:4]
    third = accountant.get(second.page.neighbours.older)
    assert (shown(third), third.page.neighbours.older) == (rows[4:], "")
    back = accountant.get(second.page.neighbours.newer)
    assert (shown(back), back.page.neighbours.newer) == (rows[:2], "")


def test_the_card_shows_the_whole_story(till: Till, accountant: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    body = {"type": "notification", "event": "payment.succeeded", "object": {"id": payment.provider_id}}
    receive_notice(provider="yookassa", body=json.dumps(body).encode(), ip="127.0.0.1")
    run_jobs()
    response = accountant.get(f"{LIST}{payment.pk}/")
    assert response.status_code == 200
    html = response.content.decode()
    assert payment.attempts.get().idempotence_key in html
    assert "<code>payment.succeeded</code>" in html
    assert str(payment.provider_id) in html
    assert "Проценты по договору займа № ДЗ-0001" in html
    assert len(response.page.found.timeline) == 2


def test_a_receipt_that_names_other_interest_is_pointed_out(till: Till, accountant: Client, loan: Loan) -> None:
    first, second = pay(loan, "5000.00"), pay(loan, "1000.00")
    for payment in (second, first):
        till.choose(payment)
        confirm_payment(payment_id=payment.pk)
    right = accountant.get(f"{LIST}{second.pk}/")
    assert right.page.gap is None
    wrong = accountant.get(f"{LIST}{first.pk}/").page.gap
    assert wrong.named - wrong.covered == Decimal("1000.00")


def test_a_disputed_payment_is_seen(till: Till, accountant: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.tamper(payment, amount={"value": "1.00", "currency": "RUB"})
    confirm_payment(payment_id=payment.pk)
    assert shown(accountant.get(LIST, {"status": "disputed"})) == [payment]
    html = accountant.get(f"{LIST}{payment.pk}/").content.decode()
    assert "callout-danger" in html
    assert "Сумма не совпадает. (mismatch.amount)" in html


def test_checking_now_credits_what_was_paid(till: Till, accountant: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    response = accountant.post(f"{LIST}{payment.pk}/check/")
    assert (response.status_code, response["Location"]) == (302, f"{LIST}{payment.pk}/")
    assert credited(loan) == [("repayment", Decimal("5000.00"))]


def test_checking_while_the_acquirer_is_away_says_so(till: Till, accountant: Client, loan: Loan) -> None:
    payment = pay(loan)
    till.emulator.faults(yookassa={"fail_before": 1})
    response = accountant.post(f"{LIST}{payment.pk}/check/", follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["error"]


def test_who_may_what(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    manager, client = browser(Role.MANAGER), Client()
    client.force_login(loan.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert manager.get(f"{LIST}{payment.pk}/").status_code == 200
    assert "/check/" not in manager.get(f"{LIST}{payment.pk}/").content.decode()
    assert manager.post(f"{LIST}{payment.pk}/check/").status_code == 403
    assert client.get(LIST).status_code == client.get(f"{LIST}{payment.pk}/").status_code == 403
    assert manager.get(reverse("office_payment", args=["00000000-0000-7000-8000-000000000000"])).status_code == 404


def test_pages_ask_the_database_a_bounded_number_of_times(
    till: Till, accountant: Client, loan: Loan, django_assert_max_num_queries: Any
) -> None:
    payment = pay(loan)
    with django_assert_max_num_queries(12):
        accountant.get(LIST)
    with django_assert_max_num_queries(12):
        accountant.get(f"{LIST}{payment.pk}/")


def test_the_card_says_where_the_receipt_goes(till: Till, accountant: Client, loan: Loan) -> None:
    payment = pay(loan, receipt_email="maria@mail.example")
    html = accountant.get(reverse("office_payment", args=[payment.pk])).content.decode()
    assert str(payment.get_receipt_to_display()) in html
    assert "maria@mail.example" not in html
