"""Mark one notice as read."""

from uuid import UUID

from django.db import transaction

from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.notifications.models import Notice


@transaction.atomic
def read_notice(*, actor: Actor, notice_id: UUID) -> Notice:
    """Mark one notice of the actor's as read; the moment of the first reading stays.

    Raises:
        Http404: It is not theirs.
    """
    notice = access.get(Notice, actor, notice_id, lock=True)
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    return notice
