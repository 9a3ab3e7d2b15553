"""SMSC.ru: `/sys/send.php`, `/sys/status.php`, `/sys/balance.php` with `fmt=3`.

Our own number travels as `id`, so a send whose answer was lost can be asked about, and a repeated one with the same
number is recognised there. The numeric codes are known from practice and not confirmed by the operator's text.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import httpx
from django.utils.translation import gettext_lazy as _
from pydantic import AnyHttpUrl, Field, SecretStr

from kabinet.kernel.connections.addresses import ServiceUrl
from kabinet.kernel.connections.catalogue import Config, Provider, Setting
from kabinet.kernel.connections.common import ADDRESS
from kabinet.kernel.errors import Words
from kabinet.notifications.providers import words
from kabinet.notifications.providers.asking import SENDER, SMS, WAITED, balance_of
from kabinet.notifications.providers.http import Operator, balance_in, price_of, question, word_of
from kabinet.notifications.providers.protocol import (
    AccountRefusedError,
    Balance,
    Delivery,
    NotFoundError,
    RejectedError,
    Sent,
    State,
    UncertainError,
)

DUPLICATE = "9"
"""Many or parallel equal requests: an earlier one may have been taken."""

OF_ACCOUNT = {"2", "3", "4"}
"""Login, money, and an address that is blocked: no message of ours would be taken."""

NOT_FOUND = "-3"
STATES: dict[str, State] = {
    "-1": "waiting",
    "0": "sent",
    "1": "delivered",
    "2": "delivered",
    "3": "failed",
    "20": "failed",
    "22": "failed",
    "23": "failed",
    "24": "failed",
    "25": "failed",
}

WORDS: Mapping[str, Words] = {
    "2": words.WRONG_KEY,
    "3": words.NO_MONEY,
    "4": words.BLOCKED,
    "6": words.FORBIDDEN_TEXT,
    "7": words.WRONG_PHONE,
    "8": words.WRONG_PHONE,
    DUPLICATE: words.TOO_MANY,
} | {f"state_{code}": words.NOT_DELIVERED for code, state in STATES.items() if state == "failed"}
"""Why a message did not go out, by the operator's codes; those of states are marked: they share numbers."""


class Smsc:
    """A client of one SMSC.ru account.

    Args:
        url: Base address.
        login: Login of the account.
        password: Its password.
        sender: Agreed sender name; empty means the account's own.
        timeout: Seconds.
        transport: Another way out, for tests.
    """

    name = "smsc"

    def __init__(
        self,
        *,
        url: str,
        login: str,
        password: str,
        sender: str,
        timeout: float,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._operator = Operator(self.name, url, timeout, transport)
        self._login = login
        self._password = password
        self._sender = sender

    def send(self, phone: str, text: str, own_id: int) -> Sent:
        """See `SmsProvider.send`."""
        form = {"phones": phone.removeprefix("+"), "mes": text, "id": str(own_id), "cost": "3", "tinyurl": "0"}
        if self._sender:
            form["sender"] = self._sender
        answer = self._ask("sys/send.php", form)
        if "id" not in answer:
            raise UncertainError("smsc.answer")
        parts = answer.get("cnt")
        return Sent(
            provider_id=word_of(answer["id"]),
            cost=price_of(answer.get("cost")),
            parts=parts if isinstance(parts, int) else None,
        )

    def status(self, phone: str, own_id: int, provider_id: str) -> Delivery:
        """See `SmsProvider.status`."""
        form = {"phone": phone.removeprefix("+"), "id": provider_id or str(own_id)}
        with question():
            answer = self._ask("sys/status.php", form)
        code = word_of(answer.get("status"), 10)
        if code == NOT_FOUND:
            raise NotFoundError
        return Delivery(STATES.get(code, "waiting"), f"smsc.state_{code}")

    def check(self) -> Balance:
        """See `SmsProvider.check`."""
        with question():
            return balance_in(self._ask("sys/balance.php", {}), self.name)

    def _ask(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        access = {"login": self._login, "psw": self._password, "fmt": "3", "charset": "utf-8"}
        answer = self._operator.ask(path, {**form, **access})
        if not isinstance(answer, dict):
            raise UncertainError("smsc.answer")
        if "error" in answer or "error_code" in answer:
            code = word_of(answer.get("error_code"), 10)
            if code == DUPLICATE:
                raise UncertainError(f"smsc.{code}")
            raise (AccountRefusedError if code in OF_ACCOUNT else RejectedError)(f"smsc.{code}")
        return answer


class SmscConfig(Config):
    """What SMSC.ru gives out."""

    login: Annotated[str, Field(min_length=1, max_length=100), Setting(_("Login"), variable="smsc_login")]
    password: Annotated[
        SecretStr, Field(min_length=1, max_length=200), Setting(_("Password or API key"), variable="smsc_password")
    ]
    sender: Annotated[str, Field(max_length=11), SENDER] = ""
    url: Annotated[ServiceUrl, Setting(*ADDRESS, "smsc_url", leads=True)] = AnyHttpUrl("https://smsc.ru/")
    timeout: Annotated[float, Field(gt=0, le=60), WAITED] = 10


def _make(config: SmscConfig) -> Smsc:
    return Smsc(
        url=str(config.url),
        login=config.login,
        password=config.password.get_secret_value(),
        sender=config.sender,
        timeout=config.timeout,
    )


PROVIDER = Provider(
    kind=SMS,
    name=Smsc.name,
    title="SMSC.ru",
    sentence=_("An operator that can be asked about a message by our own number, even when its answer was lost."),
    config=SmscConfig,
    make=_make,
    check=balance_of,
)
