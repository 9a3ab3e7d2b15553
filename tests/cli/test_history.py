"""A drawn history is one that the product itself could have written."""

import pytest
from django.db import connection
from django.db.models import Count, F, Q, Sum

from kabinet.applications.models import Application
from kabinet.cli.demo_data import ensure_demo_data, organisation
from kabinet.cli.history.filling import Plan, fill, obstacle
from kabinet.identity.models import User
from kabinet.identity.roles import Role
from kabinet.kernel import events
from kabinet.kernel.models import Connection, Delivery, Event
from kabinet.lending.actions.refresh_standing import refresh_standing
from kabinet.lending.models import Allocation, Instalment, Loan, LoanProduct, Operation, Schedule
from kabinet.lending.queries.state import loan_states
from kabinet.notifications.models import Message, Notice
from kabinet.organisation.models import SiteProfile
from kabinet.parties.models import Party
from kabinet.payments.models import Payment
from tests.support.identity import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = [
    model.objects
    for model in (
        *(User, Party, Application, Loan, Schedule, Instalment, Operation, Allocation),
        *(Payment, Event, Delivery, Notice, Message),
    )
]


def drawn() -> dict[str, int]:
    organisation.found()
    return fill(Plan(applications=2_000, seed=1), lambda _done, _of: None)


def test_every_table_is_filled_and_every_status_is_there() -> None:
    counts = drawn()
    assert counts["заявки"] == 2_000
    assert 700 <= counts["клиенты"] <= 900
    assert 350 <= counts["займы"] <= 480
    assert not [rows.model for rows in TABLES if not rows.exists()]
    assert set(Application.objects.values_list("status", flat=True)) == set(Application.Status.values)
    assert set(Loan.objects.values_list("status", flat=True)) == set(Loan.Status.values)
    assert Schedule.objects.filter(number=2).exists()


def test_loans_stand_as_their_books_say() -> None:
    drawn()
    loans = list(Loan.objects.all())
    states = loan_states(loans)
    assert {loan.pk for loan in loans if loan.status == Loan.Status.REPAID} == {
        key for key, state in states.items() if state.is_repaid
    }
    assert any(state.overdue for state in states.values())
    assert not any(state.overpaid for state in states.values())
    assert refresh_standing() == 0
    split = Allocation.objects.values("operation").annotate(sum=Sum("amount")).filter(sum=F("operation__amount"))
    assert split.count() == Operation.objects.filter(kind=Operation.Kind.REPAYMENT).count()
    credited = Operation.objects.filter(source__startswith="payment:")
    assert credited.count() == Payment.objects.filter(status=Payment.Status.SUCCEEDED).count()


def test_every_event_of_the_log_is_of_a_present_kind() -> None:
    drawn()
    names = set(Event.objects.values_list("name", flat=True))
    assert {name for name in names if events.type_of(name).name != name or name not in events._types} == set()


def test_what_has_a_number_has_its_event() -> None:
    drawn()
    received = Application.objects.exclude(status=Application.Status.DRAFT)
    assert Event.objects.filter(name="application.submitted").count() == received.count()
    assert received.values("number").annotate(same=Count("pk")).filter(same__gt=1).count() == 0
    assert not Application.objects.filter(Q(submitted_at__gt=F("decided_at"))).exists()
    with connection.cursor() as cursor:
        cursor.execute("select nextval('application_number')")
        following = int(cursor.fetchone()[0])
    assert following > max(int(number.partition("-")[2]) for number in received.values_list("number", flat=True))


def test_a_database_is_filled_once_and_a_real_one_only_when_asked() -> None:
    assert obstacle(among_real_data=False) == ""
    organisation.found()
    assert obstacle(among_real_data=False) == ""
    User.objects.all().delete()
    SiteProfile.objects.create(**{**organisation.PROFILE, "name": "Настоящий займодавец"})
    assert "настоящего сайта" in obstacle(among_real_data=False)
    assert obstacle(among_real_data=True) == ""
    LoanProduct.objects.all().delete()
    assert "ни одного продукта" in obstacle(among_real_data=True)


def test_a_filled_database_is_not_filled_again() -> None:
    drawn()
    assert "уже заполнена" in obstacle(among_real_data=True)


def test_a_site_that_has_not_said_its_name_is_a_real_one_and_gets_nobody_with_a_known_password() -> None:
    administrator = make_staff(Role.ADMINISTRATOR)
    assert "настоящего сайта" in obstacle(among_real_data=False)
    assert not ensure_demo_data(lambda _done, _of: None)
    assert list(User.objects.all()) == [administrator]
    assert not Connection.objects.exists()
    assert not SiteProfile.objects.exists()
