"""Acquirers behind one Protocol."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from kabinet.config.environment import environment
from kabinet.payments.providers.base import (
    Acquirer,
    AcquirerError,
    AcquirerPayment,
    MalformedError,
    RejectedError,
    ShopCheck,
    UncertainError,
)
from kabinet.payments.providers.yookassa import YooKassa

__all__ = [
    "Acquirer",
    "AcquirerError",
    "AcquirerPayment",
    "MalformedError",
    "RejectedError",
    "ShopCheck",
    "UncertainError",
    "acquirer",
    "using",
]

_substitutes: list[Acquirer] = []


def acquirer() -> Acquirer:
    """The acquirer that the settings name; one per process, safe to use from several threads."""
    return _substitutes[-1] if _substitutes else _configured()


@contextmanager
def using(substitute: Acquirer) -> Iterator[Acquirer]:
    """Use another acquirer inside the block, in all threads of the process: for tests and trials."""
    _substitutes.append(substitute)
    try:
        yield substitute
    finally:
        _substitutes.remove(substitute)


@lru_cache(maxsize=1)
def _configured() -> Acquirer:
    values = environment()
    return YooKassa(
        url=str(values.yookassa_url),
        shop_id=values.yookassa_shop_id,
        secret_key=values.yookassa_secret_key.get_secret_value(),
        timeout=values.yookassa_timeout,
    )
