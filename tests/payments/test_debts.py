from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from kabinet.cabinet.forms.payments import PaymentForm, purposes
from kabinet.kernel.money import ZERO
from kabinet.lending.books import Books
from kabinet.lending.engine import CONSUMER_ORDER, Paid, Row, schedule_status
from kabinet.lending.models import Loan
from kabinet.lending.queries.state import LoanState, loan_state
from kabinet.payments.debts import Debt, debt_of
from kabinet.payments.models import Payment
from kabinet.payments.presentation import fitted_sum
from tests.support.payments import make_loan

LEAST = Decimal("1.00")
START = date(2026, 1, 15)
OVERDUE, DUE, INSTALMENT = Payment.Purpose.OVERDUE, Payment.Purpose.DUE, Payment.Purpose.INSTALMENT


def debt(*rests: str, on: date = date(2026, 1, 20), under_way: str = "0.00") -> Debt:
    """A loan whose instalments, due on the 15th of each month from February, have so much left; 0.20 of it interest."""
    rows, paid = [], {}
    for number, rest in enumerate(rests, start=1):
        left = Decimal(rest)
        interest = min(left, Decimal("0.20"))
        due = date(2026, 1 + number, 15)
        days = (due - date(2026, number, 15)).days
        rows.append(Row(number, due, days, left + 100, left - interest + 100, interest, ZERO))
        paid[number] = Paid(ZERO, Decimal(100))
    status = schedule_status(rows, paid, on)
    state = LoanState(on, None, tuple(rows), CONSUMER_ORDER, "", Books(paid=paid), status)
    return Debt(state, LEAST, Decimal(under_way))


@pytest.mark.parametrize(
    ("rests", "most"),
    [
        (("500.00", "500.00", "500.00"), "500.00"),
        (("0.00", "0.00", "500.00"), "500.00"),
        (("500.00", "500.00", "0.26"), "500.00"),
        (("0.00", "500.00", "0.26"), "500.26"),
        (("500.00", "0.50", "0.40"), "500.90"),
        (("0.26", "500.00", "500.00"), "500.26"),
        (("0.26", "0.26", "500.00"), "500.52"),
        (("0.00", "0.00", "0.26"), "0.26"),
    ],
)
def test_what_is_due_and_the_next_instalment_can_be_paid_and_a_rest_too_small_goes_along(
    rests: tuple[str, ...], most: str
) -> None:
    assert debt(*rests).most == Decimal(most)


@pytest.mark.parametrize(
    ("rests", "on", "purpose", "expected"),
    [
        (("500.00", "500.00", "500.00"), date(2026, 1, 20), INSTALMENT, "500.00"),
        (("500.00", "500.00", "500.00"), date(2026, 2, 15), INSTALMENT, "500.00"),
        (("500.00", "500.00", "500.00"), date(2026, 2, 20), OVERDUE, "500.00"),
        (("500.00", "500.00", "500.00"), date(2026, 2, 20), DUE, "1000.00"),
        (("500.00", "500.00", "500.00"), date(2026, 12, 1), OVERDUE, "1500.00"),
        (("0.26", "500.00", "500.00"), date(2026, 1, 20), INSTALMENT, "1.00"),
        (("0.26", "500.00", "500.00"), date(2026, 2, 20), OVERDUE, "1.00"),
        (("0.26", "0.50", "0.10"), date(2026, 2, 20), OVERDUE, "0.00"),
        (("0.26", "1.00", "500.00"), date(2026, 2, 20), OVERDUE, "1.26"),
        (("500.00", "0.26", "500.00"), date(2026, 2, 20), OVERDUE, "500.26"),
        (("0.00", "500.00", "0.26"), date(2026, 2, 20), INSTALMENT, "500.26"),
    ],
)
def test_each_choice_is_a_sum_that_can_be_paid(
    rests: tuple[str, ...], on: date, purpose: Payment.Purpose, expected: str
) -> None:
    found = debt(*rests, on=on)
    assert found.sum_for(purpose) == Decimal(expected)
    assert not Decimal(expected) or found.problem(Decimal(expected)) is None


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0.01", "too_small"),
        ("0.99", "too_small"),
        ("1.00", ""),
        ("499.00", ""),
        ("499.01", "leaves_rest"),
        ("499.99", "leaves_rest"),
        ("500.00", ""),
        ("500.01", "more_than_due"),
        ("1000.00", "more_than_due"),
        ("1000.01", "more_than_debt"),
    ],
)
def test_the_sums_that_are_refused(amount: str, code: str) -> None:
    problem = debt("500.00", "500.00").problem(Decimal(amount))
    assert (problem.code if problem else "") == (f"payment.{code}" if code else "")


def test_a_sum_that_leaves_too_little_is_told_both_ways_out() -> None:
    with translation.override("ru"):
        problem = debt("500.00", "500.00").problem(Decimal("499.74"))
    assert problem is not None
    assert str(problem.message).count("500,00") == str(problem.message).count("499,00") == 1
    assert "0,26" in str(problem.message)


def test_open_payments_count_as_arrived() -> None:
    late = date(2026, 2, 20)
    whole = debt("500.00", "300.00", "300.00", on=late)
    part = debt("500.00", "300.00", "300.00", on=late, under_way="200.00")
    assert [part.sum_for(purpose) for purpose in (OVERDUE, DUE)] == [Decimal("300.00"), Decimal("600.00")]
    assert part.most == whole.most - 200
    assert [item.code for item in [part.problem(Decimal("600.01"))] if item] == ["payment.under_way"]
    after = debt("500.00", "300.00", "300.00", on=late, under_way="500.00")
    assert [value for value, _label in purposes(after)] == ["due", "other"]
    assert {part.number for part in after.preview(Decimal("300.00"))} == {2}
    nothing = debt("500.00", "300.00", on=late, under_way="800.00")
    assert (nothing.most, nothing.sum_for(OVERDUE), nothing.preview(Decimal(1))) == (0, 0, [])


def test_what_is_overdue_comes_first_and_is_chosen() -> None:
    found = debt("500.00", "500.00", "500.00", on=date(2026, 2, 20))
    assert [value for value, _label in purposes(found)] == ["overdue", "due", "other"]
    assert PaymentForm(debt=found)["purpose"].value() == "overdue"
    calm = debt("500.00", "500.00", "500.00")
    assert [value for value, _label in purposes(calm)] == ["instalment", "other"]
    assert PaymentForm(debt=calm)["purpose"].value() == "instalment"
    last = debt("500.00", "500.00", on=date(2026, 12, 1))
    assert [value for value, _label in purposes(last)] == ["overdue", "other"]


@pytest.mark.parametrize("rests", [("0.26", "500.00"), ("0.00", "500.00", "0.26")])
def test_a_sum_that_was_fitted_says_why(rests: tuple[str, ...]) -> None:
    assert "0.26" in fitted_sum(debt(*rests)).replace(",", ".")
    assert fitted_sum(debt("500.00", "500.00")) == ""


def test_interest_of_a_period_that_has_not_begun_is_named() -> None:
    ahead = debt("0.00", "500.00", "500.00", on=date(2026, 1, 20))
    assert ahead.not_accrued(ahead.preview(Decimal("500.00"))) == Decimal("0.20")
    assert ahead.not_accrued(ahead.preview(Decimal("0.15"))) == Decimal("0.15")
    now = debt("0.00", "500.00", "500.00", on=date(2026, 2, 20))
    assert now.not_accrued(now.preview(Decimal("500.00"))) == 0


_KOPECKS = st.integers(0, 300)


@settings(deadline=None)
@given(rests=st.lists(_KOPECKS, min_size=1, max_size=6), days=st.integers(0, 240), kopecks=_KOPECKS)
def test_no_payment_leaves_a_rest_that_cannot_be_paid(rests: list[int], days: int, kopecks: int) -> None:
    """However the instalments lie: what is allowed leaves nothing or enough, and what is owed can be paid."""
    found = debt(*(str(Decimal(rest) / 100) for rest in rests), on=START + timedelta(days=days))
    amount = Decimal(kopecks) / 100
    if found.problem(amount) is None:
        assert LEAST <= amount <= found.most
        assert found.remaining - amount == 0 or found.remaining - amount >= LEAST
    if found.remaining >= LEAST:
        for purpose in (OVERDUE if found.state.overdue else INSTALMENT, DUE):
            assert found.problem(found.sum_for(purpose)) is None
    else:
        assert found.sum_for(DUE) == 0
        assert found.is_below_least == (found.remaining > 0)


@pytest.fixture
def loan(db: None) -> Loan:
    return make_loan(issued=START)


def test_the_debt_of_a_loan(loan: Loan) -> None:
    on = date(2026, 4, 1)
    found = debt_of(loan, on=on)
    assert found is not None
    rows = loan_state(loan).rows
    late = [row for row in rows if row.due < on]
    coming = next(row for row in rows if row.due >= on)
    assert len(late) == 2
    assert found.sum_for(OVERDUE) == sum((row.payment for row in late), ZERO)
    assert found.sum_for(DUE) == found.most == sum((row.payment for row in [*late, coming]), ZERO)


def test_a_preview_adds_up_to_the_sum(loan: Loan) -> None:
    found = debt_of(loan, on=date(2026, 4, 1))
    assert found is not None
    assert sum(part.amount for part in found.preview(Decimal("12345.67"))) == Decimal("12345.67")
    assert sum(part.amount for part in found.preview(found.remaining + 1)) == found.remaining


@pytest.mark.django_db
def test_before_the_money_and_without_a_schedule_there_is_no_debt_to_pay() -> None:
    assert debt_of(make_loan(number=2, with_schedule=False), on=START) is None
    assert debt_of(make_loan(number=3, status="approved"), on=START) is None
