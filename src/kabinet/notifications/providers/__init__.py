"""Operators of text messages and mail servers: those that are set up, the first first.

A further one is a file with its `PROVIDER` and `WORDS`, and a line in `PROVIDERS` and `_WORDS`.
"""

from typing import Final

from kabinet.config.environment import environment
from kabinet.kernel.connections import configured
from kabinet.kernel.connections.catalogue import declare_kind, declare_provider
from kabinet.kernel.errors import Words
from kabinet.notifications.providers import smsc, smsru, smtp, words
from kabinet.notifications.providers.asking import EMAIL, EMAIL_KIND, SMS, SMS_KIND
from kabinet.notifications.providers.protocol import MailServer, SmsProvider

PROVIDERS: Final = (smsru.PROVIDER, smsc.PROVIDER, smtp.PROVIDER)

declare_kind(SMS_KIND)
declare_kind(EMAIL_KIND)
for _provider in PROVIDERS:
    declare_provider(_provider)

_WORDS: Final = {smsru.PROVIDER.name: smsru.WORDS, smsc.PROVIDER.name: smsc.WORDS, smtp.PROVIDER.name: smtp.WORDS}


class SmsOffError(LookupError):
    """No operator is set up."""


def sms_providers() -> list[SmsProvider]:
    """The operators in use: the first sends, the others stand in while it cannot be reached.

    Raises:
        SmsOffError: There is none.
    """
    operators: list[SmsProvider] = configured.adapters(SMS)
    if not operators:
        raise SmsOffError
    return operators


def sms_provider_named(name: str) -> SmsProvider:
    """The operator that took a message, whether it is still in use or not.

    Raises:
        SmsOffError: It is no longer set up.
    """
    operator: SmsProvider | None = configured.adapter_named(SMS, name)
    if operator is None:
        raise SmsOffError
    return operator


def sms_is_on() -> bool:
    """Whether an operator is set up."""
    return configured.is_set_up(SMS)


def words_of(code: str) -> Words:
    """What `operator.code` of a message means; one that nobody knows reads as a plain refusal."""
    operator, _dot, own = code.partition(".")
    return _WORDS.get(operator, {}).get(own) or words.OF_EVERY_LINE.get(own) or words.NOT_TAKEN


def mail_server() -> MailServer:
    """The mail server in use; this machine's own while none is set up."""
    servers: list[MailServer] = configured.adapters(EMAIL)
    return servers[0] if servers else smtp.Smtp(_own())


def _own() -> smtp.SmtpConfig:
    env = environment()
    return smtp.SmtpConfig(host=env.email_host, port=env.email_port, security="none", sender=env.email_from)
