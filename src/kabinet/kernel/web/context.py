"""What every page knows: the organisation, the actor, the day."""

from typing import Any

from django.http import HttpRequest

from kabinet.kernel import clock, site
from kabinet.kernel.access import actor_of


def site_context(request: HttpRequest) -> dict[str, Any]:
    """`site` (the organisation's profile), `actor` and `today` for templates."""
    return {
        "site": site.shown_profile(),
        "actor": actor_of(request) if hasattr(request, "session") else None,
        "today": clock.today(),
    }
