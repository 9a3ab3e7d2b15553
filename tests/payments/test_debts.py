from datetime import date
from decimal import Decimal

import pytest

from kabinet.cabinet.forms.payments import purposes
from kabinet.kernel import clock
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import loan_state
from kabinet.payments.debts import debt_of
from kabinet.payments.models import Payment
from tests.support.payments import make_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def loan(db: None) -> Loan:
    return make_loan(issued=date(2026, 1, 15))


def test_nothing_overdue_offers_the_next_instalment(loan: Loan) -> None:
    debt = debt_of(loan, on=date(2026, 1, 20))
    assert debt is not None
    first = loan_state(loan).rows[0]
    assert (debt.instalment_sum, debt.due_sum) == (first.payment, first.payment)
    assert [value for value, _label in purposes(debt)] == ["instalment", "other"]


def test_overdue_instalments_are_offered_one_by_one_and_together(loan: Loan) -> None:
    on = date(2026, 4, 1)
    debt = debt_of(loan, on=on)
    assert debt is not None
    rows = loan_state(loan).rows
    late = [row for row in rows if row.due < on]
    coming = next(row for row in rows if row.due >= on)
    assert len(late) == 2
    assert debt.instalment is not None
    assert debt.instalment.number == 1
    assert debt.sum_for(Payment.Purpose.INSTALMENT) == late[0].payment
    assert debt.sum_for(Payment.Purpose.DUE) == sum((row.payment for row in [*late, coming]), Decimal(0))
    assert [value for value, _label in purposes(debt)] == ["due", "instalment", "other"]


def test_a_preview_adds_up_to_the_sum(loan: Loan) -> None:
    debt = debt_of(loan, on=clock.today())
    assert debt is not None
    assert sum(part.amount for part in debt.preview(Decimal("12345.67"))) == Decimal("12345.67")
    assert sum(part.amount for part in debt.preview(debt.remaining + 1)) == debt.remaining


def test_without_a_schedule_there_is_no_debt_to_pay() -> None:
    assert debt_of(make_loan(number=2, with_schedule=False), on=clock.today()) is None
