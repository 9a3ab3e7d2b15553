"""What can be connected: kinds of services and the providers of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from kabinet.config.environment import Environment
from kabinet.config.secret_files import is_secret
from kabinet.kernel.errors import Words
from kabinet.kernel.secret_names import declare_secret_names


class ConnectionFaultError(Exception):
    """A service did not answer as it should; the sentence is for the administrator.

    Attributes:
        sentence: What was tried and what came of it; never a secret.
    """

    def __init__(self, sentence: Words) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class Config(BaseModel):
    """What a provider has to know; each field is annotated with a `Setting`."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a field of a configuration is asked for.

    Attributes:
        label: What it is.
        hint: Where to find it.
        variable: The field of `Environment` by which the operator of the server may set it.
        leads: Whether it says where the secrets go: whoever changes it types them anew, and where the environment sets
            a secret, it alone sets this too.
        names_account: Whether it says whose account at the service is used: not to be changed while things begun there
            are under way.
    """

    label: Words
    hint: Words = ""
    variable: str = ""
    leads: bool = False
    names_account: bool = False


SEND_A_TEST: Final = _("Send a test")


@dataclass(frozen=True, slots=True)
class Trial:
    """Something harmless that shows the service at work: a test message.

    Attributes:
        label: What is asked for, such as the phone that the message goes to.
        hint: What will happen.
        act: Does it with an adapter and what was typed; returns a sentence, or raises `ConnectionFaultError`.
        button: What is done.
    """

    label: Words
    hint: Words
    act: Callable[[Any, str], Words]
    button: Words = SEND_A_TEST


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of service.

    Attributes:
        name: Machine name, at most 20 characters.
        title: What people call it.
        sentence: What it is for, and what happens without.
        chosen: The provider that the environment names; empty when it leaves the choice to the office.
        trial: What can be tried; None when nothing harmless can.
        under_way: Says what was begun at a provider and waits for its answer; empty when nothing does.
    """

    name: str
    title: Words
    sentence: Words
    chosen: Callable[[Environment], str]
    trial: Trial | None = None
    under_way: Callable[[str], Words] = lambda _provider: ""


@dataclass(frozen=True, slots=True)
class Provider:
    """One way to do it.

    Attributes:
        kind: Name of the kind.
        name: Machine name, at most 20 characters.
        title: What people call the service.
        sentence: What it is, in a sentence.
        config: What it has to know.
        make: Makes the adapter from a configuration; opens no connection.
        check: Asks the service something that changes nothing; returns a sentence, or raises `ConnectionFaultError`.
    """

    kind: str
    name: str
    title: Words
    sentence: Words
    config: type[Config]
    make: Callable[[Any], Any]
    check: Callable[[Any], Words]

    @property
    def settings(self) -> dict[str, Setting]:
        """How each field is asked for."""
        return {
            name: next(each for each in field.metadata if isinstance(each, Setting))
            for name, field in self.config.model_fields.items()
        }

    @property
    def secrets(self) -> frozenset[str]:
        """Fields that are shown to nobody."""
        return frozenset(name for name, field in self.config.model_fields.items() if is_secret(field))


KINDS: dict[str, Kind] = {}
PROVIDERS: dict[tuple[str, str], Provider] = {}


def declare_kind(kind: Kind) -> None:
    """Make a kind known."""
    KINDS[kind.name] = kind


def declare_provider(provider: Provider) -> None:
    """Make a provider known; its kind must be known already."""
    PROVIDERS[KINDS[provider.kind].name, provider.name] = provider
    declare_secret_names(provider.secrets)


def providers_of(kind: str) -> list[Provider]:
    """The providers of a kind, in the order in which they were declared."""
    return [provider for (name, _provider), provider in PROVIDERS.items() if name == kind]
