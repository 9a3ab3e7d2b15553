"""Notifications of the cabinet."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.kernel.paging import Page as Rows
from kabinet.kernel.ui.page import Page, show
from kabinet.notifications.actions.read_all_notices import read_all_notices
from kabinet.notifications.actions.read_notice import read_notice
from kabinet.notifications.queries import notices as told
from kabinet.notifications.queries.notices import NoticeLine


@dataclass(frozen=True)
class NoticesPage(Page, template="cabinet/notices.html"):
    """What happened, newest first."""

    notices: Rows[NoticeLine]


@client_page
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What happened, newest first."""
    return show(request, NoticesPage(told.notices(actor_of(request), cursor=request.GET.get("page", ""))))


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
