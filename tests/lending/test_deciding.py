"""Approving, issuing, correcting."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from kabinet.applications.models import Application
from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Denied, Refused, Stale
from kabinet.kernel.models import Event
from kabinet.lending.actions.approve_loan import approve_loan
from kabinet.lending.actions.correct_number import correct_number
from kabinet.lending.actions.issue_loan import issue_loan
from kabinet.lending.models import Loan, Operation
from kabinet.organisation.actions.add_regulatory_value import add_regulatory_value
from tests.support.identity import actor_for, staff_actor
from tests.support.lending import make_application, make_approved_loan, make_issued_loan, make_schedule
from tests.support.lending import stopped_race as race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
TODAY = date(2026, 11, 21)


def names(subject: Any) -> list[str]:
    return list(
        Event.objects.filter(subject_id=subject.pk).order_by("happened_at", "id").values_list("name", flat=True)
    )


def test_a_contract_number_approves() -> None:
    application, manager = make_application(), staff_actor()
    loan = approve_loan(actor=manager, application_id=application.pk, contract_number="  2026/15-З ", revision=0)
    application.refresh_from_db()
    assert application.status == "approved"
    assert (loan.contract_number, loan.contract_date, loan.amount) == ("2026/15-З", TODAY, Decimal("100000.00"))
    assert (loan.status, loan.regime, loan.party_id, loan.account_id) == (
        "approved",
        "consumer",
        application.party_id,
        application.account_id,
    )
    event = Event.objects.get(name="loan.approved")
    assert (event.subject_id, event.party_id, event.actor_name) == (loan.pk, loan.party_id, "Кузнецов Пётр Ильич")
    assert event.data == {
        "contract_number": "2026/15-З",
        "contract_date": "2026-11-21",
        "amount": "100000.00",
        "number": application.number,
    }
    assert names(application) == ["application.approved"]


def test_the_same_number_twice_gives_the_same_loan() -> None:
    application, manager = make_application(), staff_actor()
    first = approve_loan(actor=manager, application_id=application.pk, contract_number="1", revision=0)
    again = approve_loan(actor=manager, application_id=application.pk, contract_number="1", revision=0)
    assert again.pk == first.pk
    assert Event.objects.filter(name="loan.approved").count() == 1


def test_another_number_for_an_approved_application_is_refused() -> None:
    loan = make_approved_loan(contract_number="1")
    with pytest.raises(Refused, match=r"loan\.approved") as refused:
        approve_loan(actor=staff_actor(), application_id=loan.application_id, contract_number="2")
    assert "1" in str(refused.value.message)
    assert Loan.objects.get().contract_number == "1"


@pytest.mark.parametrize(
    ("number", "code"),
    [("", "number.empty"), ("   ", "number.empty"), ("9" * 51, "number.invalid"), ("1\x00", "number.signs")],
)
def test_a_wrong_number_is_refused(number: str, code: str) -> None:
    application = make_application()
    with pytest.raises(Refused, match=code):
        approve_loan(actor=staff_actor(), application_id=application.pk, contract_number=number)
    application.refresh_from_db()
    assert (application.status, Loan.objects.count()) == ("submitted", 0)


def test_a_contract_number_belongs_to_one_loan() -> None:
    make_approved_loan(contract_number="1")
    application = make_application()
    with pytest.raises(Refused, match=r"loan\.number_taken"):
        approve_loan(actor=staff_actor(), application_id=application.pk, contract_number="1")
    application.refresh_from_db()
    assert application.status == "submitted"


@pytest.mark.parametrize(
    ("day", "code"), [(TODAY + timedelta(days=1), "date.future"), (date(2026, 11, 20), "date.before_application")]
)
def test_the_contract_is_dated_from_the_application_to_today(day: date, code: str) -> None:
    application = make_application()
    with pytest.raises(Refused, match=code):
        approve_loan(actor=staff_actor(), application_id=application.pk, contract_number="1", contract_date=day)
    assert Loan.objects.count() == 0


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_a_decided_application_is_not_approved(status: str) -> None:
    application = make_application(status=status, decline_reason="Мало данных")
    with pytest.raises(Refused, match=r"application\.decided"):
        approve_loan(actor=staff_actor(), application_id=application.pk, contract_number="1")
    application.refresh_from_db()
    assert (application.status, Loan.objects.count()) == (status, 0)


def test_a_draft_is_not_seen_and_not_approved() -> None:
    application = make_application(status="draft", number=None)
    with pytest.raises(Http404):
        approve_loan(actor=staff_actor(), application_id=application.pk, contract_number="1")


def test_a_stale_page_approves_nothing() -> None:
    application = make_application(revision=3)
    with pytest.raises(Stale):
        approve_loan(actor=staff_actor(), application_id=application.pk, contract_number="1", revision=2)
    assert Loan.objects.count() == 0


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.ADMINISTRATOR])
def test_only_those_who_decide_approve_and_issue(role: Role) -> None:
    application, loan = make_application(), make_approved_loan()
    with pytest.raises(Denied):
        approve_loan(actor=staff_actor(role), application_id=application.pk, contract_number="1")
    with pytest.raises(Denied):
        issue_loan(actor=staff_actor(role), loan_id=loan.pk, document="1", on=TODAY)
    with pytest.raises(Denied):
        approve_loan(actor=actor_for(application.account), application_id=application.pk, contract_number="1")


def test_an_application_against_the_law_of_the_contracts_day_is_refused() -> None:
    application = make_application()
    add_regulatory_value(
        actor=SYSTEM, code="consumer.psk_cap", value=Decimal(20), valid_from=TODAY, source="353-ФЗ, ст. 6"
    )
    with pytest.raises(Refused, match=r"law\.psk") as refused:
        approve_loan(actor=staff_actor(), application_id=application.pk, contract_number="1")
    assert "353-ФЗ, ст. 6" in str(refused.value.message)
    assert Loan.objects.count() == 0


def test_a_sum_outside_the_product_is_refused() -> None:
    application = make_application()
    with pytest.raises(Refused, match=r"product\.amount\.too_big") as refused:
        approve_loan(
            actor=staff_actor(), application_id=application.pk, contract_number="1", amount=Decimal("300000.01")
        )
    assert refused.value.field == "amount"


def test_the_document_issues_the_loan() -> None:
    loan, manager = make_approved_loan(), staff_actor()
    issued = issue_loan(actor=manager, loan_id=loan.pk, document="ПП-7", on=TODAY, revision=0)
    assert (issued.status, issued.disbursement_document, issued.disbursed_on) == ("issued", "ПП-7", TODAY)
    assert Application.objects.get().status == "issued"
    operation = Operation.objects.get()
    assert (operation.kind, operation.amount, operation.on) == ("disbursement", Decimal("100000.00"), TODAY)
    assert names(loan) == ["loan.approved", "loan.issued", "schedule.published"]
    assert issue_loan(actor=manager, loan_id=loan.pk, document="ПП-7", on=TODAY, revision=0).revision == issued.revision
    assert Operation.objects.count() == 1


def test_a_loan_is_issued_once() -> None:
    loan = make_issued_loan()
    with pytest.raises(Refused, match=r"loan\.issued"):
        issue_loan(actor=staff_actor(), loan_id=loan.pk, document="другой", on=TODAY)
    assert Operation.objects.filter(kind="disbursement").count() == 1


@pytest.mark.parametrize(
    ("day", "code"), [(TODAY + timedelta(days=1), "date.future"), (date(2026, 11, 20), "date.before_contract")]
)
def test_the_money_goes_out_from_the_contract_to_today(day: date, code: str) -> None:
    loan = make_approved_loan()
    with pytest.raises(Refused, match=code):
        issue_loan(actor=staff_actor(), loan_id=loan.pk, document="1", on=day)
    loan.refresh_from_db()
    assert (loan.status, Operation.objects.count()) == ("approved", 0)


def test_an_unknown_loan_is_not_found() -> None:
    with pytest.raises(Http404):
        issue_loan(actor=staff_actor(), loan_id=make_application().pk, document="1", on=TODAY)


def test_a_correction_leaves_both_values_in_the_history() -> None:
    loan = make_issued_loan()
    old = loan.contract_number
    correct_number(
        actor=staff_actor(),
        loan_id=loan.pk,
        field="contract_number",
        new="З-777/2",
        reason="Опечатка",
        revision=loan.revision,
    )
    loan.refresh_from_db()
    assert loan.contract_number == "З-777/2"
    data = Event.objects.get(name="loan.number_corrected").data
    assert (data["field"], data["old"], data["new"], data["reason"]) == ("contract_number", old, "З-777/2", "Опечатка")
    assert Event.objects.filter(name="application.number_corrected").count() == 1


def test_a_corrected_day_moves_the_disbursement() -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        loan = make_approved_loan()
    manager = staff_actor()
    loan = issue_loan(actor=manager, loan_id=loan.pk, document="ПП-7", on=TODAY)
    correct_number(actor=manager, loan_id=loan.pk, field="disbursed_on", new="2026-11-20", reason="По выписке")
    loan.refresh_from_db()
    assert loan.disbursed_on == date(2026, 11, 20)
    facts = list(Operation.objects.order_by("created_at", "id").values_list("kind", "on", "amount"))
    assert facts == [
        ("disbursement", TODAY, Decimal("100000.00")),
        ("reversal", TODAY, Decimal("100000.00")),
        ("disbursement", date(2026, 11, 20), Decimal("100000.00")),
    ]
    correct_number(actor=manager, loan_id=loan.pk, field="disbursed_on", new=date(2026, 11, 19), reason="Ещё раз")
    assert Operation.objects.count() == 5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"field": "amount"}, "correction.field"),
        ({"reason": "  "}, "correction.reason"),
        ({"reason": "я" * 501}, "correction.reason"),
        ({"new": ""}, "number.empty"),
        ({"field": "disbursed_on", "new": "вчера"}, "correction.date"),
        ({"field": "disbursed_on", "new": "2026-11-22"}, "date.future"),
        ({"field": "disbursed_on", "new": "2026-11-20"}, "date.before_contract"),
        ({"field": "disbursed_on", "new": TODAY}, "correction.same"),
        ({"new": "ЗАНЯТ"}, "loan.number_taken"),
    ],
)
def test_a_wrong_correction_changes_nothing(changes: dict[str, Any], code: str) -> None:
    make_approved_loan(contract_number="ЗАНЯТ")
    loan = make_issued_loan()
    before = Loan.objects.filter(pk=loan.pk).values().get()
    values: dict[str, Any] = {"field": "contract_number", "new": "З-777", "reason": "Опечатка", **changes}
    with pytest.raises(Refused, match=code):
        correct_number(actor=staff_actor(), loan_id=loan.pk, **values)
    assert Loan.objects.filter(pk=loan.pk).values().get() == before
    assert Event.objects.filter(name="loan.number_corrected").count() == 0


def test_a_correction_needs_the_right_and_a_fresh_page() -> None:
    loan = make_issued_loan()
    with pytest.raises(Denied):
        correct_number(
            actor=staff_actor(Role.MANAGER), loan_id=loan.pk, field="contract_number", new="1", reason="Опечатка"
        )
    with pytest.raises(Stale):
        correct_number(
            actor=staff_actor(), loan_id=loan.pk, field="contract_number", new="1", reason="Опечатка", revision=0
        )
    with pytest.raises(Refused, match=r"loan\.not_issued"):
        correct_number(
            actor=staff_actor(),
            loan_id=make_approved_loan().pk,
            field="disbursement_document",
            new="1",
            reason="Опечатка",
        )


@pytest.mark.django_db(transaction=True)
def test_two_managers_approve_at_once() -> None:
    application, first, second = make_application(), staff_actor(), staff_actor()
    outcomes = race(
        lambda: approve_loan(actor=first, application_id=application.pk, contract_number="1", revision=0),
        lambda: approve_loan(actor=second, application_id=application.pk, contract_number="2", revision=0),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Loan", "Refused"]
    assert Loan.objects.count() == 1
    assert Event.objects.filter(name="loan.approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_applications_take_one_number_at_once() -> None:
    one, other, manager = make_application(), make_application(), staff_actor()
    outcomes = race(
        lambda: approve_loan(actor=manager, application_id=one.pk, contract_number="1"),
        lambda: approve_loan(actor=manager, application_id=other.pk, contract_number="1"),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Loan", "Refused"]
    assert sorted(Application.objects.values_list("status", flat=True)) == ["approved", "submitted"]


@pytest.mark.django_db(transaction=True)
def test_two_managers_issue_and_publish_at_once() -> None:
    loan, first, second = make_approved_loan(), staff_actor(), staff_actor()
    outcomes = race(
        lambda: issue_loan(actor=first, loan_id=loan.pk, document="1", on=TODAY, revision=0),
        lambda: issue_loan(actor=second, loan_id=loan.pk, document="2", on=TODAY, revision=0),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Loan", "Refused"]
    assert Operation.objects.count() == 1
    loan.refresh_from_db()
    outcomes = race(
        lambda: make_schedule(loan, actor=first, revision=loan.revision, payments=18),
        lambda: make_schedule(loan, actor=second, revision=loan.revision, payments=6),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Schedule", "Stale"]
    assert loan.schedules.count() == 2
