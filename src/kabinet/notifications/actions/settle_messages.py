"""Ask after messages whose fate is not known."""

from datetime import timedelta

from kabinet.kernel import clock
from kabinet.notifications.models import Message
from kabinet.notifications.sending import SECRET_LIFETIME, note_unknown

STUCK_AFTER = timedelta(minutes=3)
"""Longer than any operator's timeout: whoever was sending is dead."""
KEPT = timedelta(days=180)
"""How long a message is kept to answer questions about it; its address is personal data."""


def settle_messages() -> int:
    """Call messages `unknown` whose sender died, and wipe secrets past their time; returns how many."""
    now = clock.now()
    stuck = Message.objects.filter(status=Message.Status.SENDING, changed_at__lt=now - STUCK_AFTER)
    ids = list(stuck.values_list("pk", flat=True)[:500])
    for message_id in ids:
        note_unknown(message_id, "worker.died")
    old = Message.objects.filter(created_at__lt=now - 2 * SECRET_LIFETIME).exclude(sealed_body="")
    return len(ids) + old.update(sealed_body="")
