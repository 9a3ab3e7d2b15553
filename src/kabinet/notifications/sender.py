"""How codes and warnings of `identity` leave the house."""

from kabinet.identity.addresses import Address
from kabinet.identity.models import LoginCode, User
from kabinet.identity.ports import CodeMessage, SecurityWarning
from kabinet.notifications import budget, providers
from kabinet.notifications.actions.queue_message import queue_message

TEMPLATES = {
    LoginCode.Purpose.SIGN_IN.value: "login_code",
    LoginCode.Purpose.CHANGE_ADDRESS.value: "confirm_address",
    LoginCode.Purpose.PROVE.value: "confirm_identity",
}


class QueueingSender:
    """Queues messages; the page that asked never waits for an operator."""

    def available(self, channel: str) -> bool:
        """E-mail always, SMS when the settings name an operator."""
        return channel == LoginCode.Channel.EMAIL or providers.sms_is_on()

    def affords(self, channel: str, *, reserve: bool) -> bool:
        """E-mail always, SMS within the day's budget."""
        return channel == LoginCode.Channel.EMAIL or budget.affords(reserve=reserve)

    def send_code(self, message: CodeMessage) -> None:
        """Queue a code; it is sealed until it has gone out."""
        queue_message(
            channel=message.address.channel,
            address=message.address.value,
            template=TEMPLATES[message.purpose],
            context={"code": message.code, "minutes": message.minutes},
            secret="code",  # noqa: S106 - the name of the key, not a secret
        )

    def send_warning(self, address: Address, what: SecurityWarning, account: User) -> None:
        """Queue a warning."""
        queue_message(channel=address.channel, address=address.value, template=what, context={}, recipient=account)
