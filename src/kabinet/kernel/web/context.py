"""What every page knows: the actor and the day."""

from typing import Any

from django.http import HttpRequest

from kabinet.kernel import clock
from kabinet.kernel.access import actor_of
from kabinet.kernel.web.late import reader_of


def site_context(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `reader` (the mark of the account) and `today` for templates."""
    return {
        "actor": actor_of(request) if hasattr(request, "user") else None,
        "reader": reader_of(request) if hasattr(request, "user") else "",
        "today": clock.today(),
    }
