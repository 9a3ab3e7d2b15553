import pytest
from pydantic import ValidationError

from kabinet.config.database import parse_database_url
from kabinet.config.environment import DEMO_SECRET_KEY, Environment

KEY = "k" * 50


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    import os

    for name in [name for name in os.environ if name.startswith("KABINET_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def test_a_real_site_needs_a_real_key(bare: pytest.MonkeyPatch) -> None:
    for key, complaint in [("", "is not set"), ("short", "at least 50"), (DEMO_SECRET_KEY, "at least 50")]:
        bare.setenv("KABINET_SECRET_KEY", key)
        with pytest.raises(ValidationError, match=complaint):
            Environment()
    bare.setenv("KABINET_SECRET_KEY", KEY)
    assert Environment().key == KEY


def test_the_demo_needs_nothing(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("KABINET_DEMO", "1")
    assert Environment().key == DEMO_SECRET_KEY


def test_networks_are_read_from_a_list_with_commas(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("KABINET_DEMO", "1")
    assert [str(network) for network in Environment().yookassa_networks][:2] == ["185.71.76.0/27", "185.71.77.0/27"]
    bare.setenv("KABINET_YOOKASSA_NETWORKS", "127.0.0.0/8, 10.0.0.1")
    assert [str(network) for network in Environment().yookassa_networks] == ["127.0.0.0/8", "10.0.0.1/32"]
    bare.setenv("KABINET_YOOKASSA_NETWORKS", "somewhere")
    with pytest.raises(ValidationError):
        Environment()


def test_secrets_do_not_show_when_settings_are_printed(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("KABINET_SECRET_KEY", KEY)
    bare.setenv("KABINET_DATABASE_URL", "postgresql://kabinet:hidden@db/kabinet")
    bare.setenv("KABINET_YOOKASSA_SECRET_KEY", "live_hidden")
    shown = repr(Environment())
    assert "hidden" not in shown
    assert KEY not in shown


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        (
            "postgresql://me:p%40ss@db.example:6432/kabinet",
            {"NAME": "kabinet", "USER": "me", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "6432"},
        ),
        (
            "postgresql://postgres@/kabinet?host=/run/postgres",
            {"NAME": "kabinet", "USER": "postgres", "PASSWORD": "", "HOST": "/run/postgres", "PORT": ""},
        ),
    ],
)
def test_addresses_of_databases_are_read(url: str, settings: dict[str, str]) -> None:
    assert parse_database_url(url) == settings


@pytest.mark.parametrize("url", ["mysql://db/kabinet", "postgresql://db", "kabinet", ""])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="KABINET_DATABASE_URL"):
        parse_database_url(url)
