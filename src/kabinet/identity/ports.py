"""What identity asks of those above it. `notifications` registers how codes and warnings leave the house."""

from dataclasses import dataclass
from typing import Literal, Protocol

from kabinet.identity.addresses import Address
from kabinet.identity.models import User

SecurityWarning = Literal["address_changed", "password_changed"]


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """A code on its way out.

    Attributes:
        address: Where it goes.
        code: Six digits.
        purpose: A value of `LoginCode.Purpose`.
        minutes: How long it is good for.
    """

    address: Address
    code: str
    purpose: str
    minutes: int


class CodeSender(Protocol):
    """Sends codes and warnings. Called inside a transaction: it queues and never waits for an operator."""

    def available(self, channel: str) -> bool:
        """Whether the site can send by this channel (`sms`, `email`)."""
        ...

    def affords(self, channel: str, *, reserve: bool) -> bool:
        """Whether one more code by this channel fits into the day's budget, with its reserve for people we know."""
        ...

    def send_code(self, message: CodeMessage) -> None:
        """Queue a code."""
        ...

    def send_warning(self, address: Address, what: SecurityWarning, account: User) -> None:
        """Queue a warning that something about an account changed."""
        ...


_senders: list[CodeSender] = []


def register_code_sender(sender: CodeSender) -> None:
    """Make `sender` the way out; the last one registered counts."""
    _senders[:] = [sender]


def code_sender() -> CodeSender:
    """The registered sender.

    Raises:
        LookupError: Nobody registered one.
    """
    if not _senders:
        raise LookupError("no code sender is registered")
    return _senders[0]
