"""What surrounds every request."""

import time
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.deprecation import MiddlewareMixin

from kabinet.kernel import access, security
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.web import errors
from kabinet.kernel.web.addresses import client_ip

log = structlog.get_logger("kabinet.web")
Handler = Callable[[HttpRequest], HttpResponse]


def request_id(get_response: Handler) -> Handler:
    """Give each request a number that its log lines, error page and answer share, and log it without its query."""

    def handle(request: HttpRequest) -> HttpResponse:
        number = uuid4().hex[:12]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=number), security.coming_from(client_ip(request)):
            request.request_id = number  # type: ignore[attr-defined]
            response = get_response(request)
            if response.status_code >= 500:
                milliseconds = round((time.perf_counter() - started) * 1000)
                route = getattr(request.resolver_match, "view_name", None)
                log.error("request.failed", route=route, status=response.status_code, ms=milliseconds)
        response["X-Request-ID"] = number
        return response

    return handle


class CompressedPages(GZipMiddleware):
    """Compress what is text; files and PDFs are compressed already and go out as they are.

    An attacker who guesses a secret by the size of compressed answers (BREACH) learns nothing: tokens of forms are
    masked anew for each answer, and Django pads the header by a random length.
    """

    TEXTS: Final = ("text/", "application/json", "application/problem+json", "image/svg+xml")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a text that is here as a whole."""
        kind = response.get("Content-Type", "")
        return (
            response
            if response.streaming or not kind.startswith(self.TEXTS)
            else super().process_response(request, response)
        )


class ServiceUnavailable(MiddlewareMixin):
    """Answer 503 with a page of its own while the database is away."""

    def __call__(self, request: HttpRequest) -> Any:
        """Catch what breaks before or in the view."""
        try:
            return super().__call__(request)
        except (OperationalError, InterfaceError):
            log.exception("database.unavailable")
            return errors.unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Catch what the view raises."""
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("database.unavailable", error=type(exception).__name__)
            return errors.unavailable(request)
        return None


class Refusals(MiddlewareMixin):
    """Turn refusals that no view caught into their pages."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 403 or 409; everything else goes on."""
        if isinstance(exception, Denied):
            security.note("denied", account_id=access.actor_of(request).user_id, right=str(exception))
            return errors.forbidden(request, exception)
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        return None
