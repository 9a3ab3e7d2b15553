"""The one typed class that reads `KABINET_*` variables.

Secrets come from the environment alone, or from files that it names; `kabinet doctor` explains each value that does
not fit.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AnyHttpUrl, Field, IPvAnyNetwork, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kabinet.config.database import parse_database_url
from kabinet.config.misfits import ContradictionError, Misfit
from kabinet.config.secret_files import is_secret, secrets_in_files
from kabinet.kernel.units import MEGABYTE

DEMO_SECRET_KEY = "demo-only-key-never-used-with-real-data-0123456789"  # noqa: S105 - refused outside the demo
LEAST_KEY = 50
LEAST_DISTINCT = 10
"""Different characters a key must have; random hexadecimal digits have 16."""

FILES_AT_ONCE = 3

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
    secret_key_previous: SecretStr = Field(
        default=SecretStr(""), description="Comma-separated keys of before a rotation: what they signed stays good."
    )
    base_url: AnyHttpUrl = Field(default=AnyHttpUrl("http://127.0.0.1:8000"), description="Public address.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Comma-separated host names beside the one of base_url."
    )
    data_dir: Path = Field(default=Path("var"), description="Embedded database, files and logs.")
    log_format: Literal["text", "json"] = "text"
    time_zone: str = Field(default="Europe/Moscow", description="Where a calendar day begins and ends.")
    trusted_proxies: int = Field(default=0, ge=0, le=5, description="Proxies in front that append X-Forwarded-For.")

    # The web server
    web_threads: int = Field(default=4, ge=1, le=64, description="Requests one web process answers at a time.")
    request_timeout: float = Field(
        default=15, gt=0, le=60, description="Seconds to wait for the head of a request, or the next bytes of its body."
    )

    # The database
    database_url: SecretStr | None = Field(default=None, description="postgresql://…; embedded PostgreSQL if unset.")
    database_connect_timeout: int = Field(default=5, ge=1, le=60, description="Seconds.")

    # The office
    review_days: int = Field(default=2, ge=1, le=60, description="An application undecided for so many days is late.")

    # Files
    upload_limit_mb: int = Field(default=20, ge=1, le=200, description="One file; a megabyte is 1,000,000 bytes.")
    upload_draft_mb: int = Field(default=100, ge=1, le=2000, description="All files of one application.")
    upload_network_mb: int = Field(
        default=50, ge=1, le=10_000, description="Files without an account from one IPv4 address or IPv6 /64."
    )
    upload_unsigned_mb: int = Field(default=1000, ge=1, le=1_000_000, description="All files without an account.")

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
    sms_daily_budget: Decimal = Field(
        default=Decimal(5000), ge=0, description="Roubles a calendar day beyond which no codes go by SMS; 0: no limit."
    )
    sms_reserve_percent: int = Field(
        default=20, ge=0, le=90, description="Part of the budget kept for people who are signed in or known."
    )
    sms_price: Decimal = Field(
        default=Decimal("5.00"), ge=0, le=1000, description="Roubles for a part of an SMS until the operator says."
    )
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
    def _read_secrets(cls, values: dict[str, object]) -> dict[str, object]:
        return values | secrets_in_files(cls.secret_names(), values)

    @classmethod
    def secret_names(cls) -> list[str]:
        """Settings that nobody may see; each can come from a file."""
        return [name for name, field in cls.model_fields.items() if is_secret(field)]

    @field_validator("allowed_hosts", "yookassa_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Read a list with commas, or as JSON writes it."""
        if not isinstance(value, str):
            return value
        parts = value.strip().removeprefix("[").removesuffix("]").split(",")
        return tuple(part.strip(' \t"') for part in parts if part.strip(' \t"'))

    @model_validator(mode="after")
    def _nothing_contradicts(self) -> "Environment":
        found = tuple(contradictions(self))
        if found:
            raise ContradictionError(found)
        return self

    @property
    def key(self) -> str:
        """The secret key; the demo has a well-known one so that its sessions survive a restart."""
        return self.secret_key.get_secret_value() or DEMO_SECRET_KEY

    @property
    def longest_body(self) -> int:
        """Bytes of the longest request that any page takes: a few files at once and their form."""
        return (FILES_AT_ONCE * self.upload_limit_mb + 2) * MEGABYTE

    @property
    def earlier_keys(self) -> tuple[str, ...]:
        """Keys of before, the latest first."""
        parts = self.secret_key_previous.get_secret_value().split(",")
        return tuple(part.strip() for part in parts if part.strip())

    @property
    def is_for_this_machine(self) -> bool:
        """Whether the site's address, and every other name it answers to, is one of this machine alone."""
        return all(is_loopback(host) for host in (self.base_url.host or "", *self.allowed_hosts))


NEW_KEY = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"


def contradictions(env: Environment) -> Iterator[Misfit]:
    """What must not be although it fits: secrets that can be guessed, the demo in public, names that lead nowhere."""
    here = "Unset it, or keep the site on http://127.0.0.1 where nobody else reaches it."
    if env.demo and not env.is_for_this_machine:
        yield _misfit("DEMO", "is for this machine alone: its key and its codes are known to all", here)
    if env.debug and not env.is_for_this_machine:
        yield _misfit("DEBUG", "is for this machine alone: its error pages show everything", here)
    yield from _weak_keys(env)
    if env.time_zone not in available_timezones():
        yield _misfit("TIME_ZONE", "names no time zone", "Write it as Europe/Moscow.")
    if env.database_url is not None:
        try:
            parse_database_url(env.database_url.get_secret_value())
        except ValueError as error:
            said = str(error).removeprefix("KABINET_DATABASE_URL ")
            yield _misfit("DATABASE_URL", said, "Write it as postgresql://user:password@host/name.")


def _weak_keys(env: Environment) -> Iterator[Misfit]:
    key = env.secret_key.get_secret_value()
    if not key and not env.demo:
        yield _misfit("SECRET_KEY", "is not set", NEW_KEY)
    elif not env.demo and (len(key) < LEAST_KEY or key == DEMO_SECRET_KEY):
        yield _misfit("SECRET_KEY", f"must have at least {LEAST_KEY} random characters", NEW_KEY)
    elif not env.demo and len(set(key)) < LEAST_DISTINCT:
        yield _misfit("SECRET_KEY", "repeats itself: it can be guessed", NEW_KEY)
    if key and key in env.earlier_keys:
        yield _misfit("SECRET_KEY_PREVIOUS", "names the present key", "Name only keys of before.")


def _misfit(name: str, what: str, advice: str) -> Misfit:
    return Misfit(f"KABINET_{name}", f"KABINET_{name} {what}", advice)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine and no other."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of this process, read once.

    Raises:
        pydantic.ValidationError: A variable is missing or does not fit.
    """
    return Environment()
