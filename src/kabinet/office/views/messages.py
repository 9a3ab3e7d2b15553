"""Deliveries of events, and messages to people."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kabinet.identity.rights import MANAGE_DELIVERIES, SEE_DELIVERIES
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.ui.page import Page, show
from kabinet.notifications.actions.resend_delivery import resend_delivery
from kabinet.notifications.models import Message
from kabinet.notifications.queries import deliveries as on_their_way
from kabinet.notifications.queries import messages as sent
from kabinet.notifications.queries.deliveries import DeliveryLine
from kabinet.notifications.queries.messages import MessageLine
from kabinet.office.forms.staff import MessageFilter
from kabinet.office.neighbours import Neighbours, neighbours


@dataclass(frozen=True)
class DeliveriesPage(Page, template="office/deliveries.html"):
    """Events on their way.

    Attributes:
        failed: Those given up; on the first page only.
        rows: The others, newest first.
    """

    failed: list[DeliveryLine]
    rows: list[DeliveryLine]
    neighbours: Neighbours


@staff_page(SEE_DELIVERIES)
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Events on their way to subscribers: those given up first."""
    actor = actor_of(request)
    cursor = request.GET.get("page", "")
    failed = [] if cursor else on_their_way.failed_deliveries(actor)
    others = on_their_way.other_deliveries(actor, cursor=cursor)
    return show(request, DeliveriesPage(failed, others.rows, neighbours(request, others)))


@staff_page(MANAGE_DELIVERIES)
@require_POST
def resend(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send a failed delivery again."""
    if resend_delivery(actor=actor_of(request), delivery_id=delivery_id):
        flash.success(request, _("The delivery is queued again."))
    else:
        flash.info(request, _("The delivery is not failed any more."))
    return redirect("office_deliveries")


@dataclass(frozen=True)
class MessagesPage(Page, template="office/messages.html"):
    """E-mails and SMS.

    Attributes:
        filtered: Whether the list is narrowed.
    """

    form: MessageFilter
    rows: list[MessageLine]
    filtered: bool
    neighbours: Neighbours


@staff_page(SEE_DELIVERIES)
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """E-mails and SMS with their state; addresses are masked."""
    form = MessageFilter(
        request.GET,
        statuses=[(value, str(label)) for value, label in Message.Status.choices],
        channels=[(value, str(label)) for value, label in Message.Channel.choices],
    )
    chosen = form.cleaned_data if form.is_valid() else {"status": "", "channel": ""}
    found = sent.messages(
        actor_of(request), status=chosen["status"], channel=chosen["channel"], cursor=request.GET.get("page", "")
    )
    filtered = bool(chosen["status"] or chosen["channel"])
    return show(request, MessagesPage(form, found.rows, filtered, neighbours(request, found)))
