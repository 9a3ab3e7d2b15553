"""Pages for what went wrong: what happened, what to do next; problem+json for the API."""

import sys
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.utils.translation import gettext as _

from kabinet.kernel import site
from kabinet.kernel.access import actor_of
from kabinet.kernel.errors import Refused, Stale
from kabinet.kernel.ui.formats import file_size
from kabinet.kernel.web import late
from kabinet.kernel.web.problems import problem, wants_json


def _page(request: HttpRequest, status: int, template: str, title: str, code: str, **context: object) -> HttpResponse:
    if wants_json(request):
        return problem(status, code, title)
    around = {} if status >= 500 else _surroundings(request)
    known = {"title": title, "request_id": getattr(request, "request_id", ""), **around, **context}
    return HttpResponse(loader.render_to_string(f"errors/{template}.html", known), status=status)


def _surroundings(request: HttpRequest) -> dict[str, Any]:
    """Whose page it is and who reads it; nothing where the database is what fails."""
    try:
        return {"site": site.shown_profile(), "actor": actor_of(request) if hasattr(request, "user") else None}
    except DatabaseError:
        return {}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400, "400", _("The request could not be understood"), "bad_request")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403, "403", _("You have no access to this page"), "forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(request, 404, "404", _("There is no such page"), "not_found")


def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    """409 with the refusal's own sentence."""
    code = "stale" if isinstance(exception, Stale) else exception.code
    return _page(request, 409, "409", str(exception.message), code, message=exception.message)


def length_required(request: HttpRequest) -> HttpResponse:
    """411 for a body that does not tell its length; none of it is read."""
    return _page(request, 411, "411", _("The request does not tell its length"), "length_required")


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413 for a body of more than `most` bytes; none of it is read."""
    return _page(request, 413, "413", _("Too much was sent at once"), "too_large", most=file_size(most))


def no_room(request: HttpRequest) -> HttpResponse:
    """503 while there is no room for what people send."""
    response = _page(request, 503, "no_room", _("There is no room for files now"), "no_room")
    response["Retry-After"] = "300"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403 when the form's token does not fit: usually somebody has signed in while the page was open.

    The form is shown as it was sent wherever that is safe, to be sent with one press.
    """
    if not wants_json(request) and not request.headers.get("HX-Request"):
        shown = late.again(request)
        if shown is not None:
            return shown
    return _page(request, 403, "csrf", _("The page was open for too long"), "csrf")


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that is away; renders without it."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return unavailable(request)
    return _page(request, 500, "500", _("Something broke on our side"), "server_error")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503; renders without the database."""
    response = _page(request, 503, "503", _("The site is being put in order"), "unavailable")
    response["Retry-After"] = "60"
    return response
