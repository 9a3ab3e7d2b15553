"""Operators that answer as a test wants, and messages that wait."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from kabinet.notifications.actions.queue_message import queue_message
from kabinet.notifications.models import Message
from kabinet.notifications.providers.protocol import Balance, Delivery, Sent


@dataclass
class FakeOperator:
    """An operator of text messages: each answer is returned, or raised when it is an exception."""

    name: str = "fake"
    sends: list[Any] = field(default_factory=list)
    states: list[Any] = field(default_factory=list)
    sent: list[tuple[str, str, int]] = field(default_factory=list)
    asked: list[tuple[str, int, str]] = field(default_factory=list)

    def send(self, phone: str, text: str, own_id: int) -> Sent:
        self.sent.append((phone, text, own_id))
        answer = self.sends.pop(0) if self.sends else Sent(f"p{own_id}")
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Sent)
        return answer

    def status(self, phone: str, own_id: int, provider_id: str) -> Delivery:
        self.asked.append((phone, own_id, provider_id))
        answer = self.states.pop(0) if self.states else Delivery("delivered", "fake.1")
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Delivery)
        return answer

    def check(self) -> Balance:
        raise AssertionError("nobody asks for the balance")


def queue(**changes: Any) -> Message:
    """A queued message: a code by SMS unless told otherwise."""
    values = {
        "channel": "sms",
        "address": "+79991234567",
        "template": "login_code",
        "context": {"code": "123456", "minutes": 10},
        "secret": "code",
    } | changes
    with transaction.atomic():
        return queue_message(**values)
