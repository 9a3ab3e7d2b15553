from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.models import Event
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import loan_state
from kabinet.payments.actions.abandon_payment import abandon_payment
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.models import Payment, PaymentAttempt
from kabinet.payments.providers import acquirer
from tests.support.identity import actor_for, make_user, staff_actor
from tests.support.payments import Till, credited, event_names, make_loan, pay, token
from tests.support.race import race

pytestmark = pytest.mark.django_db


def test_a_payment_is_opened_at_the_acquirer(till: Till, loan: Loan) -> None:
    payment = pay(loan, "5000.00")
    assert (payment.status, payment.amount, payment.currency, payment.provider) == (
        "pending",
        Decimal("5000.00"),
        "RUB",
        "yookassa",
    )
    assert payment.shop_id == "100500"
    assert payment.confirmation_url == f"{till.emulator.url}/yookassa/checkout/{payment.provider_id}"
    attempt = payment.attempts.get()
    assert (attempt.outcome, attempt.sends, attempt.sealed_customer) == ("accepted", 1, "")
    remote = acquirer().get_payment(str(payment.provider_id))
    assert (remote.payment_id, remote.loan_id) == (str(payment.pk), str(loan.pk))
    event = Event.objects.get(name="payment.started")
    assert event.subject_id == payment.pk
    assert event.data == {"amount": "5000.00", "contract_number": "ДЗ-0001", "loan_id": str(loan.pk)}
    assert credited(loan) == []


def test_the_receipt_is_on_interest_alone_and_keeps_no_address(till: Till, loan: Loan) -> None:
    state = loan_state(loan)
    first = state.instalments[0]
    payment = pay(loan, str(first.payment), purpose="instalment")
    interest = state.rows[0].interest
    assert payment.receipt == {
        "lines": [
            {
                "title": "Проценты по договору займа № ДЗ-0001",
                "amount": f"{interest:.2f}",
                "subject": "service",
                "method": "full_payment",
                "vat": "none",
            }
        ]
    }
    [request] = till.requests("POST", "/payments")
    assert "borrower-1@mail.example" in request["body"]
    assert "mail.example" not in str(payment.attempts.get().request)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal(0)}, "payment.not_positive"),
        ({"amount": Decimal(-100)}, "payment.not_positive"),
        ({"amount": Decimal("0.50")}, "payment.too_small"),
        ({"amount": Decimal("10.005")}, "payment.not_kopecks"),
        ({"amount": Decimal("NaN")}, "payment.not_kopecks"),
        ({"amount": Decimal("1E+50")}, "payment.more_than_debt"),
        ({"amount": Decimal("500000.00")}, "payment.more_than_debt"),
        ({"currency": "USD"}, "payment.currency"),
        ({"purpose": "instalment"}, "payment.sum_changed"),
        ({"purpose": "due", "amount": Decimal(1)}, "payment.sum_changed"),
        ({"form_token": ""}, "payment.form"),
        ({"form_token": "x" * 65}, "payment.form"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(
    till: Till, loan: Loan, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        pay(loan, **changes)
    assert refusal.value.code == code
    assert Payment.objects.count() == PaymentAttempt.objects.count() == len(event_names()) == 0
    assert till.requests("POST") == []


def test_more_than_is_due_names_the_largest_sum_and_says_how_to_repay_early(till: Till, loan: Loan) -> None:
    state = loan_state(loan)
    for amount, code in (
        (state.remaining + Decimal("0.01"), "payment.more_than_debt"),
        (state.remaining, "payment.more_than_due"),
        (state.due_now + Decimal("0.01"), "payment.more_than_due"),
    ):
        with pytest.raises(Refused) as refusal:
            pay(loan, str(amount))
        assert (refusal.value.code, refusal.value.field) == (code, "amount")
        assert refusal.value.params == {"most": state.due_now}
    assert Payment.objects.count() == 0
    assert pay(loan, str(state.due_now)).status == "pending"


def test_another_clients_loan_does_not_exist(till: Till, loan: Loan) -> None:
    with pytest.raises(Http404):
        pay(loan, actor=actor_for(make_user()))
    with pytest.raises(Denied):
        pay(loan, actor=staff_actor(Role.ACCOUNTANT))
    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"status": "approved"}, "payment.not_issued"),
        ({"with_schedule": False}, "payment.no_schedule"),
    ],
)
def test_a_loan_without_money_or_schedule_takes_no_payment(till: Till, options: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        pay(make_loan(**options))
    assert refusal.value.code == code


def test_the_same_form_makes_one_payment(till: Till, loan: Loan) -> None:
    form = token()
    first = pay(loan, form_token=form)
    assert pay(loan, form_token=form) == first
    assert len(till.requests("POST", "/payments")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_payment(till: Till, loan: Loan) -> None:
    till.emulator.faults(yookassa={"delay": 0.2})
    form = token()
    payments = race(*[lambda: pay(loan, form_token=form)] * 3)
    assert len({payment.pk for payment in payments}) == 1
    assert Payment.objects.get().status == "pending"
    assert len(till.requests("POST", "/payments")) == 1
    assert PaymentAttempt.objects.get().sends == 1


def test_a_form_of_another_loan_is_refused(till: Till, loan: Loan) -> None:
    form = token()
    pay(loan, form_token=form)
    other = make_loan(number=2, account=loan.account)
    with pytest.raises(Refused, match=r"payment\.form"):
        pay(other, form_token=form)


def test_an_unfinished_payment_whose_receipt_is_out_of_date_is_left_alone(till: Till, loan: Loan) -> None:
    early = pay(loan, "5000.00")
    other = pay(loan, "1000.00")
    till.choose(other)
    confirm_payment(payment_id=other.pk)
    with pytest.raises(Refused, match=r"payment\.under_way"):
        pay(loan, "5000.00")
    abandon_payment(actor=actor_for(loan.account), payment_id=early.pk)
    later = pay(loan, "5000.00")
    assert later.pk != early.pk
    interest = [Decimal(payment.receipt["lines"][0]["amount"]) for payment in (early, later)]
    assert interest[0] - interest[1] == Decimal("1000.00")


def test_an_unfinished_payment_of_the_same_sum_is_used_again(till: Till, loan: Loan) -> None:
    first = pay(loan, "3000.00")
    assert pay(loan, "3000.00") == first
    second = pay(loan, "1001.00")
    assert pay(loan, "1002.00").status == "pending"
    assert pay(loan, "1001.00") == second
    with pytest.raises(Refused, match=r"payment\.too_many"):
        pay(loan, "1003.00")
    assert Payment.objects.count() == 3


@pytest.mark.parametrize("fault", ["fail_before", "fail_after", "processing"])
def test_an_uncertain_answer_is_repeated_with_the_same_key_and_body(till: Till, loan: Loan, fault: str) -> None:
    till.emulator.faults(yookassa={fault: 1})
    payment = pay(loan)
    assert (payment.status, payment.provider_id) == ("created", None)
    attempt = payment.attempts.get()
    assert (attempt.outcome, attempt.sends) == ("open", 1)
    assert attempt.sealed_customer != ""

    again = pay(loan)
    assert again == payment
    assert again.status == "pending"
    requests = till.requests("POST", "/payments")
    assert len(requests) == 2
    assert requests[0]["body"] == requests[1]["body"]
    assert requests[0]["headers"]["idempotence-key"] == requests[1]["headers"]["idempotence-key"]
    assert payment.attempts.get().outcome == "accepted"


def test_a_definite_no_fails_the_payment_and_a_new_try_has_a_new_key(till: Till, loan: Loan) -> None:
    till.emulator.faults(yookassa={"fail_before": 1, "status": 400})
    payment = pay(loan)
    assert (payment.status, payment.failure_code) == ("cancelled", "not_accepted")
    assert payment.attempts.get().outcome == "rejected"
    assert Event.objects.filter(name="payment.cancelled").count() == 1
    till.emulator.reset()
    again = pay(loan)
    assert again.pk != payment.pk
    assert again.status == "pending"
    assert PaymentAttempt.objects.values_list("idempotence_key", flat=True).distinct().count() == 2


def test_paying_off_a_repaid_loan_is_refused(till: Till) -> None:
    from kabinet.kernel.access import SYSTEM
    from kabinet.lending.actions.record_repayment import record_repayment

    loan = make_loan(amount=Decimal("10000.00"), payments=1)
    record_repayment(
        actor=SYSTEM, loan_id=loan.pk, amount=loan_state(loan).remaining, on=clock.today(), source="test:1"
    )
    with pytest.raises(Refused, match=r"payment\.nothing_owed"):
        pay(loan)
