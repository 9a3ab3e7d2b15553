"""Migrations of indexes may be taken back, done again, and repeated from where they broke off."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = {"applications": "0008", "lending": "0013", "parties": "0005", "payments": "0005"}
MADE_OF = {
    "applications": ("applications_application", "applications_consent"),
    "lending": ("lending_loan", "lending_operation"),
    "parties": ("parties_party",),
    "payments": ("payments_payment", "payments_paymentattempt"),
}


@pytest.fixture(autouse=True)
def _everything_is_done_again() -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def indexes(*tables: str) -> set[tuple[str, ...]]:
    """What the tables have, without the names that Django makes up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, regexp_replace(indexdef, ' INDEX .* ON', ' INDEX ON') from pg_indexes"
            " where tablename = any(%s)",
            [list(tables)],
        )
        return set(cursor.fetchall())


@pytest.mark.parametrize("room", list(BEFORE))
def test_there_and_back_again(room: str) -> None:
    now = indexes(*MADE_OF[room])
    call_command("migrate", room, BEFORE[room], verbosity=0)
    before = indexes(*MADE_OF[room])
    assert before != now
    call_command("migrate", verbosity=0)
    assert indexes(*MADE_OF[room]) == now


@pytest.mark.parametrize(
    ("room", "name"),
    [("applications", "0009_indexes"), ("lending", "0014_numbers_and_sources"), ("payments", "0006_keys")],
)
def test_a_broken_off_run_is_repeated(room: str, name: str) -> None:
    now = indexes(*MADE_OF[room])
    state = MigrationExecutor(connection).loader.project_state(_parents(room, name))
    migration: Any = import_module(f"kabinet.{room}.migrations.{name}").Migration(name, room)
    with connection.schema_editor(atomic=False) as editor:
        migration.apply(state, editor)
    assert indexes(*MADE_OF[room]) == now


def test_an_index_of_the_operators_own_stays() -> None:
    call_command("migrate", "lending", BEFORE["lending"], verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("create index of_the_operator on lending_loan (account_id)")
        cursor.execute("create index of_the_operator_in_part on lending_loan (account_id) where status = 'issued'")
    call_command("migrate", "lending", "0010", verbosity=0)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_indexes where indexname like 'of_the_operator%'")
        assert cursor.fetchone() == (2,)
        cursor.execute("drop index of_the_operator, of_the_operator_in_part")


def _parents(room: str, name: str) -> list[tuple[str, str]]:
    graph = MigrationExecutor(connection).loader.graph
    return [node.key for node in graph.node_map[room, name].parents]
