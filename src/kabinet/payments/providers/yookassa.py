"""YooKassa API v3 over an own HTTP client.

The vendor's SDK keeps one global configuration, has no timeout and turns a lost connection into an AttributeError.
Card data never pass through here: the payer types them on YooKassa's page.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

import httpx
import structlog
from django.utils.translation import gettext_lazy as _
from pydantic import AnyHttpUrl, BaseModel, Field, SecretStr, StringConstraints, ValidationError, field_validator

from kabinet.config.environment import environment
from kabinet.kernel.connections.catalogue import Config, Provider, Setting
from kabinet.kernel.connections.common import ADDRESS, WAIT
from kabinet.payments.providers.asking import ACQUIRER, ask_for_shop
from kabinet.payments.providers.base import (
    AcquirerPayment,
    MalformedError,
    Method,
    Network,
    NotANoticeError,
    Notice,
    NoticeEvent,
    Order,
    Reason,
    Receipt,
    ReceiptLine,
    Recipient,
    Refund,
    RejectedError,
    ShopCheck,
    State,
    Subject,
    TaxSystem,
    UncertainError,
    UnknownPaymentError,
    Vat,
)

log = structlog.get_logger(__name__)

STATES: Mapping[str, State] = {
    "pending": "pending",
    "waiting_for_capture": "waiting",
    "succeeded": "succeeded",
    "canceled": "cancelled",
}
REASONS: Mapping[str, Reason] = {
    "3d_secure_failed": Reason.BANKS_CONFIRMATION_FAILED,
    "call_issuer": Reason.CALL_THE_BANK,
    "canceled_by_merchant": Reason.CANCELLED_BY_US,
    "card_expired": Reason.CARD_EXPIRED,
    "country_forbidden": Reason.COUNTRY_REFUSED,
    "expired_on_capture": Reason.NOT_TAKEN_IN_TIME,
    "expired_on_confirmation": Reason.NOT_PAID_IN_TIME,
    "fraud_suspected": Reason.SUSPICIOUS,
    "general_decline": Reason.DECLINED,
    "identification_required": Reason.IDENTIFICATION_NEEDED,
    "insufficient_funds": Reason.NOT_ENOUGH_MONEY,
    "internal_timeout": Reason.BANK_SILENT,
    "invalid_card_number": Reason.WRONG_CARD_NUMBER,
    "invalid_csc": Reason.WRONG_CARD_CODE,
    "issuer_unavailable": Reason.BANK_UNAVAILABLE,
    "payment_method_limit_exceeded": Reason.LIMIT_USED_UP,
    "payment_method_restricted": Reason.MEANS_BLOCKED,
    "permission_revoked": Reason.PERMISSION_WITHDRAWN,
    "unsupported_mobile_operator": Reason.OPERATOR_REFUSED,
}
"""All that its documentation lists; one of a later day counts as a plain refusal."""

EVENTS: Mapping[str, NoticeEvent] = {
    "payment.waiting_for_capture": "payment.waiting",
    "payment.succeeded": "payment.succeeded",
    "payment.canceled": "payment.cancelled",
    "refund.succeeded": "refund.succeeded",
}
SUBJECTS: Mapping[Subject, str] = {Subject.SERVICE: "service", Subject.PAYMENT: "payment"}
METHODS: Mapping[Method, str] = {Method.FULL_PAYMENT: "full_payment", Method.CREDIT_PAYMENT: "credit_payment"}
VAT_CODES: Mapping[Vat, int] = {
    Vat.NONE: 1,
    Vat.ZERO: 2,
    Vat.TEN: 3,
    Vat.FIVE: 7,
    Vat.SEVEN: 8,
    Vat.TWENTY_TWO: 11,
}
TAX_SYSTEM_CODES: Mapping[TaxSystem, int] = {
    TaxSystem.GENERAL: 1,
    TaxSystem.SIMPLIFIED_INCOME: 2,
    TaxSystem.SIMPLIFIED_PROFIT: 3,
    TaxSystem.IMPUTED_INCOME: 4,
    TaxSystem.AGRICULTURAL: 5,
    TaxSystem.PATENT: 6,
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
            payment_id=self.metadata.get("payment_id", ""),
            loan_id=self.metadata.get("loan_id", ""),
            confirmation_url=self.confirmation.confirmation_url if self.confirmation else "",
            expires_at=self.expires_at,
            captured_at=self.captured_at,
            refunded=refunded.value if refunded else Decimal("0.00"),
            reason=self._reason(),
        )

    def _reason(self) -> Reason | None:
        details = self.cancellation_details
        return REASONS.get(details.reason, Reason.DECLINED) if details else None


class _Refund(BaseModel):
    payment_id: Identifier
    amount: _Amount


class _RefundPage(BaseModel):
    items: list[_Refund]
    next_cursor: str | None = None


class _Me(BaseModel):
    account_id: str
    test: bool = False


class _Object(BaseModel):
    id: Identifier | None = None
    payment_id: Identifier | None = None


class _Notification(BaseModel):
    type: Literal["notification"]
    event: Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+){1,3}$", max_length=60)]
    object: _Object

    @property
    def payment(self) -> str | None:
        return self.object.payment_id if self.event.startswith("refund.") else self.object.id


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
        return self._ask(_Payment, "POST", "payments", body=payment_body(order), key=key).plain()

    def get_payment(self, provider_id: str) -> AcquirerPayment:
        """`GET /payments/{id}`."""
        payment = self._ask(_Payment, "GET", f"payments/{provider_id}").plain()
        if payment.id != provider_id:
            raise MalformedError("another_payment")
        return payment

    def capture_payment(self, provider_id: str, *, key: str) -> AcquirerPayment:
        """`POST /payments/{id}/capture` of the whole sum."""
        return self._ask(_Payment, "POST", f"payments/{provider_id}/capture", body={}, key=key).plain()

    def refunds_since(self, moment: datetime) -> Iterator[Refund]:
        """`GET /refunds?created_at.gte=…`, page by page."""
        query = {"created_at.gte": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"), "limit": str(PAGE)}
        for _number in range(MOST_PAGES):
            page = self._ask(_RefundPage, "GET", "refunds", query=query)
            yield from (Refund(refund.payment_id, refund.amount.value) for refund in page.items)
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def read_notice(self, body: bytes) -> Notice:
        """`{"type": "notification", "event": …, "object": {…}}`; events of other things than payments are `other`."""
        try:
            told = _Notification.model_validate_json(body)
        except ValidationError as error:
            raise NotANoticeError from error
        if told.payment is None:
            raise NotANoticeError
        return Notice(EVENTS.get(told.event, "other"), told.payment)

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


def payment_body(order: Order) -> dict[str, Any]:
    """The body of `POST /payments`.

    The order of its keys matters: a request is repeated to the letter, by a later version too.
    """
    receipt = {"receipt": _receipt(order.receipt, order.currency)} if order.receipt else {}
    return {
        "amount": _amount(order.amount, order.currency),
        "capture": True,
        **receipt,
        "metadata": {"loan_id": str(order.loan_id), "payment_id": str(order.payment_id)},
        "description": order.description,
        "confirmation": {"type": "redirect", "return_url": order.return_url},
    }


def _receipt(receipt: Receipt, currency: str) -> dict[str, Any]:
    customer = {"customer": _customer(receipt.recipient)} if receipt.recipient else {}
    system = {"tax_system_code": TAX_SYSTEM_CODES[receipt.tax_system]} if receipt.tax_system else {}
    return {**customer, "items": [_item(line, currency) for line in receipt.lines], **system}


def _customer(recipient: Recipient) -> dict[str, str]:
    return {"email": recipient.email} if recipient.email else {"phone": recipient.phone.removeprefix("+")}


def _item(line: ReceiptLine, currency: str) -> dict[str, Any]:
    return {
        "amount": _amount(line.amount, currency),
        "quantity": "1.00",
        "vat_code": VAT_CODES[line.vat],
        "description": line.title,
        "payment_mode": METHODS[line.method],
        "payment_subject": SUBJECTS[line.subject],
    }


def _amount(amount: Decimal, currency: str) -> dict[str, str]:
    return {"value": f"{amount:.2f}", "currency": currency}


def _failure(response: httpx.Response) -> RejectedError | UncertainError:
    """What an answer other than 200 means: 4xx is definite; 202, 5xx and the rest are not."""
    status = response.status_code
    if not response.is_client_error or status in UNDECIDED:
        return UncertainError("processing" if status == HTTPStatus.ACCEPTED else f"http_{status}")
    try:
        error = _Error.model_validate(json.loads(response.content))
    except (ValueError, RecursionError):
        error = _Error(code=f"http_{status}")
    kind = UnknownPaymentError if error.code == "not_found" else RejectedError
    return kind(error.code, parameter=error.parameter)


class YooKassaConfig(Config):
    """What YooKassa gives out. From where notifications may come, the environment alone says."""

    shop_id: Annotated[
        str,
        Field(min_length=1, max_length=40, pattern=r"^[0-9]+$"),
        Setting(_("Number of the shop (shopId)"), _("It stands in the settings of the shop."), "yookassa_shop_id"),
    ]
    secret_key: Annotated[
        SecretStr,
        Field(min_length=1, max_length=200),
        Setting(_("Secret key"), _("Made under “Integration”, “API keys”."), "yookassa_secret_key"),
    ]
    url: Annotated[AnyHttpUrl, Setting(*ADDRESS, "yookassa_url")] = AnyHttpUrl("https://api.yookassa.ru/v3/")
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
