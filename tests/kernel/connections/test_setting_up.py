"""Connections to outside services as they are set up: what is kept, what wins, and that nobody sees a secret."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.conf import LazySettings
from django.db import connection as database
from django.http import Http404
from pydantic import Field, SecretStr

from kabinet.cli.main import cli
from kabinet.config.environment import Environment
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.kernel.connections import catalogue, configured
from kabinet.kernel.connections.actions.ask_for_check import ask_for_check
from kabinet.kernel.connections.actions.put_connection_first import put_connection_first
from kabinet.kernel.connections.actions.reseal_connections import reseal_connections
from kabinet.kernel.connections.actions.save_connection import save_connection
from kabinet.kernel.connections.actions.switch_connection import switch_connection
from kabinet.kernel.connections.catalogue import Config, Provider, Setting
from kabinet.kernel.connections.sealing import unseal_secrets
from kabinet.kernel.errors import Denied, Refused, Stale
from kabinet.kernel.freshness import STALE
from kabinet.kernel.models import Connection, Event
from kabinet.kernel.rights import MANAGE_CONNECTIONS
from tests.support.connections import KEY, PigeonConfig, Pigeons, environment_of, look_at, set_up
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.race import race

pytestmark = pytest.mark.django_db


def test_what_was_typed_is_used_and_the_secret_lies_sealed() -> None:
    row = set_up()
    (adapter,) = configured.adapters("birds")
    assert (adapter.config.loft, adapter.config.birds, adapter.config.key.get_secret_value()) == ("roof", 2, KEY)
    assert configured.adapters("birds")[0] is adapter
    with database.cursor() as cursor:
        cursor.execute("select row_to_json(c)::text from kernel_connection c")
        (kept,) = cursor.fetchone()
        cursor.execute("select data::text from kernel_event")
        told = [data for (data,) in cursor.fetchall()]
    assert KEY not in kept
    assert unseal_secrets(row.sealed) == {"key": KEY}
    assert KEY not in "".join(told)
    assert KEY not in repr(configured.all_of("birds"))
    assert Event.objects.get(name="connection.changed").data == {
        "kind": "birds",
        "provider": "north",
        "fields": ["birds", "key", "loft"],
    }


def test_an_empty_secret_keeps_the_one_that_is_there() -> None:
    set_up()
    row = set_up(key="", birds=3)
    assert unseal_secrets(row.sealed) == {"key": KEY}
    assert Event.objects.filter(name="connection.changed").latest("happened_at").data["fields"] == ["birds"]
    set_up(key="", birds=3)
    assert Event.objects.filter(name="connection.changed").count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"key": ""}, "key"),
        ({"key": "abc"}, "key"),
        ({"loft": ""}, "loft"),
        ({"birds": 10}, "birds"),
        ({"birds": 0}, "birds"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_kept(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        set_up(**values)
    assert (refusal.value.code, refusal.value.field) == ("connection.unfit", field)
    assert KEY not in str(refusal.value.message)
    assert not Connection.objects.exists()
    assert not Event.objects.exists()


def test_an_unknown_service_and_a_stale_page_are_refused() -> None:
    with pytest.raises(Refused, match=r"^connection.unknown"):
        save_connection(actor=SYSTEM, kind="birds", provider="west", values={})
    row = set_up()
    set_up(loft="tower")
    with pytest.raises(Stale):
        save_connection(actor=SYSTEM, kind="birds", provider="north", values={}, revision=row.revision)


@pytest.mark.parametrize("act", ["save", "switch", "first", "check"])
def test_without_the_right_nothing_changes(act: str) -> None:
    row = set_up()
    actor = Actor(kind="staff", rights=frozenset({"manage_site"}))
    acts: dict[str, Any] = {
        "save": lambda: save_connection(actor=actor, kind="birds", provider="north", values={"loft": "x"}),
        "switch": lambda: switch_connection(actor=actor, connection_id=row.pk, on=False),
        "first": lambda: put_connection_first(actor=actor, connection_id=row.pk),
        "check": lambda: ask_for_check(actor=actor, kind="birds", provider="north"),
    }
    with pytest.raises(Denied):
        acts[act]()
    before = row.revision
    row.refresh_from_db()
    assert (row.revision, row.is_on, row.check_asked_at) == (before, True, None)
    assert waiting_jobs() == []


def test_the_first_that_is_on_is_used_first() -> None:
    north, south = set_up("north"), set_up("south")
    assert [each.config.loft for each in configured.adapters("birds")] == ["roof", "roof"]
    put_connection_first(actor=SYSTEM, connection_id=south.pk)
    put_connection_first(actor=SYSTEM, connection_id=south.pk)
    assert [each.provider.name for each in configured.all_of("birds")] == ["south", "north"]
    assert Event.objects.filter(name="connection.moved").count() == 1
    switch_connection(actor=SYSTEM, connection_id=south.pk, on=False)
    switch_connection(actor=SYSTEM, connection_id=south.pk, on=False)
    assert [each.provider.name for each in configured.all_of("birds") if each.works] == ["north"]
    assert Event.objects.filter(name="connection.switched").count() == 1
    assert configured.adapter_named("birds", "south") is not None
    switch_connection(actor=SYSTEM, connection_id=north.pk, on=False)
    assert configured.adapters("birds") == []
    assert not configured.is_set_up("birds")


def test_a_connection_that_is_none_is_not_found() -> None:
    row = set_up()
    Connection.objects.filter(pk=row.pk).update(provider="west")
    with pytest.raises(Http404):
        switch_connection(actor=SYSTEM, connection_id=row.pk, on=False)
    assert configured.all_of("birds") == []


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch, pigeons: dict[str, str]) -> None:
    set_up("north")
    set_up("south")
    environment_of(monkeypatch, smsru_api_id="key-of-the-server")
    known = configured.all_of("birds")[0]
    assert known.by_operator == {"key"}
    assert known.config is not None
    assert known.shown("key") == ""
    assert known.config.key.get_secret_value() == "key-of-the-server"
    pigeons["provider"] = "south"
    assert [each.provider.name for each in configured.all_of("birds")] == ["south", "north"]
    assert len(configured.adapters("birds")) == 1


def test_what_the_environment_sets_need_not_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    environment_of(monkeypatch, smsru_api_id="key-of-the-server")
    row = set_up(key="")
    assert row.sealed == ""
    assert configured.is_set_up("birds")


def test_whoever_leads_secrets_elsewhere_types_them_anew() -> None:
    before = set_up()
    with pytest.raises(Refused) as refused:
        set_up(key="", loft="of a stranger")
    assert (refused.value.code, refused.value.field) == ("connection.secret_needed", "key")
    kept = Connection.objects.get()
    assert (kept.settings, kept.sealed, kept.revision) == (before.settings, before.sealed, before.revision)
    assert set_up(loft="of a stranger").settings["loft"] == "of a stranger"


def test_the_office_cannot_lead_the_secrets_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Environment.model_construct(_fields_set={"smsru_api_id"}, smsru_api_id=SecretStr("key-of-the-server"))
    monkeypatch.setattr(configured, "environment", lambda: bare)

    class LedConfig(PigeonConfig):
        loft: Annotated[str, Field(min_length=1), Setting("Loft", variable="smsru_url", leads=True)]

    provider = Provider("birds", "north", "North", "A loft.", LedConfig, Pigeons, look_at)
    assert configured.values_of_environment(provider).keys() == {"key", "loft"}


def test_the_account_stays_while_something_begun_with_it_waits(pigeons: dict[str, str]) -> None:
    set_up(ring="1")
    pigeons["under way at north"] = "A bird is in the air."
    with pytest.raises(Refused) as refused:
        set_up(ring="2")
    said = (refused.value.code, refused.value.field, refused.value.message)
    assert said == ("connection.under_way", "ring", "A bird is in the air.")
    assert Connection.objects.get().settings["ring"] == "1"
    assert set_up(ring="1", birds=4).settings["birds"] == 4
    pigeons["under way at north"] = ""
    assert set_up(ring="2").settings["ring"] == "2"


def test_an_old_session_changes_no_connection() -> None:
    row = set_up()
    old = Actor("staff", uuid4(), rights=frozenset({MANAGE_CONNECTIONS}), proved_at=clock.now() - timedelta(hours=1))
    for change in (
        lambda: save_connection(actor=old, kind="birds", provider="north", values={"loft": "roof", "birds": 5}),
        lambda: switch_connection(actor=old, connection_id=row.pk, on=False),
        lambda: put_connection_first(actor=old, connection_id=row.pk),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == STALE
    kept = Connection.objects.get()
    assert (kept.settings, kept.is_on, kept.revision) == (row.settings, True, row.revision)


def test_what_the_environment_sets_now_is_kept_for_when_it_no_longer_does(monkeypatch: pytest.MonkeyPatch) -> None:
    row = set_up()
    Connection.objects.filter(pk=row.pk).update(settings={**row.settings, "ring": "7"})
    monkeypatch.setattr(
        "kabinet.kernel.connections.actions.save_connection.values_of_environment", lambda _: {"ring": "9"}
    )
    assert save_connection(
        actor=SYSTEM, kind="birds", provider="north", values={"loft": "roof", "birds": 3}
    ).settings == {"loft": "roof", "birds": 3, "ring": "7"}


def test_a_secret_that_may_be_absent_is_a_secret_too() -> None:
    class Maybe(Config):
        token: Annotated[SecretStr | None, Setting("Token")] = None
        name: Annotated[str, Setting("Name")] = ""

    provider = Provider("birds", "west", "West", "A loft.", Maybe, Pigeons, look_at)
    assert provider.secrets == {"token"}


def test_after_the_key_of_the_site_changed_the_earlier_one_is_accepted_until_all_is_sealed_anew(
    settings: LazySettings,
) -> None:
    row = set_up()
    old, new = settings.SECRET_KEY, "another key of the site: 0123456789 abcdefghijklmnopqrstuvwxyz"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = new, [old]
    assert configured.is_set_up("birds")
    said = CliRunner().invoke(cli, ["reseal"])
    assert (said.exit_code, "1" in said.output) == (0, True)
    settings.SECRET_KEY_FALLBACKS = []
    configured.forget()
    assert configured.is_set_up("birds")
    settings.SECRET_KEY = old
    assert configured.all_of("birds")[0].unreadable
    assert not configured.is_set_up("birds")
    assert reseal_connections().unreadable == (str(row),)
    assert CliRunner().invoke(cli, ["reseal"]).exit_code == 1
    ask_for_check(actor=SYSTEM, kind="birds", provider="north")
    run_jobs()
    row.refresh_from_db()
    assert row.check_passed is False


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_make_one_connection() -> None:
    outcomes = race(lambda: set_up(loft="roof"), lambda: set_up(loft="tower"))
    assert len(outcomes) == 2
    assert Connection.objects.filter(kind="birds").count() == 1
    assert Event.objects.filter(name="connection.changed").count() == 2


@pytest.mark.parametrize("provider", catalogue.PROVIDERS.values(), ids=lambda each: f"{each.kind}-{each.name}")
def test_every_provider_says_how_each_field_is_asked_for(provider: Provider) -> None:
    assert set(provider.settings) == set(provider.config.model_fields)
    variables = {setting.variable for setting in provider.settings.values() if setting.variable}
    assert variables <= set(Environment.model_fields)
    assert len(provider.name) <= 20
    assert str(provider.sentence).endswith(".")
