"""What the configurations of operators have in common, and how an operator is tried."""

import secrets
from typing import Final

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.connections.catalogue import ConnectionFaultError, Kind, Setting, Trial
from kabinet.kernel.connections.common import WAIT
from kabinet.kernel.errors import Words
from kabinet.kernel.identifiers import IdentifierError, clean_email, clean_phone
from kabinet.kernel.money import format_money
from kabinet.notifications.providers.protocol import (
    MailServer,
    NotReachedError,
    RejectedError,
    SmsProvider,
    UncertainError,
)

SMS: Final = "sms"
EMAIL: Final = "email"
SENDER: Final = Setting(_("Sender"), _("The name you agreed with the operator; empty for its own."), "sms_sender")
WAITED: Final = Setting(WAIT, variable="sms_timeout")


def balance_of(operator: SmsProvider) -> Words:
    """Ask an operator of messages for the balance, which proves address and key.

    Raises:
        ConnectionFaultError: It does not answer, or refuses.
    """
    try:
        balance = operator.check()
    except RejectedError as error:
        raise ConnectionFaultError(
            _("Asked for the balance: the operator refuses (%(code)s). Check what you typed.") % {"code": error.code}
        ) from error
    except NotReachedError as error:
        raise ConnectionFaultError(_("Asked for the balance: no answer (%(code)s).") % {"code": error.code}) from error
    return _("Asked for the balance: %(sum)s.") % {"sum": format_money(balance.amount)}


def send_sms(operator: SmsProvider, typed: str) -> Words:
    """Send a test message to a phone.

    Raises:
        ConnectionFaultError: The phone is none, or the message was not taken.
    """
    try:
        phone = clean_phone(typed, mobile=True)
    except IdentifierError as error:
        raise ConnectionFaultError(_("The test message was not sent: this is no mobile phone.")) from error
    try:
        operator.send(phone, str(_("A test message: SMS work.")), secrets.randbelow(2**31))
    except (RejectedError, NotReachedError, UncertainError) as error:
        raise ConnectionFaultError(
            _("Sent a test message: the operator did not take it (%(code)s).") % {"code": error.code}
        ) from error
    return _("Sent a test message: the operator took it. Look at the phone.")


def greet_mail_server(server: MailServer) -> Words:
    """Open a connection to a mail server and sign in.

    Raises:
        ConnectionFaultError: It does not answer, or refuses.
    """
    try:
        server.check()
    except RejectedError as error:
        raise ConnectionFaultError(_("Signed in at the mail server: it refuses the login or the password.")) from error
    except NotReachedError as error:
        raise ConnectionFaultError(_("Called the mail server: no answer (%(code)s).") % {"code": error.code}) from error
    return _("Called the mail server and signed in: it answers.")


def send_email(server: MailServer, typed: str) -> Words:
    """Send a test e-mail.

    Raises:
        ConnectionFaultError: The address is none, or the e-mail was not taken.
    """
    try:
        address = clean_email(typed)
    except IdentifierError as error:
        raise ConnectionFaultError(_("The test e-mail was not sent: this is no address.")) from error
    text = str(_("This is a test e-mail: the mail server works."))
    try:
        server.send(address, str(_("Test e-mail")), text, f"<p>{text}</p>", secrets.randbelow(2**31))
    except (RejectedError, NotReachedError, UncertainError) as error:
        raise ConnectionFaultError(
            _("Sent a test e-mail: the server did not take it (%(code)s).") % {"code": error.code}
        ) from error
    return _("Sent a test e-mail: the server took it. Look into the mailbox.")


SMS_KIND: Final = Kind(
    name=SMS,
    title=_("SMS"),
    sentence=_("Codes and notices by SMS. Without an operator people sign in by e-mail alone."),
    chosen=lambda env: "" if env.sms_provider == "none" else env.sms_provider,
    trial=Trial(_("Phone"), _("A test message goes to this phone; the operator charges for it."), send_sms),
)
EMAIL_KIND: Final = Kind(
    name=EMAIL,
    title=_("E-mail"),
    sentence=_("Codes, notices and warnings by e-mail. Without a server of yours this machine’s own is used."),
    chosen=lambda env: "smtp" if "email_host" in env.model_fields_set else "",
    trial=Trial(_("E-mail"), _("A test e-mail goes to this address."), send_email),
)
