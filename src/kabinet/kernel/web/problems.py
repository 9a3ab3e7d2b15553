"""Errors of the API as `application/problem+json` (RFC 9457)."""

from typing import Any

from django.http import HttpRequest, JsonResponse


def wants_json(request: HttpRequest) -> bool:
    """Whether the request is one of the API."""
    return request.path.startswith("/api/")


def problem(status: int, code: str, title: str, **details: Any) -> JsonResponse:
    """A problem document.

    Args:
        status: HTTP status.
        code: Stable machine name; becomes `type`.
        title: One sentence in Russian.
        details: Further members.
    """
    body = {"type": f"urn:kabinet:problem:{code}", "title": title, "status": status, **details}
    return JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )
