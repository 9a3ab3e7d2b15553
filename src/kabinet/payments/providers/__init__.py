"""Acquirers behind one Protocol, by the names that payments keep. A further one is a file and a line in `PROVIDERS`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from kabinet.kernel.connections import configured
from kabinet.kernel.connections.catalogue import Provider, declare_kind, declare_provider
from kabinet.kernel.errors import Words
from kabinet.payments.providers import yookassa
from kabinet.payments.providers.asking import ACQUIRER, ACQUIRER_KIND
from kabinet.payments.providers.base import Acquirer, NotSetUpError

PROVIDERS: Final[tuple[Provider, ...]] = (yookassa.PROVIDER,)
"""All there are. The first of them that is in use takes new payments."""

declare_kind(ACQUIRER_KIND)
for _provider in PROVIDERS:
    declare_provider(_provider)

_substitutes: list[Acquirer] = []


def acquirer() -> Acquirer:
    """The acquirer in use: for new payments alone. Safe to use from several threads.

    Raises:
        NotSetUpError: None is in use.
    """
    made: Acquirer | None = next(iter((*reversed(_substitutes), *configured.adapters(ACQUIRER))), None)
    if made is None:
        raise NotSetUpError
    return made


def acquirer_of(name: str) -> Acquirer:
    """The acquirer that took a payment (`payment.provider`) or sent a notification, in use or not.

    Raises:
        NotSetUpError: It cannot be asked.
    """
    substitute = next((made for made in reversed(_substitutes) if made.name == name), None)
    made: Acquirer | None = substitute or configured.adapter_named(ACQUIRER, name)
    if made is None:
        raise NotSetUpError(name)
    return made


def is_set_up(name: str) -> bool:
    """Whether an acquirer can be asked."""
    return any(made.name == name for made in _substitutes) or configured.adapter_named(ACQUIRER, name) is not None


def title_of(name: str) -> Words:
    """What people call an acquirer, set up or not; of one that was never heard of, its machine name."""
    titles = {provider.name: provider.title for provider in PROVIDERS} | {
        made.name: made.title for made in _substitutes
    }
    return titles.get(name, name)


def title_in_use() -> Words:
    """What people call the acquirer of new payments; while none is set up, the one that could be."""
    try:
        return acquirer().title
    except NotSetUpError:
        return PROVIDERS[0].title


@contextmanager
def using(substitute: Acquirer) -> Iterator[Acquirer]:
    """Use another acquirer inside the block, in all threads of the process: for tests and trials.

    It takes new payments; those that acquirers of other names took are still theirs.
    """
    _substitutes.append(substitute)
    try:
        yield substitute
    finally:
        _substitutes.remove(substitute)
