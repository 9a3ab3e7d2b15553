"""Which messages and notices an actor may know of."""

from django.db.models import QuerySet

from kabinet.identity.rights import SEE_DELIVERIES
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.notifications.models import Message, Notice


@access.scope(Notice)
def notices_of(actor: Actor) -> QuerySet[Notice]:
    """Everybody knows their own."""
    if actor.user_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(recipient_id=actor.user_id)


@access.scope(Message)
def messages_of(actor: Actor) -> QuerySet[Message]:
    """Who sees deliveries sees all messages; nobody else any."""
    return Message.objects.all() if actor.may(SEE_DELIVERIES) else Message.objects.none()
