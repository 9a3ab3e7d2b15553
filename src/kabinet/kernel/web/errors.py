"""Pages for what went wrong: what happened, what to do next; problem+json for the API."""

import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from kabinet.kernel.errors import Refused, Stale, Words
from kabinet.kernel.ui.formats import file_size
from kabinet.kernel.ui.page import Page, draw
from kabinet.kernel.web import late
from kabinet.kernel.web.problems import problem, wants_json


@dataclass(frozen=True)
class ErrorPage(Page, template="errors/base.html"):
    """What went wrong and what to do next; drawn without the database where that is what fails.

    Attributes:
        title: What happened.
        request_id: What support asks for.
        site: Whose site it is: what every page knows fills it in; None where it cannot be read.
        actor: Who reads it, likewise.
    """

    title: str
    request_id: str = ""
    site: None = None
    actor: None = None


@dataclass(frozen=True)
class BadRequestPage(ErrorPage, template="errors/400.html"):
    """The request could not be understood."""


@dataclass(frozen=True)
class ForbiddenPage(ErrorPage, template="errors/403.html"):
    """The page is for somebody else."""


@dataclass(frozen=True)
class NotFoundPage(ErrorPage, template="errors/404.html"):
    """There is no such page."""


@dataclass(frozen=True)
class RefusedPage(ErrorPage, template="errors/409.html"):
    """An action refused; `message` says why."""

    message: Words = ""


@dataclass(frozen=True)
class LengthRequiredPage(ErrorPage, template="errors/411.html"):
    """The body does not tell its length."""


@dataclass(frozen=True)
class TooLargePage(ErrorPage, template="errors/413.html"):
    """The body is larger than `most`, as people read it."""

    most: str = ""


@dataclass(frozen=True)
class CsrfPage(ErrorPage, template="errors/csrf.html"):
    """The form's token does not fit."""


@dataclass(frozen=True)
class ServerErrorPage(ErrorPage, template="errors/500.html"):
    """A fault of ours."""


@dataclass(frozen=True)
class UnavailablePage(ErrorPage, template="errors/503.html"):
    """The database is away."""


@dataclass(frozen=True)
class NoRoomPage(ErrorPage, template="errors/no_room.html"):
    """The disk is full."""


def _answer(
    request: HttpRequest, status: int, page: type[ErrorPage], title: str, code: str, **said: Any
) -> HttpResponse:
    if wants_json(request):
        return problem(status, code, title)
    drawn = _drawn(request, page(title=title, request_id=getattr(request, "request_id", ""), **said), status)
    return HttpResponse(drawn, status=status)


def _drawn(request: HttpRequest, page: ErrorPage, status: int) -> str:
    """The page with what every page knows; without it where the database is what fails."""
    if status < 500:
        with suppress(DatabaseError):
            return draw(request, page)
    return draw(None, page)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _answer(request, 400, BadRequestPage, _("The request could not be understood"), "bad_request")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _answer(request, 403, ForbiddenPage, _("You have no access to this page"), "forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _answer(request, 404, NotFoundPage, _("There is no such page"), "not_found")


def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    """409 with the refusal's own sentence."""
    code = "stale" if isinstance(exception, Stale) else exception.code
    return _answer(request, 409, RefusedPage, str(exception.message), code, message=exception.message)


def length_required(request: HttpRequest) -> HttpResponse:
    """411 for a body that does not tell its length; none of it is read."""
    return _answer(request, 411, LengthRequiredPage, _("The request does not tell its length"), "length_required")


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413 for a body of more than `most` bytes; none of it is read."""
    return _answer(request, 413, TooLargePage, _("Too much was sent at once"), "too_large", most=file_size(most))


def no_room(request: HttpRequest) -> HttpResponse:
    """503 while there is no room for what people send."""
    response = _answer(request, 503, NoRoomPage, _("There is no room for files now"), "no_room")
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
    return _answer(request, 403, CsrfPage, _("The page was open for too long"), "csrf")


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that is away; renders without it."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return unavailable(request)
    return _answer(request, 500, ServerErrorPage, _("Something broke on our side"), "server_error")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503; renders without the database."""
    response = _answer(request, 503, UnavailablePage, _("The site is being put in order"), "unavailable")
    response["Retry-After"] = "60"
    return response
