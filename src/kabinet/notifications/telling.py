"""Telling one person of an event: a notice in the cabinet, and an e-mail or SMS."""

from django.db import transaction

from kabinet.identity.models import User
from kabinet.kernel.models import Event
from kabinet.notifications import presentation
from kabinet.notifications.actions.queue_message import queue_message
from kabinet.notifications.models import Message, Notice
from kabinet.notifications.recipients import reach_of

TEMPLATE = "event"


@transaction.atomic
def tell(account: User, event: Event, *, code: str, path: str) -> None:
    """Leave a notice, and send it where the account can be reached; once for an event."""
    User.objects.select_for_update().get(pk=account.pk)
    notice, is_new = Notice.objects.get_or_create(
        recipient=account,
        event=event,
        defaults={"code": code, "params": presentation.params_of(event.data), "path": path},
    )
    reach = reach_of(account)
    kind = presentation.KINDS[code]
    if not is_new or not kind.sends or reach is None:
        return
    if Message.objects.filter(event=event, recipient=account, template=TEMPLATE).exists():
        return
    said = presentation.say(code, notice.params)
    queue_message(
        channel=reach.channel,
        address=reach.address,
        template=TEMPLATE,
        context={"title": said.title, "sentence": said.sentence, "path": path},
        event=event,
        recipient=account,
    )
