"""One call to an operator, with every way it can break sorted by what it means for the message."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx

from kabinet.kernel.units import KILOBYTE
from kabinet.notifications.providers.protocol import (
    AccountRefusedError,
    Balance,
    NotReachedError,
    RejectedError,
    UncertainError,
)

_OF_ACCOUNT = frozenset({401, 402, 403})
"""HTTP errors that speak of who calls, not of what is asked."""

_NOTHING_WAS_SENT = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError),
    *(httpx.InvalidURL, UnicodeError),  # a host that cannot be one
)
_MOST = Decimal(10**9)
"""Roubles beyond which a figure is no balance."""
_NO_PART_OF_A_WORD = re.compile(r"[^A-Za-z0-9_.-]")
_LONGEST_ANSWER = 256 * KILOBYTE


_DEAREST = Decimal(10_000)
"""Roubles that no message costs."""


class Operator:
    """HTTP to one operator.

    Args:
        name: Stands before error codes.
        url: Base address, ending in a slash.
        timeout: Seconds to connect, to write and to read, each.
        transport: Another way out, for tests.
    """

    def __init__(self, name: str, url: str, timeout: float, transport: httpx.BaseTransport | None = None) -> None:
        self._name = name
        self._url = url
        self._timeout = timeout
        self._transport = transport

    def ask(self, path: str, form: Mapping[str, str]) -> Any:
        """POST a form and read JSON. Secrets and phones travel in the body, so no log of addresses holds them.

        Raises:
            NotReachedError: The connection was never made.
            UncertainError: It broke afterwards, the operator failed (5xx), or the answer is no JSON.
            AccountRefusedError: An HTTP error that speaks of our account.
            RejectedError: Another HTTP error.
        """
        try:
            with self._client() as client, client.stream("POST", path, data=dict(form)) as response:
                body = b""
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > _LONGEST_ANSWER:
                        raise UncertainError(f"{self._name}.answer")
        except _NOTHING_WAS_SENT as error:
            raise NotReachedError(f"{self._name}.unreachable") from error
        except httpx.TimeoutException as error:
            raise UncertainError(f"{self._name}.timeout") from error
        except httpx.HTTPError as error:
            raise UncertainError(f"{self._name}.broken") from error
        if response.status_code >= 500:
            raise UncertainError(f"{self._name}.http_{response.status_code}")
        if response.status_code in _OF_ACCOUNT:
            raise AccountRefusedError(f"{self._name}.http_{response.status_code}")
        if response.status_code != 200:
            raise RejectedError(f"{self._name}.http_{response.status_code}")
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise UncertainError(f"{self._name}.answer") from error

    def _client(self) -> httpx.Client:
        """A client for one call: calls are rare, and no connection outlives its worker."""
        return httpx.Client(
            base_url=self._url,
            timeout=self._timeout,
            transport=self._transport,
            follow_redirects=False,
            trust_env=False,
        )


@contextmanager
def question() -> Iterator[None]:
    """Ask what changes nothing at the operator: when the answer gets lost, it is simply asked again later.

    Raises:
        NotReachedError: Instead of `UncertainError`.
    """
    try:
        yield
    except UncertainError as error:
        raise NotReachedError(error.code) from error


def balance_in(answer: Mapping[str, Any], operator: str) -> Balance:
    """The balance that an operator tells.

    Raises:
        NotReachedError: It tells none.
    """
    amount = money_of(answer.get("balance"))
    if amount is None:
        raise NotReachedError(f"{operator}.answer")
    return Balance(amount)


def word_of(value: Any, longest: int = 64) -> str:
    """An operator's id or code, as far as it is made of what such words are made of: it is kept and asked for again."""
    return _NO_PART_OF_A_WORD.sub("", str(value))[:longest]


def money_of(value: Any) -> Decimal | None:
    """Roubles as an operator writes them; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < _MOST else None


def price_of(value: Any) -> Decimal | None:
    """What a message cost, in roubles and kopecks; None for what is no price."""
    amount = money_of(value)
    return None if amount is None or not 0 <= amount < _DEAREST else amount.quantize(Decimal("0.01"))
