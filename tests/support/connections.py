"""A kind of service made up for tests: letters by air, with two lofts to choose from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import pytest
from pydantic import Field, SecretStr

from kabinet.config.environment import Environment
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.connections import catalogue, configured
from kabinet.kernel.connections.actions.save_connection import save_connection
from kabinet.kernel.connections.catalogue import Config, ConnectionFaultError, Kind, Provider, Setting, Trial
from kabinet.kernel.models import Connection

KEY = "a-secret-that-nobody-reads"


class PigeonConfig(Config):
    """What a loft gives out."""

    key: Annotated[SecretStr, Field(min_length=5), Setting("Key", variable="smsru_api_id")]
    loft: Annotated[str, Field(min_length=1), Setting("Loft", leads=True)]
    ring: Annotated[str, Setting("Ring", names_account=True)] = ""
    birds: Annotated[int, Field(ge=1, le=9), Setting("Birds")] = 1


class Pigeons:
    """An adapter that remembers what it was asked."""

    def __init__(self, config: PigeonConfig) -> None:
        self.config = config
        self.flown: list[str] = []


def look_at(pigeons: Pigeons) -> str:
    if pigeons.config.loft == "empty":
        raise ConnectionFaultError("Looked into the loft: nobody there.")
    if pigeons.config.loft == "broken":
        raise ZeroDivisionError
    return "Looked into the loft: they coo."


def fly(pigeons: Pigeons, typed: str) -> str:
    pigeons.flown.append(typed)
    return f"Flew to {typed}."


@contextmanager
def lofts() -> Iterator[dict[str, str]]:
    """A kind with two lofts; what `chosen` holds is what the environment names."""
    chosen = {"provider": ""}
    names = [("birds", "north"), ("birds", "south")]
    catalogue.declare_kind(
        Kind(
            "birds",
            "Birds",
            "Letters by air.",
            lambda _env: chosen["provider"],
            Trial("Where", "It flies.", fly),
            lambda provider: chosen.get(f"under way at {provider}", ""),
        )
    )
    for kind, name in names:
        catalogue.declare_provider(Provider(kind, name, name.title(), "A loft.", PigeonConfig, Pigeons, look_at))
    configured.forget()
    yield chosen
    for each in names:
        del catalogue.PROVIDERS[each]
    del catalogue.KINDS["birds"]
    configured.forget()


def environment_of(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """Let the environment say these things of connections and nothing else."""
    bare = Environment.model_construct(_fields_set=set(values), **values)
    monkeypatch.setattr(configured, "environment", lambda: bare)


def set_up(name: str = "north", **values: Any) -> Connection:
    """A loft as an administrator set it up."""
    given = {"key": KEY, "loft": "roof", "birds": 2, **values}
    return save_connection(actor=SYSTEM, kind="birds", provider=name, values=given)
