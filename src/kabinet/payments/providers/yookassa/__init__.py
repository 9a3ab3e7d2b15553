"""YooKassa API v3 over an own HTTP client.

The vendor's SDK keeps one global configuration, has no timeout and turns a lost connection into an AttributeError.
Card data never pass through here: the payer types them on YooKassa's page.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, TypeVar

import httpx
import structlog
from django.utils.translation import gettext_lazy as _
from pydantic import AnyHttpUrl, BaseModel, Field, SecretStr, ValidationError

from kabinet.config.environment import environment
from kabinet.kernel.connections.addresses import ServiceUrl
from kabinet.kernel.connections.catalogue import Config, Provider, Setting
from kabinet.kernel.connections.common import ADDRESS, WAIT
from kabinet.payments.providers.asking import ACQUIRER, ask_for_shop
from kabinet.payments.providers.base import (
    AcquirerPayment,
    MalformedError,
    Network,
    NotANoticeError,
    Notice,
    Order,
    Refund,
    RejectedError,
    ShopCheck,
    UncertainError,
    UnknownPaymentError,
)
from kabinet.payments.providers.yookassa.bodies import (
    EVENTS,
    ErrorBody,
    MeBody,
    NotificationBody,
    PaymentBody,
    RefundsBody,
    payment_body,
)

log = structlog.get_logger(__name__)

UNDECIDED = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS})
"""Client errors after which the same request may still go through."""

LONGEST_CONNECT = 5.0
PAGE = 100
CODE: Final = re.compile(r"[a-z0-9_.-]{1,60}")
"""What a code of a refusal looks like; anything else is none."""
MOST_PAGES = 100

AnswerT = TypeVar("AnswerT", bound=BaseModel)


class YooKassa:
    """YooKassa as an `Acquirer`.

    Args:
        url: Base address, with or without a slash at the end.
        shop_id: User name of Basic authentication and owner of the payments.
        secret_key: Its password.
        timeout: Seconds to wait for an answer; connecting takes at most five.
        networks: Where notifications may come from, for they carry no signature; from nowhere unless some are named.
        transport: How requests travel; for tests.
    """

    name = "yookassa"
    title = _("YooKassa")

    def __init__(
        self,
        *,
        url: str,
        shop_id: str,
        secret_key: str,
        timeout: float,
        networks: Sequence[Network] = (),
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.shop_id = shop_id
        self.networks = networks
        self._client = httpx.Client(
            base_url=url.rstrip("/") + "/",
            auth=(shop_id, secret_key),
            timeout=httpx.Timeout(timeout, connect=min(timeout, LONGEST_CONNECT)),
            transport=transport,
            trust_env=False,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def open_payment(self, order: Order, *, key: str) -> AcquirerPayment:
        """`POST /payments`."""
        return self._ask(PaymentBody, "POST", "payments", body=payment_body(order), key=key).plain()

    def get_payment(self, provider_id: str) -> AcquirerPayment:
        """`GET /payments/{id}`."""
        payment = self._ask(PaymentBody, "GET", f"payments/{provider_id}").plain()
        if payment.id != provider_id:
            raise MalformedError("another_payment")
        return payment

    def capture_payment(self, provider_id: str, *, key: str) -> AcquirerPayment:
        """`POST /payments/{id}/capture` of the whole sum."""
        return self._ask(PaymentBody, "POST", f"payments/{provider_id}/capture", body={}, key=key).plain()

    def refunds_since(self, moment: datetime) -> Iterator[Refund]:
        """`GET /refunds?created_at.gte=…`, page by page."""
        query = {"created_at.gte": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"), "limit": str(PAGE)}
        for _number in range(MOST_PAGES):
            page = self._ask(RefundsBody, "GET", "refunds", query=query)
            yield from (Refund(refund.payment_id, refund.amount.value) for refund in page.items)
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def read_notice(self, body: bytes) -> Notice:
        """`{"type": "notification", "event": …, "object": {…}}`; events of other things than payments are `other`."""
        try:
            told = NotificationBody.model_validate_json(body)
        except ValidationError as error:
            raise NotANoticeError from error
        if told.payment is None:
            raise NotANoticeError
        return Notice(EVENTS.get(told.event, "other"), told.payment)

    def check(self) -> ShopCheck:
        """`GET /me`."""
        me = self._ask(MeBody, "GET", "me")
        if me.account_id != self.shop_id:
            raise RejectedError("another_shop")
        return ShopCheck(shop_id=me.account_id, test=me.test)

    def _ask(
        self,
        answer: type[AnswerT],
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
        query: Mapping[str, str] | None = None,
    ) -> AnswerT:
        headers = {"Idempotence-Key": key} if key is not None else {}
        try:
            response = self._client.request(method, path, json=body, params=query, headers=headers)
        except httpx.TimeoutException as error:
            raise UncertainError("timeout") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise UncertainError("unreachable") from error
        if response.status_code != HTTPStatus.OK:
            raise _failure(response)
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            places = sorted({".".join(str(part) for part in problem["loc"]) for problem in error.errors()})
            log.warning("acquirer.malformed", acquirer=self.name, method=method, places=places[:5])
            raise MalformedError("malformed") from error


def _failure(response: httpx.Response) -> RejectedError | UncertainError:
    """What an answer other than 200 means: 4xx is definite; 202, 5xx and the rest are not."""
    status = response.status_code
    if not response.is_client_error or status in UNDECIDED:
        return UncertainError("processing" if status == HTTPStatus.ACCEPTED else f"http_{status}")
    try:
        error = ErrorBody.model_validate(json.loads(response.content))
    except (ValueError, RecursionError):
        error = ErrorBody(code=f"http_{status}")
    code = error.code if CODE.fullmatch(error.code) else f"http_{status}"
    kind = UnknownPaymentError if code == "not_found" else RejectedError
    return kind(code, parameter=error.parameter)


class YooKassaConfig(Config):
    """What YooKassa gives out. From where notifications may come, the environment alone says."""

    shop_id: Annotated[
        str,
        Field(min_length=1, max_length=40, pattern=r"^[0-9]+$"),
        Setting(
            _("Number of the shop (shopId)"),
            _("It stands in the settings of the shop."),
            "yookassa_shop_id",
            names_account=True,
        ),
    ]
    secret_key: Annotated[
        SecretStr,
        Field(min_length=1, max_length=200),
        Setting(_("Secret key"), _("Made under “Integration”, “API keys”."), "yookassa_secret_key"),
    ]
    url: Annotated[ServiceUrl, Setting(*ADDRESS, "yookassa_url", leads=True)] = AnyHttpUrl(
        "https://api.yookassa.ru/v3/"
    )
    timeout: Annotated[float, Field(gt=0, le=60), Setting(WAIT, variable="yookassa_timeout")] = 15


def _make(config: YooKassaConfig) -> YooKassa:
    return YooKassa(
        url=str(config.url),
        shop_id=config.shop_id,
        secret_key=config.secret_key.get_secret_value(),
        timeout=config.timeout,
        networks=environment().yookassa_networks,
    )


PROVIDER = Provider(
    kind=ACQUIRER,
    name=YooKassa.name,
    title=YooKassa.title,
    sentence=_("Cards, SBP and wallets; sends receipts of 54-FZ by its own service or through your cash register."),
    config=YooKassaConfig,
    make=_make,
    check=ask_for_shop,
)
