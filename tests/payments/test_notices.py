import itertools
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from kabinet.kernel import clock
from kabinet.kernel.errors import Refused
from kabinet.lending.models import Loan
from kabinet.payments.actions import reconcile_payments as reconciling
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.actions.find_refunds import find_refunds
from kabinet.payments.actions.follow_notice import follow_notice
from kabinet.payments.actions.forget_notices import forget_notices
from kabinet.payments.actions.receive_notice import receive_notice
from kabinet.payments.actions.reconcile_payments import reconcile_payments
from kabinet.payments.models import AcquirerNotice, Payment
from kabinet.payments.providers.base import UncertainError
from kabinet.payments.rules import GIVE_UP_AFTER
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.payments import Till, credited, event_names, make_loan, pay

pytestmark = pytest.mark.django_db


def receive(body: object, provider: str = "yookassa") -> AcquirerNotice:
    return receive_notice(provider=provider, body=json.dumps(body).encode(), ip="127.0.0.1")


def notice(payment: Payment, event: str = "payment.succeeded", **changes: Any) -> AcquirerNotice:
    return receive({"type": "notification", "event": event, "object": {"id": payment.provider_id, **changes}})


def outcomes() -> list[str]:
    return list(AcquirerNotice.objects.order_by("id").values_list("outcome", flat=True))


def test_a_notification_only_makes_us_ask(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    notice(payment, status="succeeded", paid=True)
    assert waiting_jobs() == ["payments.follow_notice"]
    run_jobs()
    payment.refresh_from_db()
    assert (payment.status, credited(loan)) == ("pending", [])
    till.choose(payment)
    notice(payment)
    run_jobs()
    payment.refresh_from_db()
    assert (payment.status, credited(loan)) == ("succeeded", [("repayment", Decimal("5000.00"))])
    assert outcomes() == ["checked", "checked"]


def test_notifications_that_come_again_are_not_asked_about_again(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    for _ in range(5):
        notice(payment)
    run_jobs()
    assert outcomes() == ["checked", "known", "known", "known", "known"]
    assert len(till.requests("GET", "/payments/")) == 1
    assert credited(loan) == [("repayment", Decimal("5000.00"))]
    first = AcquirerNotice.objects.order_by("id")[0]
    assert follow_notice(notice_id=first.pk) == "checked"


def test_out_of_order_notifications_lead_to_the_same_end(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    till.refund(payment, Decimal("5000.00"))
    refund = {"type": "notification", "event": "refund.succeeded"}
    receive({**refund, "object": {"id": "r-1", "payment_id": payment.provider_id}})
    notice(payment, "payment.succeeded")
    notice(payment, "payment.waiting_for_capture")
    notice(payment, "payment.canceled")
    run_jobs()
    payment.refresh_from_db()
    assert payment.status == "refunded"
    assert credited(loan) == [("repayment", Decimal("5000.00")), ("reversal", Decimal("5000.00"))]


def test_a_notification_of_an_unknown_payment_is_kept_and_left(till: Till, loan: Loan) -> None:
    body = {"type": "notification", "event": "payment.succeeded", "object": {"id": "2d0a-unknown"}}
    receive(body)
    run_jobs()
    assert outcomes() == ["unknown"]
    assert event_names() == []


def test_a_payment_whose_opening_got_lost_is_found_by_its_notification(till: Till, loan: Loan) -> None:
    till.emulator.faults(yookassa={"fail_after": 1})
    payment = pay(loan)
    assert payment.provider_id is None
    [made] = till.acquirer._client.get("payments").json()["items"]
    till.emulator.choose(made["id"])
    body = {"type": "notification", "event": "payment.succeeded", "object": {"id": made["id"]}}
    receive(body)
    run_jobs()
    payment.refresh_from_db()
    assert (payment.status, payment.provider_id) == ("succeeded", made["id"])
    assert outcomes() == ["adopted"]
    assert credited(loan) == [("repayment", Decimal("5000.00"))]
    assert payment.attempts.get().sealed_customer == ""


def test_a_payment_that_is_none_of_ours_is_left(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    till.tamper(payment, metadata={})
    provider_id = payment.provider_id
    Payment.objects.filter(pk=payment.pk).update(provider_id="another")
    payment.provider_id = provider_id
    notice(payment)
    run_jobs()
    assert outcomes() == ["foreign"]


def test_a_silent_acquirer_leaves_the_notification_open(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    arrived = notice(payment)
    till.emulator.faults(yookassa={"fail_before": 1})
    with pytest.raises(UncertainError):
        follow_notice(notice_id=arrived.pk)
    arrived.refresh_from_db()
    assert (arrived.handled_at, arrived.outcome) == (None, "")


@pytest.mark.parametrize(
    "body",
    [
        [],
        "payment.succeeded",
        None,
        {},
        {"type": "notification"},
        {"type": "other", "event": "payment.succeeded", "object": {"id": "1"}},
        {"type": "notification", "event": "payment.succeeded", "object": []},
        {"type": "notification", "event": "payment.succeeded", "object": {"id": 7}},
        {"type": "notification", "event": "payment.succeeded", "object": {"id": "x" * 65}},
        {"type": "notification", "event": "payment.succeeded", "object": {"id": "../../me"}},
        {"type": "notification", "event": "<b>", "object": {"id": "1"}},
        {"type": "notification", "event": "a." + "b" * 80, "object": {"id": "1"}},
        {"type": "notification", "event": "refund.succeeded", "object": {"id": "1"}},
    ],
)
def test_what_has_not_the_shape_of_a_notification_is_refused(body: object) -> None:
    with pytest.raises(Refused, match=r"notice\.malformed"):
        receive(body)
    assert AcquirerNotice.objects.count() == 0
    assert waiting_jobs() == []


def test_old_notifications_are_forgotten(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    old, new = notice(payment), notice(payment)
    AcquirerNotice.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(days=91))
    assert forget_notices() == 1
    assert AcquirerNotice.objects.get() == new


def test_a_lost_notification_is_found_out(till: Till, loan: Loan) -> None:
    payment = pay(loan)
    till.choose(payment)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert reconcile_payments() == 1
        assert reconcile_payments() == 0
    payment.refresh_from_db()
    assert payment.status == "succeeded"
    assert credited(loan) == [("repayment", Decimal("5000.00"))]


def test_old_payments_are_asked_about_less_often(till: Till, loan: Loan) -> None:
    pay(loan)
    start = clock.now()
    asked = []
    for minutes in range(1, 200):
        with clock.frozen(start + timedelta(minutes=minutes)):
            if reconcile_payments():
                asked.append(minutes)
    assert asked[:4] == [1, 2, 3, 5]
    assert len(asked) < 20
    gaps = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert gaps == sorted(gaps)
    assert max(gaps) <= 60


def test_an_unanswered_opening_is_repeated_then_given_up(till: Till, loan: Loan) -> None:
    till.emulator.faults(yookassa={"fail_before": 2})
    payment = pay(loan)
    start = clock.now()
    with clock.frozen(start + timedelta(minutes=2)):
        assert reconcile_payments() == 1
    payment.refresh_from_db()
    assert (payment.status, payment.attempts.get().sends) == ("created", 2)
    with clock.frozen(start + timedelta(minutes=4)):
        reconcile_payments()
    payment.refresh_from_db()
    assert (payment.status, payment.attempts.get().sends) == ("pending", 3)
    assert len({entry["headers"]["idempotence-key"] for entry in till.requests("POST", "/payments")}) == 1


def test_an_opening_nobody_answers_is_given_up_after_a_while(till: Till, loan: Loan) -> None:
    till.emulator.faults(yookassa={"fail_before": 100})
    payment = pay(loan)
    with clock.frozen(clock.now() + GIVE_UP_AFTER + timedelta(minutes=1)):
        reconcile_payments()
    payment.refresh_from_db()
    assert (payment.status, payment.failure_code) == ("cancelled", "not_opened")
    assert (payment.attempts.get().outcome, payment.attempts.get().sealed_customer) == ("rejected", "")
    assert len(till.requests("POST", "/payments")) == 1


def test_a_given_up_payment_that_was_paid_after_all_counts(till: Till, loan: Loan) -> None:
    till.emulator.faults(yookassa={"fail_after": 1})
    payment = pay(loan)
    [made] = till.acquirer._client.get("payments").json()["items"]
    till.emulator.choose(made["id"])
    with clock.frozen(clock.now() + GIVE_UP_AFTER + timedelta(minutes=1)):
        reconcile_payments()
    assert Payment.objects.get().status == "cancelled"
    body = {"type": "notification", "event": "payment.succeeded", "object": {"id": made["id"]}}
    receive(body)
    run_jobs()
    payment.refresh_from_db()
    assert (payment.status, payment.failure_code) == ("succeeded", "")
    assert credited(loan) == [("repayment", Decimal("5000.00"))]


def test_a_round_ends_early_when_the_acquirer_is_away(till: Till) -> None:
    for number in range(5):
        pay(make_loan(number=number + 1))
    till.emulator.faults(yookassa={"fail_before": 100})
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert reconcile_payments() == 3


def test_a_refund_whose_notification_got_lost_is_found(till: Till, loan: Loan) -> None:
    payment, other = pay(loan, "5000.00"), pay(loan, "4000.00")
    for each in (payment, other):
        till.choose(each)
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        reconcile_payments()
    till.refund(payment, Decimal("5000.00"))
    assert find_refunds() == 1
    run_jobs()
    assert find_refunds() == 0
    payment.refresh_from_db()
    assert payment.status == "refunded"


def test_one_payment_that_breaks_does_not_hold_up_the_others(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = pay(make_loan(number=1)), pay(make_loan(number=2))
    till.choose(sound)
    genuine = confirm_payment

    def confirm(*, payment_id: UUID) -> Payment:
        if payment_id == broken.pk:
            raise RuntimeError
        return genuine(payment_id=payment_id)

    monkeypatch.setattr(reconciling, "confirm_payment", confirm)
    start = clock.now()
    with clock.frozen(start + timedelta(minutes=2)), pytest.raises(RuntimeError):
        reconcile_payments()
    with clock.frozen(start + timedelta(minutes=2, seconds=10)):
        reconcile_payments()
    sound.refresh_from_db()
    assert sound.status == "succeeded"


def test_a_changed_key_of_the_site_only_ends_the_attempt(till: Till, loan: Loan, settings: Any) -> None:
    till.emulator.faults(yookassa={"fail_before": 1})
    payment = pay(loan)
    settings.SECRET_KEY = "another-key-of-the-site-that-is-long-enough-for-everything"
    start = clock.now()
    with clock.frozen(start + timedelta(minutes=2)):
        reconcile_payments()
    payment.refresh_from_db()
    assert payment.status == "created"
    with clock.frozen(start + GIVE_UP_AFTER + timedelta(minutes=5)):
        reconcile_payments()
    payment.refresh_from_db()
    assert (payment.status, payment.failure_code) == ("cancelled", "not_opened")
    assert len(till.requests("POST", "/payments")) == 1
