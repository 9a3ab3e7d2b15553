"""YooKassa API v3 over an own HTTP client.

The vendor's SDK keeps one global configuration, has no timeout and turns a lost connection into an AttributeError.
Card data never pass through here: the payer types them on YooKassa's page.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

import httpx
import structlog
from pydantic import BaseModel, Field, StringConstraints, ValidationError, field_validator

from kabinet.payments.providers.base import (
    AcquirerPayment,
    MalformedError,
    RejectedError,
    ShopCheck,
    State,
    UncertainError,
)

log = structlog.get_logger(__name__)

STATES: dict[str, State] = {
    "pending": "pending",
    "waiting_for_capture": "waiting",
    "succeeded": "succeeded",
    "canceled": "cancelled",
}
UNDECIDED = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS})
"""Client errors after which the same request may still go through."""

LONGEST_CONNECT = 5.0
PAGE = 100
MOST_PAGES = 100

Identifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
AnswerT = TypeVar("AnswerT", bound=BaseModel)


class _Amount(BaseModel):
    value: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class _Recipient(BaseModel):
    account_id: str


class _Confirmation(BaseModel):
    confirmation_url: str = Field(default="", max_length=1000)

    @field_validator("confirmation_url")
    @classmethod
    def _is_a_web_address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"http", "https"}:
            msg = "not a web address"
            raise ValueError(msg)
        return value


class _Cancellation(BaseModel):
    reason: str = ""


class _Payment(BaseModel):
    id: Identifier
    status: Literal["pending", "waiting_for_capture", "succeeded", "canceled"]
    amount: _Amount
    recipient: _Recipient
    metadata: dict[str, str] = Field(default_factory=dict)
    confirmation: _Confirmation | None = None
    expires_at: datetime | None = None
    captured_at: datetime | None = None
    refunded_amount: _Amount | None = None
    cancellation_details: _Cancellation | None = None

    def plain(self) -> AcquirerPayment:
        refunded = self.refunded_amount
        return AcquirerPayment(
            id=self.id,
            state=STATES[self.status],
            amount=self.amount.value,
            currency=self.amount.currency,
            shop_id=self.recipient.account_id,
            metadata=self.metadata,
            confirmation_url=self.confirmation.confirmation_url if self.confirmation else "",
            expires_at=self.expires_at,
            captured_at=self.captured_at,
            refunded=refunded.value if refunded else Decimal("0.00"),
            reason=self.cancellation_details.reason[:60] if self.cancellation_details else "",
        )


class _Refund(BaseModel):
    payment_id: Identifier


class _RefundPage(BaseModel):
    items: list[_Refund]
    next_cursor: str | None = None


class _Me(BaseModel):
    account_id: str
    test: bool = False


class _Error(BaseModel):
    code: str = "rejected"
    parameter: str = ""


class YooKassa:
    """YooKassa as an `Acquirer`.

    Args:
        url: Base address, with or without a slash at the end.
        shop_id: User name of Basic authentication and owner of the payments.
        secret_key: Its password.
        timeout: Seconds to wait for an answer; connecting takes at most five.
        transport: How requests travel; for tests.
    """

    name = "yookassa"

    def __init__(
        self, *, url: str, shop_id: str, secret_key: str, timeout: float, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.shop_id = shop_id
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

    def open_payment(self, order: Mapping[str, Any], *, key: str) -> AcquirerPayment:
        """`POST /payments`."""
        return self._ask(_Payment, "POST", "payments", body=order, key=key).plain()

    def get_payment(self, provider_id: str) -> AcquirerPayment:
        """`GET /payments/{id}`."""
        payment = self._ask(_Payment, "GET", f"payments/{provider_id}").plain()
        if payment.id != provider_id:
            raise MalformedError("another_payment")
        return payment

    def capture_payment(self, provider_id: str, *, key: str) -> AcquirerPayment:
        """`POST /payments/{id}/capture` of the whole sum."""
        return self._ask(_Payment, "POST", f"payments/{provider_id}/capture", body={}, key=key).plain()

    def refunded_since(self, moment: datetime) -> Iterator[str]:
        """`GET /refunds?created_at.gte=…`, page by page."""
        query = {"created_at.gte": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"), "limit": str(PAGE)}
        for _number in range(MOST_PAGES):
            page = self._ask(_RefundPage, "GET", "refunds", query=query)
            yield from (refund.payment_id for refund in page.items)
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def check(self) -> ShopCheck:
        """`GET /me`."""
        me = self._ask(_Me, "GET", "me")
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
        except httpx.HTTPError as error:
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
        error = _Error.model_validate(json.loads(response.content))
    except (ValueError, RecursionError):
        error = _Error(code=f"http_{status}")
    return RejectedError(error.code, parameter=error.parameter)
