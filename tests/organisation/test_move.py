"""What the ground and lending kept of the organisation came along with its rows, its guards and its history."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from kabinet.kernel.access import SYSTEM
from kabinet.kernel.events import about
from kabinet.organisation.actions.publish_text import publish_text
from kabinet.organisation.drafts import Draft
from kabinet.organisation.models import LegalText

move: Any = import_module("kabinet.organisation.migrations.0001_initial").Migration.operations[0].database_operations[0]


def _execute(statements: Iterable[Any]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            sql, values = (statement, None) if isinstance(statement, str) else statement
            cursor.execute(sql, values)


def _guards(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname from pg_trigger where tgrelid = %s::regclass and not tgisinternal and tgenabled = 'O'",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_a_database_of_the_version_before_keeps_everything() -> None:
    edition = publish_text(actor=SYSTEM, draft=Draft("privacy", "Политика", "Текст."))
    assert edition
    (event,) = about([edition])
    _execute(["set constraints all immediate", *move.reverse_sql])
    event.refresh_from_db()
    assert event.subject_kind == "kernel.legaltext"
    assert _guards("kernel_legaltext") == {f"kernel_legaltext_{each}" for each in ("append_only", "kept", "kept_whole")}
    _execute(move.sql)
    assert LegalText.objects.get() == edition
    assert about([edition]) == [event]
    assert "kernel_event_append_only" in _guards("kernel_event")
    assert len(_guards("organisation_legaltext")) == 3
