"""What every page knows: the organisation, the actor, the day."""

from typing import Any

from django.http import HttpRequest

from kabinet.kernel import clock, site
from kabinet.kernel.access import actor_of
from kabinet.kernel.web.late import reader_of


def site_context(request: HttpRequest) -> dict[str, Any]:
    """`site` (the organisation's profile), `actor`, `reader` (the mark of the account) and `today` for templates."""
    return {
        "site": site.shown_profile(),
        "actor": actor_of(request) if hasattr(request, "session") else None,
        "reader": reader_of(request) if hasattr(request, "session") else "",
        "today": clock.today(),
    }
