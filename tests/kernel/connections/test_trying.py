"""Connections to outside services as they are tried: checks and test messages, carried out by a worker."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection as database

from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.kernel.connections import catalogue, configured
from kabinet.kernel.connections.actions.ask_for_check import MOST_TRIALS, ask_for_check
from kabinet.kernel.connections.actions.check_connection import check_connection
from kabinet.kernel.connections.catalogue import Provider
from kabinet.kernel.connections.verdicts import FAILED
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import LONGEST_CHECK, Connection
from kabinet.kernel.rights import MANAGE_CONNECTIONS
from tests.support.connections import PigeonConfig, Pigeons, set_up
from tests.support.jobs import run_jobs

pytestmark = pytest.mark.django_db


def test_a_check_runs_in_the_background_and_is_told() -> None:
    set_up(loft="empty")
    row = ask_for_check(actor=SYSTEM, kind="birds", provider="north")
    assert row.is_being_checked
    run_jobs()
    row.refresh_from_db()
    assert (row.is_being_checked, row.check_passed, row.check_said) == (
        False,
        False,
        "Looked into the loft: nobody there.",
    )
    set_up(loft="roof")
    ask_for_check(actor=SYSTEM, kind="birds", provider="north")
    run_jobs()
    row.refresh_from_db()
    assert (row.check_passed, row.check_said) == (True, "Looked into the loft: they coo.")


def test_a_check_that_nobody_carries_out_is_not_waited_for_without_end() -> None:
    set_up()
    row = ask_for_check(actor=SYSTEM, kind="birds", provider="north")
    assert row.check_asked_at is not None
    for waited, overdue in [(LONGEST_CHECK, False), (LONGEST_CHECK + timedelta(seconds=1), True)]:
        with clock.frozen(row.check_asked_at + waited):
            assert (row.is_being_checked, row.is_check_overdue) == (not overdue, overdue)
    run_jobs()
    row.refresh_from_db()
    assert (row.is_being_checked, row.is_check_overdue, row.check_passed) == (False, False, True)


def test_a_verdict_is_about_what_was_tried() -> None:
    row = set_up()
    check_connection(connection_id=row.pk, sealed="")
    set_up(birds=7)
    row.refresh_from_db()
    assert (row.check_passed, row.check_said, row.checked_at) == (None, "", None)


def test_a_verdict_about_what_was_changed_meanwhile_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    row = set_up()

    def changed_meanwhile(_pigeons: Pigeons, _typed: str = "") -> str:
        set_up(birds=9)
        return "They coo."

    trial = Provider("birds", "north", "North", "A loft.", PigeonConfig, Pigeons, changed_meanwhile)
    monkeypatch.setitem(catalogue.PROVIDERS, ("birds", "north"), trial)
    check_connection(connection_id=row.pk, sealed="")
    row.refresh_from_db()
    assert (row.settings["birds"], row.check_passed, row.check_said) == (9, None, "")


def test_test_messages_are_limited() -> None:
    set_up()
    writer = Actor("staff", uuid4(), rights=frozenset({MANAGE_CONNECTIONS}), proved_at=clock.now())
    for _turn in range(MOST_TRIALS):
        ask_for_check(actor=writer, kind="birds", provider="north", typed="far away")
    with pytest.raises(Refused) as refused:
        ask_for_check(actor=writer, kind="birds", provider="north", typed="far away")
    assert refused.value.code == "limits.exceeded"
    ask_for_check(actor=writer, kind="birds", provider="north")


def test_trying_what_the_environment_names_sets_nothing_up(
    monkeypatch: pytest.MonkeyPatch, pigeons: dict[str, str]
) -> None:
    set_up("north")
    pigeons["provider"] = "south"
    ask_for_check(actor=SYSTEM, kind="birds", provider="south")
    pigeons["provider"] = ""
    assert [(each.provider.name, each.is_on) for each in configured.all_of("birds")] == [
        ("north", True),
        ("south", False),
    ]
    row = set_up("south")
    assert (row.is_on, row.revision, row.position) == (True, 1, 2)


def test_a_check_and_the_office_see_what_another_process_has_just_saved(settings: LazySettings) -> None:
    row = set_up(loft="empty")
    settings.REREAD_SECONDS = 60
    assert [each.shown("loft") for each in configured.all_of("birds")] == ["empty"]
    Connection.objects.filter(pk=row.pk).update(settings={"loft": "roof", "birds": 2})
    assert [each.shown("loft") for each in configured.all_of("birds")] == ["empty"]
    assert [each.shown("loft") for each in configured.fresh("birds")] == ["roof"]
    check_connection(connection_id=row.pk, sealed="")
    row.refresh_from_db()
    assert row.check_passed


def test_a_check_that_breaks_off_inside_says_so_and_fails_for_the_operator() -> None:
    row = set_up(loft="broken")
    with pytest.raises(ZeroDivisionError):
        check_connection(connection_id=row.pk, sealed="")
    row.refresh_from_db()
    assert (row.check_passed, row.is_being_checked, row.check_said) == (False, False, str(FAILED))


def test_a_trial_takes_what_was_typed_and_keeps_it_nowhere() -> None:
    set_up()
    row = ask_for_check(actor=SYSTEM, kind="birds", provider="north", typed="the castle")
    with database.cursor() as cursor:
        cursor.execute("select args::text from procrastinate_jobs")
        assert "castle" not in cursor.fetchone()[0]
    run_jobs()
    row.refresh_from_db()
    assert row.check_said == "Flew to the castle."
    assert configured.adapters("birds")[0].flown == ["the castle"]


def test_a_trial_that_cannot_be_read_is_not_carried_out() -> None:
    set_up(loft="bridge")
    row = ask_for_check(actor=SYSTEM, kind="birds", provider="north")
    check_connection(connection_id=row.pk, sealed="forged")
    row.refresh_from_db()
    assert row.check_passed is False
    assert configured.adapters("birds")[0].flown == []


def test_a_service_that_is_not_set_up_is_said_to_be_incomplete() -> None:
    row = ask_for_check(actor=SYSTEM, kind="birds", provider="north")
    run_jobs()
    row.refresh_from_db()
    assert (row.check_passed, row.check_said) == (False, "Ещё не всё заполнено.")
