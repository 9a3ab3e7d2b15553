from pathlib import Path

import pytest
from pydantic import ValidationError

from kabinet.config.database import parse_database_url
from kabinet.config.environment import DEMO_SECRET_KEY, Environment

KEY = "Zk3vQ9-xT1mB7_wR5nC0yL8pF2sH6dJ4gA-uE1iO7tV3bN9qM5"


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


def test_a_key_that_repeats_itself_is_refused(bare: pytest.MonkeyPatch) -> None:
    for key in ("a" * 60, "abcabc123" * 8):
        bare.setenv("KABINET_SECRET_KEY", key)
        with pytest.raises(ValidationError, match="KABINET_SECRET_KEY repeats itself"):
            Environment()
    bare.setenv("KABINET_SECRET_KEY", "0123456789abcdef" * 4)
    Environment()


@pytest.mark.parametrize("variable", ["KABINET_DEMO", "KABINET_DEBUG"])
def test_demo_and_debug_are_refused_where_others_could_reach_them(bare: pytest.MonkeyPatch, variable: str) -> None:
    bare.setenv("KABINET_SECRET_KEY", KEY)
    bare.setenv(variable, "1")
    here = ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000", "https://127.5.5.5", "http://a.localhost"]
    for address in here:
        bare.setenv("KABINET_BASE_URL", address)
        Environment()
    for address in ("https://lk.example.ru", "http://10.0.0.5:8000", "http://127.0.0.1.example.ru", "http://0.0.0.0"):
        bare.setenv("KABINET_BASE_URL", address)
        with pytest.raises(ValidationError, match=f"{variable} is for this machine alone"):
            Environment()
    bare.setenv("KABINET_BASE_URL", "http://127.0.0.1:8000")
    for hosts in ('["*"]', '["lk.example.ru"]', '[".example.ru"]'):
        bare.setenv("KABINET_ALLOWED_HOSTS", hosts)
        with pytest.raises(ValidationError, match=f"{variable} is for this machine alone"):
            Environment()


def test_keys_of_before_a_rotation_are_a_list(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("KABINET_SECRET_KEY", KEY)
    assert Environment().earlier_keys == ()
    bare.setenv("KABINET_SECRET_KEY_PREVIOUS", " older-key , , oldest-key")
    assert Environment().earlier_keys == ("older-key", "oldest-key")
    assert "older-key" not in repr(Environment())
    bare.setenv("KABINET_SECRET_KEY_PREVIOUS", KEY)
    with pytest.raises(ValidationError, match="names the present key"):
        Environment()


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


def _file(folder: Path, content: str | bytes) -> str:
    path = folder / "secret"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_a_secret_may_lie_in_a_file(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setenv("KABINET_SECRET_KEY", KEY)
    bare.setenv("KABINET_SMSC_PASSWORD_FILE", _file(tmp_path, "pass word\n"))
    found = Environment()
    assert found.smsc_password.get_secret_value() == "pass word"
    assert "smsc_password" in found.model_fields_set, "the operator set it, and the office cannot"


def test_the_file_of_the_key_is_a_ring(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setenv("KABINET_SECRET_KEY_FILE", _file(tmp_path, f"{KEY}\n\nthe one before\n the first \n"))
    bare.setenv("KABINET_SECRET_KEY_PREVIOUS", "known otherwise")
    found = Environment()
    assert (found.key, found.earlier_keys) == (KEY, ("the one before", "the first", "known otherwise"))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (" \n", "it is empty"),
        ("x" * 10_001, "it is longer than 10000 bytes"),
        (b"\xff\xfe", "can't decode"),
        (None, "No such file"),
    ],
)
def test_a_file_that_holds_no_secret_is_told_of(
    bare: pytest.MonkeyPatch, tmp_path: Path, content: str | bytes | None, complaint: str
) -> None:
    path = str(tmp_path / "absent") if content is None else _file(tmp_path, content)
    bare.setenv("KABINET_SECRET_KEY_FILE", path)
    with pytest.raises(ValidationError, match=f"KABINET_SECRET_KEY_FILE cannot be used: .*{complaint}"):
        Environment()


def test_a_secret_is_said_in_one_place(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setenv("KABINET_SECRET_KEY", KEY)
    bare.setenv("KABINET_SECRET_KEY_FILE", _file(tmp_path, KEY))
    with pytest.raises(
        ValidationError, match="KABINET_SECRET_KEY_FILE cannot be used: KABINET_SECRET_KEY says the same"
    ):
        Environment()
