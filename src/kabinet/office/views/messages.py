"""Deliveries of events, and messages to people."""

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kabinet.kernel.access import Right, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.notifications import queries
from kabinet.notifications.actions.resend_delivery import resend_delivery
from kabinet.notifications.models import Message
from kabinet.office.forms.staff import MessageFilter

TONES = {
    "queued": "info",
    "sending": "info",
    "sent": "success",
    "delivered": "success",
    "failed": "danger",
    "unknown": "warning",
    "waiting": "info",
    "done": "success",
}


@staff_page(Right.SEE_DELIVERIES)
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """Events on their way to subscribers: those given up first."""
    actor = actor_of(request)
    cursor = request.GET.get("page", "")
    failed = [] if cursor else queries.failed_deliveries(actor)
    page = queries.other_deliveries(actor, cursor=cursor)
    rows = [(line, TONES[line.status]) for line in page.rows]
    return render(request, "office/deliveries.html", {"failed": failed, "rows": rows, "page": page})


@staff_page(Right.SEE_DELIVERIES)
@require_POST
def resend(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send a failed delivery again."""
    if resend_delivery(actor=actor_of(request), delivery_id=delivery_id):
        flash.success(request, _("The delivery is queued again."))
    else:
        flash.info(request, _("The delivery is not failed any more."))
    return redirect("office_deliveries")


@staff_page(Right.SEE_DELIVERIES)
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """E-mails and SMS with their state; addresses are masked."""
    form = MessageFilter(
        request.GET,
        statuses=[(value, str(label)) for value, label in Message.Status.choices],
        channels=[(value, str(label)) for value, label in Message.Channel.choices],
    )
    chosen = form.cleaned_data if form.is_valid() else {"status": "", "channel": ""}
    page = queries.messages(
        actor_of(request), status=chosen["status"], channel=chosen["channel"], cursor=request.GET.get("page", "")
    )
    context = {
        "form": form,
        "page": page,
        "rows": [(line, TONES[line.status]) for line in page.rows],
        "filtered": bool(chosen["status"] or chosen["channel"]),
    }
    return render(request, "office/messages.html", context)
