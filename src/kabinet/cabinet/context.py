"""What every page of the cabinet knows beside its own."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kabinet.kernel.access import actor_of
from kabinet.notifications.queries.notices import unread_count


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """`unread`: how many notices wait; counted only when a page shows it."""
    if not hasattr(request, "session"):
        return {}
    return {"unread": SimpleLazyObject(lambda: unread_count(actor_of(request)))}
