from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.models import Event
from kabinet.lending.actions.record_repayment import record_repayment
from kabinet.lending.actions.reverse_repayment import reverse_repayment
from kabinet.lending.models import Allocation, Loan, Operation
from kabinet.lending.queries.state import loan_state
from tests.support.identity import staff_actor
from tests.support.lending import make_approved_loan, make_issued_loan, repay
from tests.support.lending import stopped_race as race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
TODAY = date(2026, 11, 21)


def split(operation: Operation) -> list[tuple[int, str, Decimal]]:
    return list(Allocation.objects.filter(operation=operation).values_list("instalment_number", "bucket", "amount"))


def test_an_instalment_is_split_over_interest_and_principal() -> None:
    loan = make_issued_loan()
    operation = repay(loan, "9455.96")
    assert split(operation) == [
        (1, "current_interest", Decimal("1972.60")),
        (1, "current_principal", Decimal("7483.36")),
    ]
    state = loan_state(loan)
    assert (state.instalments[0].state, state.instalments[1].state) == ("paid", "due_next")
    assert (state.repaid, state.overpaid, state.remaining_principal) == (
        Decimal("9455.96"),
        0,
        Decimal("92516.64"),
    )
    event = Event.objects.get(name="loan.repayment_recorded")
    assert (event.subject_id, event.data["amount"], event.data["due"]) == (loan.pk, "9455.96", "2027-01-21")


def test_overdue_interest_goes_first() -> None:
    loan = make_issued_loan(days_ago=70)
    rows = loan_state(loan).rows
    assert rows[1].due < TODAY
    overdue_interest = rows[0].interest + rows[1].interest
    operation = repay(loan, overdue_interest + 1)
    assert split(operation) == [
        (1, "overdue_interest", rows[0].interest),
        (2, "overdue_interest", rows[1].interest),
        (1, "overdue_principal", Decimal("1.00")),
    ]
    state = loan_state(loan)
    assert [item.state for item in state.instalments[:3]] == ["overdue", "overdue", "due_next"]
    assert state.overdue_days == (TODAY - rows[0].due).days


def test_a_part_of_the_next_instalment_is_marked_so() -> None:
    loan = make_issued_loan()
    repay(loan, "0.01")
    assert loan_state(loan).instalments[0].state == "partly_paid"


def test_one_source_credits_once() -> None:
    loan = make_issued_loan()
    first = repay(loan, "1000.00", source="payment:1")
    assert repay(loan, "1000.00", source="payment:1") == first
    assert (loan_state(loan).repaid, Event.objects.filter(name="loan.repayment_recorded").count()) == (1000, 1)


@pytest.mark.parametrize("other", [True, False])
def test_one_source_never_stands_for_other_money(other: bool) -> None:
    loan = make_issued_loan()
    repay(loan, "1000.00", source="payment:1")
    with pytest.raises(Refused, match=r"repayment\.source"):
        repay(make_issued_loan() if other else loan, "1000.00" if other else "1000.01", source="payment:1")
    assert Operation.objects.filter(kind="repayment").count() == 1


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity", "1000000000000"])
def test_impossible_sums_are_refused(amount: str) -> None:
    loan = make_issued_loan()
    with pytest.raises(Refused, match=r"repayment\.amount"):
        repay(loan, amount)
    assert loan_state(loan).repaid == 0


def test_paying_the_schedule_leaves_nothing_and_closes_the_loan() -> None:
    loan = make_issued_loan()
    for row in loan_state(loan).rows:
        repay(loan, row.payment, on=row.due)
    loan.refresh_from_db()
    state = loan_state(loan)
    assert (loan.status, state.remaining, state.overpaid, state.is_repaid) == ("repaid", 0, 0, True)
    assert {item.state for item in state.instalments} == {"paid"}
    closed = Event.objects.get(name="loan.closed")
    assert closed.data == {"contract_number": loan.contract_number, "overpaid": "0.00"}


def test_confirmed_money_above_the_debt_is_kept_as_overpaid() -> None:
    loan = make_issued_loan()
    debt = loan_state(loan).remaining
    operation = repay(loan, debt + Decimal("500.50"))
    loan.refresh_from_db()
    state = loan_state(loan)
    assert (loan.status, state.remaining, state.overpaid) == ("repaid", 0, Decimal("500.50"))
    assert sum(amount for *_, amount in split(operation)) == debt
    repay(loan, "1.00")
    assert loan_state(loan).overpaid == Decimal("501.50")
    assert Event.objects.filter(name="loan.closed").count() == 1


def by_staff(loan: Loan, **changes: Any) -> Operation:
    values: dict[str, Any] = {
        "actor": staff_actor(Role.ACCOUNTANT),
        "amount": Decimal(1000),
        "on": TODAY,
        "source": "cash:1",
    }
    return record_repayment(loan_id=loan.pk, **{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"amount": Decimal("999999.00")}, "repayment.more_than_debt", "amount"),
        ({"on": TODAY + timedelta(days=1)}, "date.future", "on"),
        ({"on": TODAY - timedelta(days=1)}, "repayment.before_issue", "on"),
    ],
)
def test_staff_are_refused_what_cannot_be(changes: dict[str, Any], code: str, field: str) -> None:
    loan = make_issued_loan()
    with pytest.raises(Refused) as refused:
        by_staff(loan, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert loan_state(loan).repaid == 0


def test_money_before_the_issue_is_refused_and_before_the_schedule_kept() -> None:
    with pytest.raises(Refused, match=r"repayment\.not_issued"):
        repay(make_approved_loan(), "1.00")
    loan = make_issued_loan(publish=False)
    with pytest.raises(Refused, match=r"repayment\.no_schedule"):
        by_staff(loan)
    repay(loan, "1.00")
    state = loan_state(loan)
    assert (state.repaid, state.overpaid, state.schedule, loan.status) == (1, 0, None, "issued")


def test_who_may_record() -> None:
    loan = make_issued_loan()
    assert by_staff(loan).recorded_by is not None
    with pytest.raises(Denied):
        by_staff(loan, actor=staff_actor(Role.MANAGER), source="cash:2")


def test_a_late_entry_takes_its_place_by_its_day() -> None:
    loan = make_issued_loan(days_ago=70)
    rows = loan_state(loan).rows
    late = repay(loan, "5000.00")
    early = by_staff(loan, amount=Decimal("5000.00"), on=rows[0].due - timedelta(days=1))
    state = loan_state(loan)
    assert list(state.books.splits) == [early.pk, late.pk]
    assert state.books.splits[early.pk].parts[0].bucket == "current_interest"
    assert state.books.splits[late.pk].parts[0].bucket == "overdue_interest"
    assert state.repaid == 10000


def test_a_reversal_undoes_a_repayment_once_and_opens_the_loan_again() -> None:
    loan = make_issued_loan()
    repay(loan, loan_state(loan).remaining, source="payment:1")
    loan.refresh_from_db()
    assert loan.status == "repaid"
    first = reverse_repayment(actor=SYSTEM, loan_id=loan.pk, repayment="payment:1", source="refund:1")
    again = reverse_repayment(actor=SYSTEM, loan_id=loan.pk, repayment="payment:1", source="refund:1")
    loan.refresh_from_db()
    state = loan_state(loan)
    assert (first, loan.status, state.repaid, state.instalments[0].state) == (again, "issued", 0, "due_next")
    assert Event.objects.filter(name="loan.repayment_reversed").count() == 1
    with pytest.raises(Refused, match=r"reversal\.amount"):
        reverse_repayment(actor=SYSTEM, loan_id=loan.pk, repayment="payment:1", source="refund:2")


def test_a_repayment_is_reversed_in_parts() -> None:
    loan = make_issued_loan()
    repay(loan, "1000.00", source="payment:1")
    for number, part in ((1, "300.00"), (2, "200.00")):
        reverse_repayment(
            actor=SYSTEM,
            loan_id=loan.pk,
            repayment="payment:1",
            source=f"refund:{number}",
            amount=Decimal(part),
        )
    assert loan_state(loan).repaid == 500
    for amount in ("500.01", "0", "-1", "0.001"):
        with pytest.raises(Refused, match=r"reversal\.amount"):
            reverse_repayment(
                actor=SYSTEM, loan_id=loan.pk, repayment="payment:1", source="refund:3", amount=Decimal(amount)
            )
    assert loan_state(loan).repaid == 500


def test_what_is_no_repayment_is_not_reversed() -> None:
    loan = make_issued_loan()
    repay(make_issued_loan(), "1000.00", source="payment:other")
    for source in ("payment:other", f"disbursement:{loan.pk}", "payment:unknown"):
        with pytest.raises(Refused, match=r"reversal\.unknown"):
            reverse_repayment(actor=SYSTEM, loan_id=loan.pk, repayment=source, source="refund:1")
    with pytest.raises(Denied):
        reverse_repayment(actor=staff_actor(Role.MANAGER), loan_id=loan.pk, repayment="x", source="refund:1")


@pytest.mark.django_db(transaction=True)
def test_one_source_at_once_credits_once_and_two_sources_twice() -> None:
    loan = make_issued_loan()
    same = race(*(lambda: repay(loan, "1000.00", source="payment:1") for _ in range(2)))
    assert same[0].pk == same[1].pk
    two = race(
        lambda: repay(loan, "500.00", source="payment:2"),
        lambda: repay(loan, "500.00", source="payment:3"),
    )
    assert two[0].pk != two[1].pk
    state = loan_state(loan)
    assert (state.repaid, Event.objects.filter(name="loan.repayment_recorded").count()) == (2000, 3)
    assert sum(Allocation.objects.values_list("amount", flat=True)) == 2000


@pytest.mark.django_db(transaction=True)
def test_one_source_at_once_on_two_loans_credits_one() -> None:
    one, other = make_issued_loan(), make_issued_loan()
    outcomes = race(
        lambda: repay(one, "1000.00", source="payment:1"), lambda: repay(other, "1000.00", source="payment:1")
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Operation", "Refused"]


@pytest.mark.django_db(transaction=True)
def test_the_last_payment_and_its_reversal_at_once() -> None:
    loan = make_issued_loan()
    repay(loan, "1000.00", source="payment:1")
    rest = loan_state(loan).remaining
    race(
        lambda: repay(loan, rest, source="payment:2"),
        lambda: reverse_repayment(actor=SYSTEM, loan_id=loan.pk, repayment="payment:1", source="refund:1"),
    )
    loan.refresh_from_db()
    assert (loan.status, loan_state(loan).remaining) == ("issued", 1000)
