"""The one typed class that reads `KABINET_*` variables.

Secrets come from the environment alone; `kabinet doctor` explains each value that does not fit.
"""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, Field, IPvAnyNetwork, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEMO_SECRET_KEY = "demo-only-key-never-used-with-real-data-0123456789"  # noqa: S105 - refused outside the demo

YOOKASSA_NETWORKS = (
    "185.71.76.0/27",
    "185.71.77.0/27",
    "77.75.153.0/25",
    "77.75.156.11/32",
    "77.75.156.35/32",
    "77.75.154.128/25",
    "2a02:5180::/32",
)
"""Networks YooKassa sends notifications from, as its documentation lists them (November 2026)."""


class Environment(BaseSettings):
    """Everything an operator may set, with its default.

    Fields are grouped as in `docs/operating.md`; each is read from `KABINET_` + its name in capitals.
    """

    model_config = SettingsConfigDict(env_prefix="KABINET_", extra="ignore", frozen=True)

    # The process
    demo: bool = Field(default=False, description="Demo data, emulators on this machine, a well-known key.")
    debug: bool = Field(default=False, description="Django's error pages; never on a public site.")
    secret_key: SecretStr = Field(default=SecretStr(""), description="At least 50 random characters.")
    base_url: AnyHttpUrl = Field(default=AnyHttpUrl("http://127.0.0.1:8000"), description="Public address.")
    allowed_hosts: tuple[str, ...] = Field(default=(), description="JSON list; the host of base_url is added.")
    data_dir: Path = Field(default=Path("var"), description="Embedded database, files and logs.")
    log_format: Literal["text", "json"] = "text"
    time_zone: str = Field(default="Europe/Moscow", description="Where a calendar day begins and ends.")
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="Proxies in front that append X-Forwarded-For.")

    # The database
    database_url: SecretStr | None = Field(default=None, description="postgresql://…; embedded PostgreSQL if unset.")
    database_connect_timeout: int = Field(default=5, ge=1, le=60, description="Seconds.")

    # The office
    review_days: int = Field(default=2, ge=1, le=60, description="An application undecided for so many days is late.")

    # Files
    upload_limit_mb: int = Field(default=20, ge=1, le=200)

    # E-mail
    email_host: str = "127.0.0.1"
    email_port: int = Field(default=25, ge=1, le=65535)
    email_user: str = ""
    email_password: SecretStr = SecretStr("")
    email_tls: Literal["none", "starttls", "tls"] = "starttls"
    email_from: str = "Kabinet <no-reply@localhost>"
    email_timeout: float = Field(default=10, gt=0, le=60, description="Seconds.")

    # SMS
    sms_provider: Literal["none", "smsru", "smsc"] = "none"
    sms_timeout: float = Field(default=10, gt=0, le=60, description="Seconds.")
    sms_sender: str = ""
    smsru_url: AnyHttpUrl = AnyHttpUrl("https://sms.ru/")
    smsru_api_id: SecretStr = SecretStr("")
    smsc_url: AnyHttpUrl = AnyHttpUrl("https://smsc.ru/")
    smsc_login: str = ""
    smsc_password: SecretStr = SecretStr("")

    # Payments
    yookassa_url: AnyHttpUrl = AnyHttpUrl("https://api.yookassa.ru/v3/")
    yookassa_shop_id: str = ""
    yookassa_secret_key: SecretStr = SecretStr("")
    yookassa_timeout: float = Field(default=15, gt=0, le=60, description="Seconds.")
    yookassa_networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = Field(
        default=YOOKASSA_NETWORKS,
        description="Comma-separated networks whose notifications are accepted.",
        validate_default=True,
    )
    receipt_mode: Literal["none", "interest_only", "all"] = Field(
        default="interest_only",
        description="What goes into the 54-FZ receipt (letter of the tax service of 15.07.2024 ЗГ-2-20/10224@).",
    )
    receipt_fallback_email: str = Field(default="", description="Where a receipt goes when the payer has no e-mail.")
    tax_system_code: int | None = Field(default=None, ge=1, le=6)
    payment_minimum: Decimal = Field(
        default=Decimal("1.00"), gt=0, le=1000, decimal_places=2, description="Roubles; cards and SBP take no less."
    )

    @model_validator(mode="before")
    @classmethod
    def _split_networks(cls, values: dict[str, object]) -> dict[str, object]:
        networks = values.get("yookassa_networks")
        if isinstance(networks, str):
            values["yookassa_networks"] = tuple(part.strip() for part in networks.split(",") if part.strip())
        return values

    @model_validator(mode="after")
    def _real_site_needs_real_secrets(self) -> "Environment":
        key = self.secret_key.get_secret_value()
        if self.demo:
            return self
        if not key:
            msg = "KABINET_SECRET_KEY is not set"
            raise ValueError(msg)
        if len(key) < 50 or key == DEMO_SECRET_KEY:
            msg = "KABINET_SECRET_KEY must have at least 50 random characters"
            raise ValueError(msg)
        return self

    @property
    def key(self) -> str:
        """The secret key; the demo has a well-known one so that its sessions survive a restart."""
        return self.secret_key.get_secret_value() or DEMO_SECRET_KEY


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of this process, read once.

    Raises:
        pydantic.ValidationError: A variable is missing or does not fit.
    """
    return Environment()
