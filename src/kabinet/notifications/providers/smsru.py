"""SMS.ru: `/sms/send`, `/sms/status`, `/my/balance` with `json=1`.

The protocol takes no number of ours, so a send whose answer was lost cannot be asked about. Codes above 200 are
known from practice and not confirmed by the operator's text; an unknown one counts as a definite no.
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
    CannotAskError,
    Delivery,
    NotFoundError,
    NotReachedError,
    RejectedError,
    Sent,
    State,
    UncertainError,
)

API_ID_HINT = _("It stands on the page “API” of your account at sms.ru.")
OK = 100
UNAVAILABLE = {"220", "500"}
"""The service is away for a moment; the message was not taken."""

OF_ACCOUNT = {"200", "201", "204", "300", "301", "302"}
"""Key, money, sender, and how we signed in: no message of ours would be taken."""

NOT_FOUND = "-1"
STATES: dict[str, State] = {
    "100": "waiting",
    "101": "sent",
    "102": "sent",
    "103": "delivered",
    "110": "delivered",
    "104": "failed",
    "105": "failed",
    "106": "failed",
    "107": "failed",
    "108": "failed",
    "150": "failed",
}

WORDS: Mapping[str, Words] = {
    "200": words.WRONG_KEY,
    "201": words.NO_MONEY,
    "202": words.WRONG_PHONE,
    "204": words.UNKNOWN_SENDER,
    "207": words.WRONG_PHONE,
    "230": words.TOO_MANY,
    "231": words.TOO_MANY,
    "232": words.TOO_MANY,
    "300": words.WRONG_KEY,
    "301": words.WRONG_KEY,
    "302": words.WRONG_KEY,
} | {code: words.NOT_DELIVERED for code, state in STATES.items() if state == "failed"}
"""Why a message did not go out, by the operator's codes."""


class SmsRu:
    """A client of one SMS.ru account.

    Args:
        url: Base address.
        api_id: Key of the account.
        sender: Agreed sender name; empty means the account's own.
        timeout: Seconds.
        transport: Another way out, for tests.
    """

    name = "smsru"

    def __init__(
        self, *, url: str, api_id: str, sender: str, timeout: float, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._operator = Operator(self.name, url, timeout, transport)
        self._api_id = api_id
        self._sender = sender

    def send(self, phone: str, text: str, own_id: int) -> Sent:
        """See `SmsProvider.send`; `own_id` has no place in this protocol."""
        del own_id
        form = {"to": phone.removeprefix("+"), "msg": text}
        if self._sender:
            form["from"] = self._sender
        answer = self._ask("sms/send", form)
        each = answer.get("sms")
        result = next(iter(each.values()), None) if isinstance(each, dict) else None
        if not isinstance(result, dict):
            raise UncertainError("smsru.answer")
        self._refuse(result)
        return Sent(provider_id=word_of(result.get("sms_id", "")), cost=price_of(result.get("cost")))

    def status(self, phone: str, own_id: int, provider_id: str) -> Delivery:
        """See `SmsProvider.status`."""
        del phone, own_id
        if not provider_id:
            raise CannotAskError
        with question():
            answer = self._ask("sms/status", {"sms_id": provider_id})
        each = answer.get("sms")
        result = each.get(provider_id) if isinstance(each, dict) else None
        if not isinstance(result, dict):
            raise NotReachedError("smsru.answer")
        code = str(result.get("status_code"))
        if code == NOT_FOUND:
            raise NotFoundError
        return Delivery(STATES.get(code, "waiting"), f"smsru.{code}")

    def check(self) -> Balance:
        """See `SmsProvider.check`."""
        with question():
            return balance_in(self._ask("my/balance", {}), self.name)

    def _ask(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        answer = self._operator.ask(path, {**form, "api_id": self._api_id, "json": "1"})
        if not isinstance(answer, dict):
            raise UncertainError("smsru.answer")
        self._refuse(answer)
        return answer

    def _refuse(self, result: dict[str, Any]) -> None:
        code = str(result.get("status_code"))[:10]
        if result.get("status") == "OK" and code == str(OK):
            return
        if code in UNAVAILABLE:
            raise NotReachedError(f"smsru.{code}")
        if not code.lstrip("-").isdecimal():
            raise UncertainError("smsru.answer")
        raise (AccountRefusedError if code in OF_ACCOUNT else RejectedError)(f"smsru.{code}")


class SmsRuConfig(Config):
    """What SMS.ru gives out."""

    api_id: Annotated[
        SecretStr, Field(min_length=1, max_length=200), Setting(_("Key (api_id)"), API_ID_HINT, "smsru_api_id")
    ]
    sender: Annotated[str, Field(max_length=11), SENDER] = ""
    url: Annotated[ServiceUrl, Setting(*ADDRESS, "smsru_url", leads=True)] = AnyHttpUrl("https://sms.ru/")
    timeout: Annotated[float, Field(gt=0, le=60), WAITED] = 10


def _make(config: SmsRuConfig) -> SmsRu:
    return SmsRu(
        url=str(config.url), api_id=config.api_id.get_secret_value(), sender=config.sender, timeout=config.timeout
    )


PROVIDER = Provider(
    kind=SMS,
    name=SmsRu.name,
    title="SMS.ru",
    sentence=_("An operator for single messages; pays per message, needs no contract to begin with."),
    config=SmsRuConfig,
    make=_make,
    check=balance_of,
)
