"""What every page knows of the organisation."""

from typing import Any

from django.http import HttpRequest

from kabinet.organisation.queries.profile import shown_profile


def organisation_context(request: HttpRequest) -> dict[str, Any]:
    """`site`, the organisation's profile, for templates."""
    return {"site": shown_profile()}
