"""What is set up: rows of the office and variables of the environment as one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import Any

from django.conf import settings
from pydantic import SecretStr, ValidationError

from kabinet.config.environment import environment
from kabinet.kernel.connections.catalogue import KINDS, Config, Provider, providers_of
from kabinet.kernel.connections.sealing import unseal_secrets
from kabinet.kernel.models import Connection
from kabinet.kernel.secrets import BrokenSealError

_kept: dict[str, tuple[float, list["Configured"]]] = {}


@dataclass(frozen=True, slots=True)
class Configured:
    """A provider with what is known for it.

    Attributes:
        provider: Which.
        row: What the office keeps; None when only the environment speaks of it.
        config: Its whole configuration; None while something is missing or does not fit.
        by_operator: Fields that the environment sets; the office cannot change them.
        is_chosen: The environment names this provider; no other of its kind is used then.
        unreadable: Its secrets were sealed under a key that the site no longer knows.
    """

    provider: Provider
    row: Connection | None
    config: Config | None = field(repr=False)
    by_operator: frozenset[str]
    is_chosen: bool = False
    unreadable: bool = False

    @property
    def is_on(self) -> bool:
        """Whether it may be used."""
        return self.is_chosen or (self.row is not None and self.row.is_on)

    @property
    def works(self) -> bool:
        """Whether it is on and complete."""
        return self.is_on and self.config is not None

    @property
    def keeps_secrets(self) -> bool:
        """Whether the office's secrets are there and can be read."""
        return self.row is not None and bool(self.row.sealed) and not self.unreadable

    def shown(self, name: str) -> Any:
        """A value as the page may show it: never a secret."""
        if self.config is not None:
            value = getattr(self.config, name)
        else:
            value = self.row.settings.get(name) if self.row else None
        return "" if value is None or isinstance(value, SecretStr) else value


def all_of(kind: str) -> list[Configured]:
    """What is set up of a kind, in the order in which it is used, for those who send. One query, spared for a moment.

    Args:
        kind: Its name.
    """
    now = monotonic()
    read_at, kept = _kept.get(kind, (0.0, []))
    if kind in _kept and now - read_at < settings.REREAD_SECONDS:
        return kept
    read_now = fresh(kind)
    _kept[kind] = (now, read_now)
    return read_now


def forget() -> None:
    """Read everything anew the next time: something was changed."""
    _kept.clear()


def of_environment(kind: str) -> list[Configured]:
    """What the environment alone sets up; needs no database."""
    return _joined(kind, {})


def fresh(kind: str) -> list[Configured]:
    """The same as the database has it now, for those who set it up or try it. One query."""
    rows = Connection.objects.filter(kind=kind).order_by("position", "created_at")
    return _joined(kind, {row.provider: row for row in rows})


def _joined(kind: str, rows: Mapping[str, Connection]) -> list[Configured]:
    chosen = KINDS[kind].chosen(environment())
    known = [_configured(provider, rows.get(provider.name), chosen == provider.name) for provider in providers_of(kind)]
    there = [each for each in known if each.row is not None or each.is_chosen]
    places = {name: place for place, name in enumerate(rows)}
    return sorted(there, key=lambda each: (not each.is_chosen, places.get(each.provider.name, 0)))


def _configured(provider: Provider, row: Connection | None, is_chosen: bool) -> Configured:
    by_operator = values_of_environment(provider)
    try:
        secrets, unreadable = unseal_secrets(row.sealed if row else ""), False
    except BrokenSealError:
        secrets, unreadable = {}, True
    try:
        config = provider.config.model_validate({**(row.settings if row else {}), **secrets, **by_operator})
    except ValidationError:
        config = None
    return Configured(provider, row, config, frozenset(by_operator), is_chosen, unreadable)


def values_of_environment(provider: Provider) -> dict[str, Any]:
    """The fields of a provider that the environment sets.

    With a secret it says where that goes too, if only by a default: nobody in the office may lead it elsewhere.
    """
    env = environment()
    variables = {name: setting.variable for name, setting in provider.settings.items() if setting.variable}
    found = {name for name, variable in variables.items() if variable in env.model_fields_set}
    if found & provider.secrets:
        found |= {name for name in variables if provider.settings[name].leads}
    return {name: getattr(env, variables[name]) for name in variables if name in found}


def adapters(kind: str) -> list[Any]:
    """The adapters to use, the first first; where the environment names a provider, that one alone."""
    working = [each for each in all_of(kind) if each.works]
    return [adapter_of(each) for each in working if each.is_chosen or not working[0].is_chosen]


def adapter_named(kind: str, name: str) -> Any | None:
    """The adapter of a provider, whether it is on or not: for what was begun with it. None when it is not set up."""
    each = next((each for each in all_of(kind) if each.provider.name == name), None)
    return adapter_of(each) if each is not None and each.config is not None else None


def is_set_up(kind: str) -> bool:
    """Whether there is an adapter to use."""
    return any(each.works for each in all_of(kind))


def adapter_of(each: Configured) -> Any:
    """The adapter of a complete connection; the same one as long as nothing changes, so that connections live on.

    Raises:
        LookupError: Something is missing.
    """
    if each.config is None:
        raise LookupError(each.provider.name)
    return _made(each.provider.make, each.config)


@lru_cache(maxsize=32)
def _made(make: Any, config: Config) -> Any:
    return make(config)
