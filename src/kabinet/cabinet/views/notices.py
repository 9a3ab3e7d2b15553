"""Notifications of the cabinet."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.notifications import queries
from kabinet.notifications.actions.read_notices import read_all_notices, read_notice


@client_page
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What happened, newest first."""
    actor = actor_of(request)
    page = queries.notices(actor, cursor=request.GET.get("page", ""))
    return render(request, "cabinet/notices.html", {"page": page, "unread": queries.unread_count(actor)})


@client_page
@require_POST
def read(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Open a notification: it is read, and its page is shown."""
    return redirect(read_notice(actor=actor_of(request), notice_id=notice_id).path)


@client_page
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    read_all_notices(actor=actor_of(request))
    return redirect("cabinet_notifications")
