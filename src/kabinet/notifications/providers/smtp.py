"""E-mail through Django's mail backend."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from kabinet.notifications.providers.protocol import NotReached, Rejected, Sent, Uncertain

NAME = "smtp"


def send(address: str, subject: str, text: str, html: str, own_id: int) -> Sent:
    """Hand one e-mail to the mail server.

    Args:
        address: Whom it goes to.
        subject: One line.
        text: Plain text.
        html: The same as HTML, without anything to load.
        own_id: Our number; becomes the Message-ID, so that a repeated e-mail is one e-mail to mail programs.

    Raises:
        Rejected: The server refused it for good.
        NotReached: The server is away or asks to come later; nothing was taken.
        Uncertain: The line broke while the e-mail was handed over.
    """
    host = settings.ALLOWED_HOSTS[0].strip("[]")
    headers = {"Message-ID": f"<{own_id}@{host}>", "Auto-Submitted": "auto-generated"}
    with _outcomes_before():
        connection = get_connection()
        connection.open()
    message = EmailMultiAlternatives(subject, text, to=[address], headers=headers, connection=connection)
    message.attach_alternative(html, "text/html")
    try:
        with _outcomes_of_sending():
            message.send()
    finally:
        connection.close()
    return Sent(provider_id=str(own_id))


@contextmanager
def _outcomes_before() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise Rejected("smtp.authentication") from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotReached("smtp.unreachable") from error


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
        raise Uncertain("smtp.broken") from error


def _answered(code: int) -> Exception:
    return NotReached(f"smtp.{code}") if 400 <= code < 500 else Rejected(f"smtp.{code}")
