"""A payment is asked about at the acquirer that took it, whichever is in use now."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kabinet.config.environment import Environment, environment
from kabinet.identity.models import User
from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.connections import configured
from kabinet.kernel.connections.actions.save_connection import save_connection
from kabinet.kernel.connections.actions.switch_connection import switch_connection
from kabinet.kernel.errors import Refused
from kabinet.lending.models import Loan
from kabinet.payments import presentation, providers
from kabinet.payments.actions.abandon_payment import abandon_payment
from kabinet.payments.actions.check_payment_now import check_payment_now
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.actions.find_refunds import find_refunds
from kabinet.payments.actions.open_payment import _order
from kabinet.payments.actions.receive_notice import receive_notice
from kabinet.payments.actions.reconcile_payments import reconcile_payments
from kabinet.payments.models import AcquirerNotice, Payment
from kabinet.payments.providers.base import NotSetUpError
from tests.support.acquirers import Vtoroy
from tests.support.identity import actor_for, staff_actor
from tests.support.jobs import run_jobs
from tests.support.payments import Till, credited, make_loan, pay
from tests.support.race import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(till: Till, loan: Loan) -> Payment:
    """A payment begun at the first acquirer, before the second came into use."""
    return pay(loan, "5000.00")


@pytest.fixture
def second(first: Payment) -> Iterator[Vtoroy]:
    with providers.using(Vtoroy()) as made:
        assert isinstance(made, Vtoroy)
        yield made


@pytest.fixture
def gone(first: Payment) -> Payment:
    """A payment whose acquirer is not set up any more."""
    Payment.objects.filter(pk=first.pk).update(provider="byvshiy")
    first.refresh_from_db()
    return first


def accountant() -> User:
    return User.objects.create(email="schet@office.example", full_name="Анна Ильина", roles=[Role.ACCOUNTANT])


def one_line(response: Any) -> str:
    return " ".join(response.content.decode().split())


def later() -> AbstractContextManager[datetime]:
    return clock.frozen(clock.now() + timedelta(minutes=2))


def test_new_payments_go_to_the_one_in_use_alone(till: Till, first: Payment, second: Vtoroy) -> None:
    payment = pay(make_loan(number=2), "4000.00")
    assert (payment.provider, payment.shop_id, payment.status) == ("vtoroy", "V-1", "pending")
    assert payment.confirmation_url == f"https://vtoroy.example/{payment.provider_id}"
    [order] = second.orders.values()
    assert (order.payment_id, order.loan_id, order.amount) == (payment.pk, payment.loan_id, Decimal("4000.00"))
    assert order.receipt is not None
    assert order.receipt.recipient is not None
    assert order.receipt.recipient.email.endswith("@mail.example")
    assert len(till.requests("POST", "/payments")) == 1


def test_one_of_before_is_credited_by_the_word_of_the_first(
    till: Till, loan: Loan, first: Payment, second: Vtoroy
) -> None:
    till.choose(first)
    assert confirm_payment(payment_id=first.pk).status == "succeeded"
    assert credited(loan) == [("repayment", Decimal("5000.00"))]
    assert second.asked == []


def test_held_money_is_taken_at_its_own_acquirer(till: Till, second: Vtoroy) -> None:
    payment = pay(make_loan(number=2))
    second.hold(payment.provider_id)
    assert confirm_payment(payment_id=payment.pk).status == "succeeded"
    assert credited(payment.loan) == [("repayment", Decimal("5000.00"))]
    assert [call for call, _about in second.asked] == ["open", "get", "capture", "get"]
    assert till.requests("GET", "/payments/") == []


@pytest.mark.django_db(transaction=True)
def test_both_are_confirmed_at_once_and_credited_once(till: Till, first: Payment, second: Vtoroy) -> None:
    other = pay(make_loan(number=2), "4000.00")
    till.choose(first)
    second.hold(other.provider_id)
    race(*[lambda payment=payment: confirm_payment(payment_id=payment.pk) for payment in (first, other) * 3])
    assert credited(first.loan) == [("repayment", Decimal("5000.00"))]
    assert credited(other.loan) == [("repayment", Decimal("4000.00"))]


def test_giving_up_asks_the_first(till: Till, first: Payment, second: Vtoroy) -> None:
    assert abandon_payment(actor=actor_for(first.payer), payment_id=first.pk).given_up_at is not None
    assert second.asked == []
    till.emulator.faults(yookassa={"fail_before": 1})
    with pytest.raises(Refused, match=r"payment\.acquirer_away") as refused:
        check_payment_now(actor=staff_actor(Role.ACCOUNTANT), payment_id=first.pk)
    assert str(refused.value.message).startswith("ЮKassa сейчас не отвечает.")


def test_an_opening_without_an_answer_is_repeated_at_its_own(till: Till, second: Vtoroy) -> None:
    second.away = True
    payment = pay(make_loan(number=2))
    second.away = False
    till.choose(Payment.objects.exclude(pk=payment.pk).get())
    with later():
        assert reconcile_payments() == 2
    payment.refresh_from_db()
    assert (payment.status, len(second.orders)) == ("pending", 1)
    assert len({about for _call, about in second.asked}) == 1
    assert len(till.requests("POST", "/payments")) == 1


def test_an_acquirer_that_is_away_holds_up_its_own_payments_alone(till: Till, first: Payment, second: Vtoroy) -> None:
    for number in range(2, 7):
        pay(make_loan(number=number))
    till.choose(first)
    second.away = True
    with later():
        assert reconcile_payments() == 4
    first.refresh_from_db()
    assert first.status == "succeeded"


def test_refunds_are_found_at_both(till: Till, first: Payment, second: Vtoroy) -> None:
    other = pay(make_loan(number=2))
    till.choose(first)
    second.hold(other.provider_id)
    for payment in (first, other):
        confirm_payment(payment_id=payment.pk)
    till.refund(first, Decimal("5000.00"))
    second.give_back(other.provider_id, Decimal("1000.00"))
    assert find_refunds() == 2
    run_jobs()
    for payment in (first, other):
        payment.refresh_from_db()
    assert (first.status, other.status) == ("refunded", "succeeded")
    assert other.refunded_amount == Decimal("1000.00")


def test_refunds_are_found_although_one_is_away(till: Till, first: Payment, second: Vtoroy) -> None:
    till.choose(first)
    confirm_payment(payment_id=first.pk)
    till.refund(first, Decimal("5000.00"))
    pay(make_loan(number=2))
    second.away = True
    assert find_refunds() == 1


def test_one_that_took_no_payment_for_long_is_not_asked_about_refunds(till: Till, loan: Loan, second: Vtoroy) -> None:
    with clock.frozen(clock.now() + timedelta(days=370)):
        assert find_refunds() == 0
    assert second.asked == []
    assert till.requests("GET", "/refunds") == []


@pytest.mark.parametrize(("ip", "status"), [("10.2.0.7", 200), ("127.0.0.1", 403)])
def test_each_listens_to_its_own_networks_and_words(second: Vtoroy, ip: str, status: int) -> None:
    payment = pay(make_loan(number=2))
    second.hold(payment.provider_id)
    answer = Client().post(
        "/api/webhooks/acquirers/vtoroy/",
        json.dumps({"OrderId": payment.provider_id}),
        content_type="application/json",
        REMOTE_ADDR=ip,
    )
    run_jobs()
    payment.refresh_from_db()
    assert (answer.status_code, payment.status) == (status, "succeeded" if status == 200 else "pending")


def test_an_unknown_payment_is_looked_for_where_its_notification_came_from(till: Till, second: Vtoroy) -> None:
    second.away = True
    lost = pay(make_loan(number=2))
    second.away = False
    [attempt] = lost.attempts.all()
    second.open_payment(_order(attempt), key=attempt.idempotence_key)
    second.hold(attempt.idempotence_key)
    for order_id in (attempt.idempotence_key, second.order_from_elsewhere(), "nobody's"):
        receive_notice(provider="vtoroy", body=json.dumps({"OrderId": order_id}).encode(), ip="10.2.0.7")
    run_jobs()
    lost.refresh_from_db()
    outcomes = AcquirerNotice.objects.order_by("id").values_list("outcome", flat=True)
    assert (list(outcomes), lost.provider_id) == (["adopted", "foreign", "unknown"], attempt.idempotence_key)
    assert till.requests("GET", "/payments/") == []


def test_a_payment_of_one_is_not_adopted_by_the_word_of_another(till: Till, loan: Loan, second: Vtoroy) -> None:
    till.emulator.faults(yookassa={"fail_before": 9})
    with providers.using(till.acquirer):
        lost = pay(make_loan(number=2))
    second.open_payment(_order(lost.attempts.get()), key="k")
    receive_notice(provider="vtoroy", body=json.dumps({"OrderId": "k"}).encode(), ip="10.2.0.7")
    run_jobs()
    lost.refresh_from_db()
    assert (AcquirerNotice.objects.get().outcome, lost.provider_id) == ("foreign", None)


def test_a_payment_whose_acquirer_is_gone_holds_nobody_up(till: Till, gone: Payment) -> None:
    other = pay(make_loan(number=2))
    till.choose(other)
    with later():
        assert reconcile_payments() == 2
    assert find_refunds() == 0
    for payment in (gone, other):
        payment.refresh_from_db()
    assert (gone.status, other.status) == ("pending", "succeeded")


def test_people_read_that_an_acquirer_is_gone(till: Till, gone: Payment) -> None:
    with pytest.raises(Refused, match=r"payment\.acquirer_gone") as to_staff:
        check_payment_now(actor=staff_actor(Role.ACCOUNTANT), payment_id=gone.pk)
    with pytest.raises(Refused, match=r"payment\.acquirer_gone") as to_payer:
        abandon_payment(actor=actor_for(gone.payer), payment_id=gone.pk)
    assert all("byvshiy" in str(refused.value.message) for refused in (to_staff, to_payer))
    gone.refresh_from_db()
    assert gone.is_under_way


def test_an_opening_at_an_acquirer_that_is_gone_is_given_up_after_a_while(till: Till, loan: Loan) -> None:
    till.emulator.faults(yookassa={"fail_before": 1})
    payment = pay(loan)
    Payment.objects.filter(pk=payment.pk).update(provider="byvshiy")
    assert pay(loan) == payment
    with later():
        assert reconcile_payments() == 1
    with clock.frozen(clock.now() + timedelta(minutes=40)):
        reconcile_payments()
    payment.refresh_from_db()
    assert (payment.status, payment.failure_code) == ("cancelled", "not_opened")
    assert len(till.requests("POST", "/payments")) == 1


def test_words_name_the_acquirer_of_the_payment(first: Payment, second: Vtoroy) -> None:
    other = pay(make_loan(number=2))
    for payment, name in ((first, "ЮKassa"), (other, "Второй")):
        assert str(presentation.acquirer(payment)) == name
        assert presentation.receipt_sentence(payment) == f"{name} пришлёт чек на указанную вами почту."
    assert presentation.receipt_hint(presentation.acquirer_in_use(), "", "") == "Сюда Второй пришлёт чек на проценты."


def test_pages_name_the_one_in_use_or_that_of_the_payment(first: Payment, second: Vtoroy) -> None:
    browser = Client()
    browser.force_login(first.payer, backend="allauth.account.auth_backends.AuthenticationBackend")
    says = {
        reverse("payment_new", args=[first.loan_id]): "Оплата идёт на странице сервиса Второй:",
        reverse("payment_go", args=[first.pk]): "Открыть страницу сервиса ЮKassa",
        reverse("how_to_repay"): "как только Второй его подтвердит",
    }
    for url, words in says.items():
        assert words in one_line(browser.get(url)), url
    abandon_payment(actor=actor_for(first.payer), payment_id=first.pk)
    state = one_line(browser.get(reverse("payment", args=[first.pk])))
    assert "Страница сервиса ЮKassa закроется сама" in state


def test_staff_read_whose_payment_it_is_and_who_cannot_be_asked(till: Till, first: Payment, second: Vtoroy) -> None:
    other = pay(make_loan(number=2))
    browser = Client()
    browser.force_login(accountant(), backend="allauth.account.auth_backends.AuthenticationBackend")
    for payment, name in ((first, "ЮKassa"), (other, "Второй")):
        card = one_line(browser.get(reverse("office_payment", args=[payment.pk])))
        assert f"Номер в сервисе {name}" in card
        assert f"Запросы к сервису {name}" in card
        assert "больше не настроен" not in card
        asked = browser.post(reverse("office_payment_check", args=[payment.pk]), follow=True)
        assert f"Ответ сервиса {name}: ждёт плательщика." in one_line(asked)
    Payment.objects.filter(pk=first.pk).update(provider="byvshiy")
    card = one_line(browser.get(reverse("office_payment", args=[first.pk])))
    assert "Платёжный сервис byvshiy на сайте больше не настроен" in card
    Payment.objects.filter(pk=first.pk).update(status="disputed", failure_code="mismatch.sum")
    card = one_line(browser.get(reverse("office_payment", args=[first.pk])))
    assert "Сверьте платёж в личном кабинете сервиса byvshiy;" in card


def test_without_any_acquirer_nothing_is_written(loan: Loan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_substitutes", [])
    monkeypatch.setattr(configured, "environment", Environment.model_construct)
    with pytest.raises(NotSetUpError):
        providers.acquirer()
    assert str(presentation.acquirer_in_use()) == "ЮKassa"
    with pytest.raises(Refused, match=r"payment\.off"):
        pay(loan)
    assert Payment.objects.count() == 0


def test_an_acquirer_is_set_up_by_the_environment_or_by_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_substitutes", [])
    made = providers.acquirer()
    assert (made.name, made.shop_id, made.networks) == ("yookassa", "100500", environment().yookassa_networks)
    monkeypatch.setattr(configured, "environment", Environment.model_construct)
    with pytest.raises(NotSetUpError):
        providers.acquirer_of("yookassa")
    values = {"shop_id": "200600", "secret_key": "live_key"}
    row = save_connection(actor=SYSTEM, kind="acquirer", provider="yookassa", values=values)
    assert providers.acquirer().shop_id == "200600"
    switch_connection(actor=SYSTEM, connection_id=row.pk, on=False)
    with pytest.raises(NotSetUpError):
        providers.acquirer()
    assert providers.acquirer_of("yookassa").shop_id == "200600"


def test_the_shop_is_not_changed_while_its_payments_wait(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configured, "environment", Environment.model_construct)
    values = {"shop_id": "111", "secret_key": "key-of-the-shop", "url": "https://api.yookassa.ru/v3/", "timeout": 5}
    set_up = partial(save_connection, actor=SYSTEM, kind="acquirer", provider="yookassa")
    set_up(values=values)
    payment = pay(make_loan())
    with pytest.raises(Refused) as refused:
        set_up(values={**values, "shop_id": "222"})
    assert (refused.value.code, refused.value.field) == ("connection.under_way", "shop_id")
    assert "1 платёж" in str(refused.value.message)
    Payment.objects.filter(pk=payment.pk).update(status=Payment.Status.CANCELLED)
    assert set_up(values={**values, "shop_id": "222"}).settings["shop_id"] == "222"
