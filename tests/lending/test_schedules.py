from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Denied, Refused, Stale
from kabinet.kernel.models import Event
from kabinet.lending.actions.correct_number import correct_number
from kabinet.lending.actions.issue_loan import issue_loan
from kabinet.lending.models import Instalment, Schedule
from kabinet.lending.publishing import check_schedule
from kabinet.lending.queries.loans import loan_card, schedule_version
from kabinet.lending.queries.state import loan_state
from kabinet.organisation.actions.add_regulatory_value import add_regulatory_value
from tests.support.identity import actor_for, make_user, staff_actor
from tests.support.lending import (
    make_approved_loan,
    make_business_product,
    make_issued_loan,
    make_limits,
    make_product,
    make_schedule,
    repay,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
TODAY = date(2026, 11, 21)


def test_a_published_schedule_is_the_engines() -> None:
    loan = make_issued_loan(publish=False)
    schedule = make_schedule(loan, revision=loan.revision)
    assert (schedule.number, schedule.psk_percent, schedule.total_payment) == (
        1,
        Decimal("23.921"),
        Decimal("113420.58"),
    )
    assert schedule.psk_roubles == schedule.total_interest == schedule.total_payment - 100000
    rows = list(Instalment.objects.filter(schedule=schedule))
    assert [row.number for row in rows] == list(range(1, 13))
    assert (rows[0].due, rows[0].payment, rows[0].interest) == (
        date(2026, 12, 21),
        Decimal("9455.96"),
        Decimal("1972.60"),
    )
    assert sum(row.principal for row in rows) == 100000
    assert rows[-1].balance == 0
    event = Event.objects.get(name="schedule.published")
    assert (event.subject_id, event.data["schedule"], event.data["payments"]) == (loan.pk, 1, 12)


def test_a_later_calculation_makes_the_next_version_and_keeps_the_first() -> None:
    loan = make_issued_loan()
    first = Schedule.objects.get()
    second = make_schedule(loan, payments=6)
    assert (second.number, Schedule.objects.count()) == (2, 2)
    assert Instalment.objects.filter(schedule=first).count() == 12
    assert loan_state(loan).schedule == second
    with pytest.raises(DatabaseError), transaction.atomic():
        Schedule.objects.filter(pk=first.pk).update(number=9)


def test_the_same_schedule_is_not_published_again() -> None:
    loan = make_issued_loan()
    assert make_schedule(loan, revision=0).number == 1
    assert Event.objects.filter(name="schedule.published").count() == 1


def test_before_the_issue_the_sum_and_the_tariff_become_the_loans() -> None:
    loan = make_approved_loan()
    other = make_product("drugoy", terms={"annual_rate": "12"}, limits=make_limits(max_amount=Decimal(150000)))
    make_schedule(loan, amount=Decimal("120000.00"), product_id=other.pk, payments=6)
    loan.refresh_from_db()
    assert (loan.amount, loan.product_id) == (Decimal("120000.00"), other.pk)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"amount": Decimal("120000.00")}, "schedule.amount_issued", "amount"),
        ({"issued": TODAY + timedelta(days=1)}, "schedule.not_the_disbursement", "issued"),
        ({"issued": TODAY - timedelta(days=1)}, "schedule.before_contract", "issued"),
        ({"payments": 25}, "product.payments.too_many", "payments"),
        ({"payments": 0}, "product.payments.too_few", "payments"),
    ],
)
def test_what_an_issued_loan_cannot_have_is_refused(changes: dict[str, Any], code: str, field: str) -> None:
    loan = make_issued_loan()
    with pytest.raises(Refused) as refused:
        make_schedule(loan, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Schedule.objects.count() == 1


def test_the_tariff_is_of_the_loans_regime() -> None:
    loan = make_approved_loan()
    with pytest.raises(Refused, match=r"schedule\.product"):
        make_schedule(loan, product_id=make_business_product().pk, amount=Decimal("100000.00"))


def cap_of_psk(valid_from: date) -> None:
    add_regulatory_value(
        actor=SYSTEM, code="consumer.psk_cap", value=Decimal(20), valid_from=valid_from, source="353-ФЗ, ст. 6"
    )


def test_the_caps_are_those_of_the_contracts_day() -> None:
    loan = make_issued_loan(days_ago=1)
    cap_of_psk(TODAY)
    assert make_schedule(loan, payments=6).number == 2
    cap_of_psk(TODAY - timedelta(days=1))
    with pytest.raises(Refused, match=r"law\.psk"):
        make_schedule(loan, payments=5)
    assert Schedule.objects.count() == 2


def test_who_may_publish() -> None:
    loan = make_issued_loan(publish=False)
    with pytest.raises(Denied):
        make_schedule(loan, actor=staff_actor(Role.ACCOUNTANT))
    with pytest.raises(Denied):
        make_schedule(loan, actor=actor_for(loan.account))
    with pytest.raises(Stale):
        make_schedule(loan, revision=0)
    assert Schedule.objects.count() == 0


def test_a_look_publishes_nothing() -> None:
    loan = make_issued_loan(publish=False)
    quote, product = check_schedule(loan, loan.amount, TODAY, loan.product_id, 12)
    assert (quote.total, product.pk) == (Decimal("113420.58"), loan.product_id)
    assert Schedule.objects.count() == 0


def test_a_new_version_takes_what_was_already_paid() -> None:
    loan = make_issued_loan(days_ago=40)
    first = loan_state(loan)
    repay(loan, first.rows[0].payment, on=first.rows[0].due)
    make_schedule(loan, payments=6)
    state = loan_state(loan)
    assert (state.repaid, state.overpaid) == (first.rows[0].payment, 0)
    assert state.overdue == state.rows[0].payment - first.rows[0].payment
    assert state.instalments[0].state == "overdue"
    assert state.remaining == sum(row.payment for row in state.rows) - first.rows[0].payment
    card = loan_card(actor_for(loan.account), loan.pk)
    operation = card.operations[0]
    assert (operation.credited_by, sum(part.amount for part in operation.credited)) == (1, first.rows[0].payment)
    assert operation.split is not None
    assert sum(part.amount for part in operation.split.parts) == first.rows[0].payment


def test_a_version_that_asks_less_than_was_paid_closes_the_loan() -> None:
    loan = make_issued_loan()
    total = sum(row.payment for row in loan_state(loan).rows)
    repay(loan, total - 1)
    loan.refresh_from_db()
    assert loan.status == "issued"
    make_schedule(loan, payments=3)
    loan.refresh_from_db()
    assert loan.status == "repaid"
    assert loan_state(loan).overpaid > 0
    with pytest.raises(Refused, match=r"loan\.closed"):
        make_schedule(loan, payments=4)


def test_the_card_says_that_the_schedule_no_longer_fits() -> None:
    with clock.frozen(clock.now() - timedelta(days=2)):
        loan = make_approved_loan()
    manager = staff_actor()
    issue_loan(actor=manager, loan_id=loan.pk, document="1", on=TODAY)
    assert not loan_card(manager, loan.pk).needs_new_schedule
    correct_number(actor=manager, loan_id=loan.pk, field="disbursed_on", new=date(2026, 11, 20), reason="По выписке")
    assert loan_card(manager, loan.pk).needs_new_schedule
    loan.refresh_from_db()
    make_schedule(loan)
    assert not loan_card(staff_actor(), loan.pk).needs_new_schedule


def test_an_older_version_can_be_read_by_its_client_alone() -> None:
    loan = make_issued_loan()
    make_schedule(loan, payments=6)
    old = schedule_version(actor_for(loan.account), loan.pk, 1)
    assert (old.schedule.number, len(old.rows), old.is_in_force) == (1, 12, False)
    assert schedule_version(actor_for(loan.account), loan.pk, 2).is_in_force
    with pytest.raises(Http404):
        schedule_version(actor_for(loan.account), loan.pk, 3)
    with pytest.raises(Http404):
        schedule_version(actor_for(make_user()), loan.pk, 1)
