"""What loans keep of their state is what the state says, whoever changed them and whenever."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.lending.actions.correct_number import correct_number
from kabinet.lending.actions.publish_schedule import publish_schedule
from kabinet.lending.actions.refresh_standing import refresh_standing
from kabinet.lending.actions.reverse_repayment import reverse_repayment
from kabinet.lending.models import Loan, Operation
from kabinet.lending.queries.office import overdue_loans
from kabinet.lending.queries.state import loan_state
from kabinet.lending.standing import unpaid_due
from tests.conftest import MOMENT
from tests.support.identity import staff_actor
from tests.support.lending import make_application, make_approved_loan, make_issued_loan, make_product, repay
from tests.support.race import race

TODAY = date(2026, 11, 21)


def kept(loan: Loan) -> tuple[date | None, bool, bool]:
    loan.refresh_from_db()
    return loan.unpaid_due, loan.days_off_extend, loan.needs_schedule


def due(loan: Loan, number: int) -> date:
    day: date = loan.schedules.latest("number").instalments.get(number=number).due
    return day


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped_clock")
class TestKeptByActions:
    def test_what_has_not_gone_out_is_not_awaited(self) -> None:
        assert kept(make_approved_loan()) == (None, True, False)

    def test_the_disbursement_awaits_the_first_instalment(self) -> None:
        loan = make_issued_loan()
        assert kept(loan) == (due(loan, 1), True, False)

    def test_money_moves_it_on_and_a_reversal_back(self) -> None:
        loan = make_issued_loan(days_ago=40)
        first = loan_state(loan).rows[0].payment
        repay(loan, first - 1, source="payment:1")
        assert kept(loan)[0] == due(loan, 1)
        repay(loan, "1.00", source="payment:2")
        assert kept(loan)[0] == due(loan, 2)
        reverse_repayment(actor=SYSTEM, loan_id=loan.pk, repayment="payment:2", source="refund:2")
        assert kept(loan)[0] == due(loan, 1)

    def test_a_repaid_loan_awaits_nothing(self) -> None:
        loan = make_issued_loan()
        repay(loan, loan_state(loan).remaining)
        assert kept(loan) == (None, True, False)

    def test_a_corrected_day_asks_for_a_schedule_until_there_is_one(self) -> None:
        loan, manager = make_issued_loan(days_ago=3), staff_actor()
        Loan.objects.filter(pk=loan.pk).update(contract_date=TODAY - timedelta(days=9))
        day = TODAY - timedelta(days=5)
        correct_number(actor=manager, loan_id=loan.pk, field="disbursed_on", new=day, reason="описка")
        assert kept(loan)[2]
        publish_schedule(
            actor=manager, loan_id=loan.pk, amount=loan.amount, issued=day, product_id=loan.product_id, payments=12
        )
        assert kept(loan) == (due(loan, 1), True, False)

    def test_what_was_written_past_the_actions_is_mended_once(self) -> None:
        loan, sound = make_issued_loan(days_ago=40), make_issued_loan()
        right, untouched = kept(loan), kept(sound)
        Loan.objects.filter(pk=loan.pk).update(unpaid_due=None, days_off_extend=False, needs_schedule=True)
        assert refresh_standing() == 1
        assert (kept(loan), kept(sound)) == (right, untouched)
        assert refresh_standing() == 0

    def test_a_loan_that_closed_unseen_awaits_nothing(self) -> None:
        loan = make_issued_loan()
        repay(loan, loan_state(loan).remaining)
        Loan.objects.filter(pk=loan.pk).update(unpaid_due=TODAY)
        assert refresh_standing() == 1
        assert kept(loan)[0] is None


@pytest.mark.django_db(transaction=True)
def test_mending_twice_at_once_and_beside_a_repayment() -> None:
    loans = [make_issued_loan(days_ago=40) for _ in range(3)]
    Loan.objects.update(unpaid_due=None)
    payment = loan_state(loans[0]).rows[0].payment
    outcomes = race(refresh_standing, refresh_standing, lambda: repay(loans[0], payment))
    assert not [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    refresh_standing()
    assert kept(loans[0])[0] == due(loans[0], 2)
    assert [kept(loan)[0] for loan in loans[1:]] == [due(loan, 1) for loan in loans[1:]]


@pytest.mark.django_db(transaction=True)
def test_a_loan_that_is_being_changed_is_left_to_its_action() -> None:
    loan = make_issued_loan()
    Loan.objects.update(unpaid_due=None)
    with transaction.atomic():
        Loan.objects.select_for_update().get(pk=loan.pk)
        assert race(refresh_standing) == [0]
    assert refresh_standing() == 1


class TestTheRuleIsTheEngines(TestCase):
    """Whatever came in and whichever day it is, by the kept column as by the state."""

    @given(
        payments=st.lists(st.tuples(st.integers(1, 30_000), st.integers(0, 150)), max_size=6),
        extend=st.booleans(),
        ahead=st.integers(0, 400),
    )
    @settings(max_examples=25)
    def test_overdue_by_the_column_is_overdue_by_the_state(
        self, payments: list[tuple[int, int]], extend: Any, ahead: int
    ) -> None:
        with clock.frozen(MOMENT):
            product = make_product(f"zaem-{uuid4().hex[:12]}", days_off_extend=extend)
            loan = _lent(product)
            for amount, days_ago in payments:
                repay(loan, Decimal(amount), on=TODAY - timedelta(days=days_ago))
            loan.refresh_from_db()
            day = TODAY + timedelta(days=ahead)
            state = loan_state(loan, on=day)
            assert overdue_loans(Loan.objects.filter(pk=loan.pk), day).exists() == bool(state.overdue)
            assert loan.unpaid_due == unpaid_due(state)
            assert refresh_standing() == 0
            assert Operation.objects.filter(loan=loan).count() == len(payments) + 1


def _lent(product: Any) -> Loan:
    with clock.frozen(MOMENT - timedelta(days=150)):
        application = make_application(product)
    return make_issued_loan(application, days_ago=150)
