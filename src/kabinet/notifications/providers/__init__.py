"""The operator of text messages and the mail server that the settings name."""

from functools import lru_cache

from kabinet.config.environment import environment
from kabinet.notifications.providers.protocol import SmsProvider
from kabinet.notifications.providers.smsc import Smsc
from kabinet.notifications.providers.smsru import SmsRu


class SmsOff(LookupError):
    """The settings name no operator."""


@lru_cache(maxsize=1)
def sms_provider() -> SmsProvider:
    """The operator of `KABINET_SMS_PROVIDER`.

    Raises:
        SmsOff: It is `none`.
    """
    env = environment()
    if env.sms_provider == "smsru":
        return SmsRu(
            url=str(env.smsru_url),
            api_id=env.smsru_api_id.get_secret_value(),
            sender=env.sms_sender,
            timeout=env.sms_timeout,
        )
    if env.sms_provider == "smsc":
        return Smsc(
            url=str(env.smsc_url),
            login=env.smsc_login,
            password=env.smsc_password.get_secret_value(),
            sender=env.sms_sender,
            timeout=env.sms_timeout,
        )
    raise SmsOff


def sms_is_on() -> bool:
    """Whether the settings name an operator."""
    return environment().sms_provider != "none"
