"""History that the database itself keeps: neither rewritten nor lost, except by the maintenance role."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kabinet.kernel import events
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.append_only import MAINTENANCE_ROLE
from kabinet.kernel.models import Event
from kabinet.lending.models import Operation
from kabinet.organisation.models import LegalText
from tests.support.lending import make_issued_loan, make_schedule, repay

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    """A line of the log."""
    text = LegalText.objects.create(code="rules", number=1, title="Rules", body="…")
    events.declare(events.EventType("test.kept", "Kept"))
    with transaction.atomic():
        return events.record("test.kept", actor=SYSTEM, subject=text)


@pytest.mark.parametrize("wish", ["delete from kernel_event", "truncate kernel_event cascade"])
def test_the_event_log_is_not_emptied(event: Event, wish: str) -> None:
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        _execute(wish)
    assert Event.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize("table", ["lending_operation", "lending_allocation", "lending_instalment"])
def test_operations_and_what_they_rest_on_are_not_deleted(table: str) -> None:
    loan = make_issued_loan()
    make_schedule(loan)
    repay(loan, "500.00")
    before = _count(table)
    assert before
    _execute("set constraints all immediate")
    for wish in ("delete from", "truncate"):
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
            _execute(f"{wish} {table} {'cascade' if wish == 'truncate' else ''}")
    assert _count(table) == before
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        Operation.objects.filter(loan=loan)._raw_delete("default")


def test_the_maintenance_role_deletes_what_is_old(event: Event) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local role {MAINTENANCE_ROLE}")
        cursor.execute("delete from kernel_event where id = %s", [event.pk])
        cursor.execute("reset role")
    assert not Event.objects.filter(pk=event.pk).exists()


def test_every_table_that_refuses_changes_refuses_deletion() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal")
        triggers = set(cursor.fetchall())
    fixed = {table for table, name in triggers if name.endswith("_append_only")}
    assert len(fixed) >= 8
    assert fixed == {table for table, name in triggers if name.endswith("_kept")}
    assert fixed == {table for table, name in triggers if name.endswith("_kept_whole")}


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _count(table: str) -> int:
    models = {model._meta.db_table: model for model in apps.get_models()}
    return models[table]._base_manager.count()
