"""Why a message did not go out, in words that operators share; each provider says which of its codes means which."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.errors import Words

WRONG_KEY: Final = _("the key, the login or the password is wrong")
NO_MONEY: Final = _("there is no money in the account")
UNKNOWN_SENDER: Final = _("the sender’s name is not agreed with the operator")
BLOCKED: Final = _("our address is blocked there")
WRONG_PHONE: Final = _("the number cannot get messages")
FORBIDDEN_TEXT: Final = _("the operator does not let this text pass")
TOO_MANY: Final = _("too many messages to this number")
NOT_DELIVERED: Final = _("it was sent but did not arrive")
NOT_TAKEN: Final = _("the message was not taken")

OF_EVERY_LINE: Final[dict[str, Words]] = {
    "unreachable": _("nobody answered the call"),
    "timeout": _("the answer did not come in time"),
    "broken": _("the connection broke off"),
    "answer": _("the answer could not be read"),
}
"""What happens on the way to any of them, by our own codes."""
