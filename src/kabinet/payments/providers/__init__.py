"""Acquirers behind one Protocol, by the names that payments keep."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from kabinet.kernel.errors import Words
from kabinet.payments.providers import yookassa
from kabinet.payments.providers.base import Acquirer, Kind, NotSetUpError

KINDS: tuple[Kind, ...] = (yookassa.KIND,)
"""All there are. The first of them that is set up takes new payments."""

_substitutes: list[Acquirer] = []


def acquirer() -> Acquirer:
    """The acquirer in use: for new payments alone. One per process, safe to use from several threads.

    Raises:
        NotSetUpError: The settings name none.
    """
    made = next(iter((*reversed(_substitutes), *_set_up().values())), None)
    if made is None:
        raise NotSetUpError
    return made


def acquirer_of(name: str) -> Acquirer:
    """The acquirer that took a payment (`payment.provider`) or sent a notification, in use or not.

    Raises:
        NotSetUpError: It cannot be asked.
    """
    substitute = next((made for made in reversed(_substitutes) if made.name == name), None)
    made = substitute or _set_up().get(name)
    if made is None:
        raise NotSetUpError(name)
    return made


def is_set_up(name: str) -> bool:
    """Whether an acquirer can be asked."""
    return any(made.name == name for made in (*_substitutes, *_set_up().values()))


def title_of(name: str) -> Words:
    """What people call an acquirer, set up or not; of one that was never heard of, its machine name."""
    titles = {kind.name: kind.title for kind in KINDS} | {made.name: made.title for made in _substitutes}
    return titles.get(name, name)


def title_in_use() -> Words:
    """What people call the acquirer of new payments; while none is set up, the one that could be."""
    try:
        return acquirer().title
    except NotSetUpError:
        return KINDS[0].title


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


@lru_cache(maxsize=1)
def _set_up() -> Mapping[str, Acquirer]:
    made = {kind.name: kind.set_up() for kind in KINDS}
    return {name: each for name, each in made.items() if each is not None}
