"""What every operator of messages can do, and how a sending may end."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

State = Literal["waiting", "sent", "delivered", "failed"]


class RejectedError(Exception):
    """A definite no: the message was not taken and will not be when sent again.

    Attributes:
        code: The operator's reason as `operator.code`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AccountRefusedError(RejectedError):
    """A definite no to our account, whatever the phone and the text: another operator may well take the message."""


class NotReachedError(Exception):
    """Definitely not taken, but only for now: nobody answered the call, or the operator asks to come later."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UncertainError(Exception):
    """The message may have been taken: the line broke after it was handed over. Never sent again blindly."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotFoundError(Exception):
    """The operator definitely does not know the message."""


class CannotAskError(Exception):
    """The operator's protocol has no way to ask about this message."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The operator took a message.

    Attributes:
        provider_id: Its number there.
        cost: Roubles, when told.
        parts: Of how many parts it consists, when told.
    """

    provider_id: str
    cost: Decimal | None = None
    parts: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message.

    Attributes:
        state: Where it is.
        code: The operator's code.
    """

    state: State
    code: str


@dataclass(frozen=True, slots=True)
class Balance:
    """The account at the operator, in roubles."""

    amount: Decimal


class SmsProvider(Protocol):
    """An operator of text messages. Calls block up to the configured timeout; never call one in a transaction."""

    name: str

    def send(self, phone: str, text: str, own_id: int) -> Sent:
        """Hand one message over.

        Args:
            phone: E.164.
            text: The text.
            own_id: Our number of the message.

        Raises:
            AccountRefusedError: A no to our account: key, money, a block, an address or a sender it does not know.
            RejectedError: A definite no to this message.
            NotReachedError: Not taken; may be tried again.
            UncertainError: Nobody knows.
        """
        ...

    def status(self, phone: str, own_id: int, provider_id: str) -> Delivery:
        """Ask what became of a message.

        Raises:
            NotFoundError: It was never taken.
            CannotAskError: The protocol cannot tell.
            NotReachedError: No answer this time.
            RejectedError: The operator refuses to answer.
        """
        ...

    def check(self) -> Balance:
        """Ask for the balance, which proves address and key.

        Raises:
            RejectedError: The key does not fit.
            NotReachedError: No answer.
        """
        ...


class MailServer(Protocol):
    """A mail server. Calls block up to the configured timeout; never call one in a transaction."""

    name: str

    def send(self, address: str, subject: str, text: str, html: str, own_id: int) -> Sent:
        """Hand one e-mail over.

        Args:
            address: Whom it goes to.
            subject: One line.
            text: Plain text.
            html: The same as HTML, without anything to load.
            own_id: Our number; becomes the Message-ID, so that a repeated e-mail is one e-mail to mail programs.

        Raises:
            AccountRefusedError: A no to our login or sender.
            RejectedError: A definite no to this e-mail.
            NotReachedError: The server is away or asks to come later; nothing was taken.
            UncertainError: The line broke while the e-mail was handed over.
        """
        ...

    def check(self) -> None:
        """Open a connection and sign in.

        Raises:
            RejectedError: The login does not fit.
            NotReachedError: No answer.
        """
        ...
