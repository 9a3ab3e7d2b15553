"""Tell people about an event: a notice in the cabinet, and an e-mail or SMS."""

from django.db import transaction

from kabinet.identity.models import User
from kabinet.identity.roles import Role
from kabinet.kernel import events
from kabinet.kernel.models import Event
from kabinet.notifications import presentation
from kabinet.notifications.actions.queue_message import queue_message
from kabinet.notifications.models import Message, Notice
from kabinet.notifications.recipients import client_of, manager_of, page_of, reach_of

TEMPLATE = "event"


def notify_client(event: Event) -> None:
    """Tell the client an event concerns. Doing it again for the same event changes nothing."""
    account = client_of(event)
    if account is not None:
        _tell(account, event, code=events.type_of(event.name).name, path=page_of(event))


def notify_manager(event: Event) -> None:
    """Tell the manager an application is assigned to; unassigned ones wait in the queue that all managers see."""
    manager = manager_of(event)
    if manager is not None:
        _tell(manager, event, code=f"staff.{event.name.replace('.', '_')}", path=page_of(event, "office"))


def notify_administrators(event: Event) -> None:
    """Tell every administrator of an alarm."""
    for administrator in User.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR]).order_by("pk"):
        _tell(administrator, event, code=f"security.{event.data['kind']}", path="/office/security/")


@transaction.atomic
def _tell(account: User, event: Event, *, code: str, path: str) -> None:
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
