"""Jobs of notifications; their arguments are numbers of rows, never addresses or texts."""

from uuid import UUID

from kabinet.kernel import jobs
from kabinet.notifications.actions import check_message as checking
from kabinet.notifications.actions import forget_messages as forgetting
from kabinet.notifications.actions import send_message as sending
from kabinet.notifications.actions import settle_messages as settling

QUEUE = "messages"


@jobs.job("messages.send", queue=QUEUE)
def send_message(message_id: str) -> None:
    """Hand a message to its operator."""
    sending.send_message(message_id=UUID(message_id))


@jobs.job("messages.check", queue=QUEUE)
def check_message(message_id: str, asked: int) -> None:
    """Ask the operator about a message whose sending broke off."""
    checking.check_message(message_id=UUID(message_id), asked=asked)


@jobs.routine("messages.settle", queue=QUEUE)
def settle_messages() -> None:
    """Put half-sent messages in order."""
    settling.settle_messages()


@jobs.routine("messages.forget", queue=QUEUE)
def forget_messages() -> None:
    """Delete messages whose time is over."""
    forgetting.forget_messages()
