"""Everything the office lists has a title people understand."""

from pathlib import Path

from kabinet import notifications
from kabinet.kernel import events
from kabinet.notifications import presentation

TEMPLATES = Path(notifications.__file__).parent / "templates" / "notifications"


def test_every_message_has_a_title() -> None:
    texts = {path.stem for path in (TEMPLATES / "sms").glob("*.txt")}
    texts |= {path.stem for path in (TEMPLATES / "email").glob("*.txt") if "." not in path.stem} - {"frame"}
    assert texts == set(presentation.MESSAGES)


def test_every_subscriber_has_a_title() -> None:
    keys = {key for key in events.subscriptions() if key.startswith("notifications.")}
    assert keys == set(presentation.SUBSCRIBERS)
