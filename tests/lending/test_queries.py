from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from kabinet.catalogue.templates import template_of
from kabinet.identity.roles import Role
from kabinet.kernel import access, clock
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.lending.actions.reverse_repayment import reverse_repayment
from kabinet.lending.models import Loan
from kabinet.lending.queries.loans import home_loans, loan_card, loan_list, loan_of_application, loans_of_party
from kabinet.lending.queries.office import LoanFilters, office_loans
from kabinet.parties import searching
from tests.support.identity import actor_for, make_user, staff_actor
from tests.support.lending import (
    make_application,
    make_approved_loan,
    make_issued_loan,
    make_product,
    make_schedule,
    repay,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
TODAY = date(2026, 11, 21)


def found(actor: Actor, **filters: Any) -> list[str]:
    return [line.loan.contract_number for line in office_loans(actor, LoanFilters(**filters)).rows]


def test_who_may_know_of_a_loan() -> None:
    loan = make_approved_loan()
    owner = actor_for(loan.account)
    seers = [owner, SYSTEM, staff_actor(Role.MANAGER), staff_actor(Role.ACCOUNTANT)]
    for actor in seers:
        assert access.get(Loan, actor, loan.pk) == loan
    for actor in (actor_for(make_user()), Actor(kind="visitor"), Actor(kind="staff")):
        with pytest.raises(Http404):
            access.get(Loan, actor, loan.pk)


def test_a_client_lists_own_loans_open_ones_first(django_assert_num_queries: Any) -> None:
    account, product = make_user(), make_product()
    repaid = make_issued_loan(make_application(product, account))
    repay(repaid, loan_card(actor_for(account), repaid.pk).state.remaining)
    current = make_issued_loan(make_application(product, account))
    approved = make_approved_loan(make_application(product, account))
    make_issued_loan()
    with django_assert_num_queries(4):
        lines = loan_list(actor_for(account))
    assert {line.loan.pk for line in lines[:2]} == {current.pk, approved.pk}
    assert lines[2].loan.pk == repaid.pk
    with django_assert_num_queries(4):
        assert [line.loan.pk for line in home_loans(actor_for(account))] == [current.pk, approved.pk]
    stranger = actor_for(make_user())
    with django_assert_num_queries(1):
        assert home_loans(stranger) == []


def test_the_overdue_loan_comes_first_at_home() -> None:
    account, product = make_user(), make_product()
    overdue = make_issued_loan(
        make_application(product, account, submitted_at=clock.now() - timedelta(days=40)), days_ago=40
    )
    current = make_issued_loan(make_application(product, account))
    assert [line.loan.pk for line in home_loans(actor_for(account))] == [overdue.pk, current.pk]


def test_the_card_tells_everything_in_few_queries(django_assert_max_num_queries: Any) -> None:
    loan = make_issued_loan(days_ago=40)
    payment = repay(loan, "10000.00", source="payment:1")
    repay(loan, "5.00", source="payment:2")
    reverse_repayment(actor=SYSTEM, loan_id=loan.pk, repayment="payment:2", source="refund:2")
    with django_assert_max_num_queries(6):
        card = loan_card(actor_for(loan.account), loan.pk)
        assert card.loan.product.service.title == "На любые цели"
        assert card.loan.application.number
    assert [line.status.state for line in card.instalments[:3]] == ["paid", "partly_paid", "upcoming"]
    first = card.instalments[0]
    assert [(share.operation_id, share.interest + share.principal) for share in first.shares] == [
        (payment.pk, first.row.payment)
    ]
    assert first.explanation is not None
    assert sum(stretch.interest for stretch in first.explanation.stretches) == first.row.interest
    assert first.explanation.first_instalment == first.row.payment
    kinds = [(line.operation.kind, line.reversed) for line in card.operations]
    assert sorted(kinds) == [("disbursement", 0), ("repayment", 0), ("repayment", 5), ("reversal", 0)]
    assert card.schedule is not None
    assert card.schedule.number == 1


def test_a_card_before_the_schedule() -> None:
    loan = make_approved_loan()
    card = loan_card(actor_for(loan.account), loan.pk)
    assert (card.schedule, card.instalments, card.operations, card.state.due_now) == (None, (), (), 0)
    assert not card.state.is_repaid


def test_a_preview_shows_how_a_payment_would_split() -> None:
    loan = make_issued_loan()
    state = loan_card(actor_for(loan.account), loan.pk).state
    parts = [(part.number, part.bucket, part.amount) for part in state.preview(Decimal("2000.00"))]
    assert parts == [
        (1, "current_interest", Decimal("1972.60")),
        (1, "current_principal", Decimal("27.40")),
    ]
    assert sum(part.amount for part in state.preview(state.remaining + 1)) == state.remaining
    assert state.preview(Decimal(0)) == []


@pytest.mark.parametrize("few", [0, 2, searching.FEW])
def test_the_office_filters_and_searches(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any, few: int
) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    manager = staff_actor(Role.MANAGER)
    product = make_product("zaem")
    make_approved_loan(make_application(product), contract_number="А-1")
    overdue = make_issued_loan(days_ago=40)
    current = make_issued_loan()
    paid_late = make_issued_loan(days_ago=40)
    repay(paid_late, loan_card(manager, paid_late.pk).state.overdue)
    repaid = make_issued_loan()
    repay(repaid, loan_card(manager, repaid.pk).state.remaining)
    with django_assert_max_num_queries(5):
        assert len(found(manager)) == 5
    assert found(manager, status="overdue") == [overdue.contract_number]
    assert found(manager, status="approved") == ["А-1"]
    assert found(manager, status="repaid") == [repaid.contract_number]
    assert set(found(manager, status="issued")) == {
        overdue.contract_number,
        current.contract_number,
        paid_late.contract_number,
    }
    assert found(manager, product="zaem") == ["А-1"]
    assert found(manager, search="а-1") == ["А-1"]
    with django_assert_max_num_queries(7):
        assert len(found(manager, search="Светлова")) == 5
    assert len(found(manager, search="8 (999) 000-11-22")) == 5
    assert found(manager, search="нет такого") == []
    assert found(manager, search="\x00") == found(manager)
    assert found(manager, status="чужой") == []
    assert found(manager, status="overdue", search="Светлова") == [overdue.contract_number]


def test_a_reversed_repayment_leaves_the_loan_overdue_in_the_list() -> None:
    loan = make_issued_loan(days_ago=40)
    repay(loan, "100000.00", source="payment:1")
    manager = staff_actor()
    assert found(manager, status="overdue") == []
    reverse_repayment(actor=SYSTEM, loan_id=loan.pk, repayment="payment:1", source="refund:1")
    assert found(manager, status="overdue") == [loan.contract_number]


def test_the_list_is_read_page_by_page_in_both_directions() -> None:
    product, manager = make_product(), staff_actor()
    made = [make_approved_loan(make_application(product)).contract_number for _ in range(5)]
    everything = found(manager)
    assert sorted(everything) == sorted(made)
    first = office_loans(manager, LoanFilters(), size=2)
    second = office_loans(manager, LoanFilters(), cursor=first.older, size=2)
    third = office_loans(manager, LoanFilters(), cursor=second.older, size=2)
    pages = [[line.loan.contract_number for line in page.rows] for page in (first, second, third)]
    assert [number for page in pages for number in page] == everything
    assert (first.newer, third.older) == ("", "")
    back = office_loans(manager, LoanFilters(), cursor=third.newer, size=2)
    assert [line.loan.contract_number for line in back.rows] == pages[1]
    broken = office_loans(manager, LoanFilters(), cursor="сломано~x")
    assert [line.loan.contract_number for line in broken.rows] == everything


def test_the_loan_of_an_application_and_of_a_client() -> None:
    loan = make_approved_loan()
    manager = staff_actor()
    assert loan_of_application(manager, loan.application_id) == loan
    assert loan_of_application(manager, make_application().pk) is None
    assert [line.loan for line in loans_of_party(manager, loan.party_id)] == [loan]


def test_the_template_gives_limits_checks_and_the_gist() -> None:
    service = make_product().service
    template = template_of(service)
    limits = template.limits(service)
    assert (limits["amount"].minimum, limits["amount"].maximum, limits["amount"].step) == (10000, 300000, 1000)
    assert (limits["payments"].minimum, limits["payments"].maximum) == (3, 24)
    good = {"amount": "100000.00", "payments": 12}
    assert template.check(service, good) == []
    summary = template.summary(service, good)
    assert (summary.amount, summary.payments, len(summary.lines)) == (100000, 12, 5)
    assert [(p.field, p.code) for p in template.check(service, {"amount": "5.00", "payments": "99"})] == [
        ("amount", "loan.amount.too_small"),
        ("payments", "loan.payments.too_many"),
    ]
    assert [(p.field, p.code) for p in template.check(service, {})] == [
        ("amount", "loan.missing"),
        ("payments", "loan.missing"),
    ]


def test_an_application_against_todays_law_is_told_the_rule() -> None:
    from kabinet.organisation.actions.add_regulatory_value import add_regulatory_value

    service = make_product().service
    add_regulatory_value(
        actor=SYSTEM,
        code="consumer.psk_cap",
        value=Decimal(20),
        valid_from=TODAY - timedelta(days=1),
        source="353-ФЗ, ст. 6",
    )
    problems = template_of(service).check(service, {"amount": "100000.00", "payments": 12})
    assert [problem.code for problem in problems] == ["loan.law.psk"]
    assert "353-ФЗ, ст. 6" in str(problems[0].message)


@pytest.mark.parametrize("value", [None, "", "сто", True, [], {}, "NaN", "-5", "1e99", "9" * 100, 10**50, 0.1])
def test_the_gist_never_raises(value: Any) -> None:
    service = make_product().service
    summary = template_of(service).summary(service, {"amount": value, "payments": value})
    assert summary.payments is None


def test_publishing_keeps_the_number_of_queries(django_assert_max_num_queries: Any) -> None:
    loan, manager = make_approved_loan(), staff_actor()
    with django_assert_max_num_queries(25):
        make_schedule(loan, actor=manager)
