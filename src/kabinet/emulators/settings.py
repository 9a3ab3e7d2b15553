"""What the emulators need to know to start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

DEMO_SHOP_ID = "100500"
DEMO_SHOP_KEY = "test_kabinet-demo-shop-key"
DEMO_SMSRU_KEY = "00000000-0000-4000-8000-00000000C0DE"
DEMO_SMSC_LOGIN = "kabinet"
DEMO_SMSC_KEY = "kabinet-demo"

ReceiptTotal = Literal["at_most", "equal", "any"]


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class YooKassaSettings:
    """The one shop of the YooKassa emulator.

    Attributes:
        shop_id: user name of Basic authentication, also `recipient.account_id`.
        secret_key: password of Basic authentication.
        gateway_id: `recipient.gateway_id` of every payment.
        shop_name: what the payment page calls the shop.
        notify_url: where notifications go; without it they are only recorded.
        fee_percent: per cent of the sum that `income_amount` leaves out.
        pending_lifetime: how long an unconfirmed payment waits for its payer.
        hold_lifetime: how long an authorised payment waits to be captured.
        receipt_total: how the sum of receipt lines relates to the sum of the payment. Whether a receipt may cover
            only a part of it, as one on interest alone does, is not confirmed by the operator's text: hence a setting.
        receipt_required: refuse payments without a receipt, as shops with a fiscal service do.
    """

    shop_id: str = DEMO_SHOP_ID
    secret_key: str = DEMO_SHOP_KEY
    gateway_id: str = "100700"
    shop_name: str = "Демонстрационный магазин"
    notify_url: str | None = None
    fee_percent: Decimal = Decimal("3.5")
    pending_lifetime: timedelta = timedelta(hours=1)
    hold_lifetime: timedelta = timedelta(days=7)
    receipt_total: ReceiptTotal = "at_most"
    receipt_required: bool = False


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """The accounts at both SMS operators.

    Attributes:
        smsru_api_id: key of the SMS.ru account.
        smsc_login: login of the SMSC.ru account.
        smsc_password: its password; the MD5 of it and an `apikey` of the same value are accepted too.
        smsc_callback_url: where SMSC.ru reports delivery; its signature is keyed with `smsc_callback_key`.
        smsc_callback_key: the secret in the checksums of SMSC.ru callbacks.
        price: roubles for one part of a message.
        balance: roubles on each account at the start.
        operator_after: seconds until a message counts as handed to the operator.
        delivered_after: seconds until its final status.
    """

    smsru_api_id: str = DEMO_SMSRU_KEY
    smsc_login: str = DEMO_SMSC_LOGIN
    smsc_password: str = DEMO_SMSC_KEY
    smsc_callback_url: str | None = None
    smsc_callback_key: str = "callback-key"
    price: Decimal = Decimal("3.50")
    balance: Decimal = Decimal("10000.00")
    operator_after: float = 1.0
    delivered_after: float = 3.0


@dataclass(frozen=True, slots=True)
class EmulatorSettings:
    """Everything the application is built from.

    Attributes:
        state_file: SQLite file that survives a restart; in memory when None.
        public_url: base of links handed out, such as the payment page; the request's own address when None.
        clock: source of the present moment (aware UTC).
        retry_delays: seconds before each further try of an unanswered callback; then it is given up.
        callback_timeout: seconds to wait for the receiver of a callback.
        callback_workers: how many callbacks travel at once; 1 keeps their order.
        hang_seconds: how long a request is left unanswered at most.
        smtp_host: address of the mail sink.
        smtp_port: its port, 0 for a free one, None for no mail sink.
        yookassa: the shop.
        sms: the SMS accounts.
    """

    state_file: Path | None = None
    public_url: str | None = None
    clock: Callable[[], datetime] = utc_now
    retry_delays: tuple[float, ...] = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
    callback_timeout: float = 10.0
    callback_workers: int = 4
    hang_seconds: float = 60.0
    smtp_host: str = "127.0.0.1"
    smtp_port: int | None = None
    yookassa: YooKassaSettings = field(default_factory=YooKassaSettings)
    sms: SmsSettings = field(default_factory=SmsSettings)
