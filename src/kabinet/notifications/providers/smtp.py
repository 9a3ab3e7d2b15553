"""E-mail through Django's mail backend."""

import re
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Final, Literal

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import sanitize_address
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from kabinet.kernel.connections.addresses import HostName
from kabinet.kernel.connections.catalogue import Config, Provider, Setting
from kabinet.kernel.connections.common import WAIT
from kabinet.kernel.errors import Words
from kabinet.notifications.providers import words
from kabinet.notifications.providers.asking import EMAIL, greet_mail_server
from kabinet.notifications.providers.protocol import (
    AccountRefusedError,
    NotReachedError,
    RejectedError,
    Sent,
    UncertainError,
)

WORDS: Mapping[str, Words] = {"authentication": words.WRONG_KEY}
"""Why an e-mail did not go out, by our codes."""

_MAILBOX: Final = re.compile(r"[^@\s<>]+@[^@\s<>]+>?$")


def _sender(value: str) -> str:
    """Let through what Django can send from: one mailbox, with a name or without."""
    try:
        sanitize_address(value, "utf-8")
    except (ValueError, IndexError, AttributeError) as error:
        raise PydanticCustomError("sender", "no mailbox") from error
    if not _MAILBOX.search(value):
        raise PydanticCustomError("sender", "no mailbox")
    return value


class SmtpConfig(Config):
    """What whoever runs the mail server gives out."""

    host: Annotated[
        HostName, Field(min_length=1, max_length=253), Setting(_("Mail server"), variable="email_host", leads=True)
    ]
    port: Annotated[
        int, Field(ge=1, le=65535), Setting(_("Port"), _("587 or 465 as a rule."), "email_port", leads=True)
    ] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"],
        Setting(_("Encryption"), _("starttls with port 587, tls with port 465."), "email_tls", leads=True),
    ] = "starttls"
    login: Annotated[str, Field(max_length=200), Setting(_("Login"), variable="email_user")] = ""
    password: Annotated[SecretStr, Field(max_length=200), Setting(_("Password"), variable="email_password")] = (
        SecretStr("")
    )
    sender: Annotated[
        str,
        Field(max_length=200),
        AfterValidator(_sender),
        Setting(_("Sender"), _("As people see it: Name <no-reply@example.ru>."), "email_from"),
    ] = "Kabinet <no-reply@localhost>"
    timeout: Annotated[float, Field(gt=0, le=60), Setting(WAIT, variable="email_timeout")] = 10


class Smtp:
    """A mail server, reached through Django's mail backend.

    Args:
        config: How to reach it.
    """

    name = "smtp"

    def __init__(self, config: SmtpConfig) -> None:
        self._config = config

    def send(self, address: str, subject: str, text: str, html: str, own_id: int) -> Sent:
        """See `MailServer.send`."""
        host = settings.ALLOWED_HOSTS[0].strip("[]")
        headers = {"Message-ID": f"<{own_id}@{host}>", "Auto-Submitted": "auto-generated"}
        connection = self._opened()
        message = EmailMultiAlternatives(
            subject, text, self._config.sender, [address], headers=headers, connection=connection
        )
        message.attach_alternative(html, "text/html")
        try:
            with _outcomes_of_sending():
                message.send()
        finally:
            connection.close()
        return Sent(provider_id=str(own_id))

    def check(self) -> None:
        """See `MailServer.check`."""
        self._opened().close()

    def _opened(self) -> Any:
        config = self._config
        with _outcomes_before():
            connection = get_connection(
                host=config.host,
                port=config.port,
                username=config.login,
                password=config.password.get_secret_value(),
                use_tls=config.security == "starttls",
                use_ssl=config.security == "tls",
                timeout=config.timeout,
            )
            connection.open()
        return connection


PROVIDER = Provider(
    kind=EMAIL,
    name=Smtp.name,
    title="SMTP",
    sentence=_("Any mail server: of your domain, of a mail service, or of this machine."),
    config=SmtpConfig,
    make=Smtp,
    check=greet_mail_server,
)


@contextmanager
def _outcomes_before() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise AccountRefusedError("smtp.authentication") from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise NotReachedError("smtp.unreachable") from error


@contextmanager
def _outcomes_of_sending() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _reason in error.recipients.values()]
        raise _answered(codes[0] if codes else 550) from error
    except smtplib.SMTPResponseException as error:
        raise _answered(error.smtp_code) from error
    except (smtplib.SMTPException, OSError) as error:
        raise UncertainError("smtp.broken") from error


def _answered(code: int) -> Exception:
    return NotReachedError(f"smtp.{code}") if 400 <= code < 500 else RejectedError(f"smtp.{code}")
