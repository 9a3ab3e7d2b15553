"""Who a page is for. Every view carries exactly one of these marks; a test refuses a view without.

Pages that are not for everybody show personal data: no cache keeps them, nor the browser after signing out.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from kabinet.kernel import access
from kabinet.kernel.errors import Denied
from kabinet.kernel.rights import Right
from kabinet.kernel.web import late

View = Callable[..., HttpResponseBase]
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def _mark(view: View, audience: str) -> View:
    view.__dict__["audience"] = audience
    return view


def open_page(view: View) -> View:
    """Everybody may open it."""
    return _mark(view, "everybody")


def draft_page(view: View) -> View:
    """A client, or a visitor who began an application in this browser; the view asks `access` for the rows.

    A visitor to whom a row is unknown, whether it exists or not, is led to the sign-in and back.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return late.restored(request, view(request, *args, **kwargs))
        except access.Invisible:
            if access.actor_of(request).kind == "visitor":
                return late.lead_to_sign_in(request, home="/cabinet/")
            raise

    return _mark(never_cache(guarded), "applicant")


def client_page(view: View) -> View:
    """Signed-in people; others are led to the sign-in and back. Rows are asked of `access`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if access.actor_of(request).kind == "visitor":
            return late.lead_to_sign_in(request, home="/cabinet/")
        return late.restored(request, view(request, *args, **kwargs))

    return _mark(never_cache(guarded), "client")


def staff_page(right: Right, *, change: Right | None = None) -> Callable[[View], View]:
    """Staff with `right`; clients get 403, visitors are led to the sign-in.

    Args:
        right: What opens the page.
        change: What a POST to it needs besides, where it both shows and changes.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = access.actor_of(request)
            if actor.kind == "visitor":
                return late.lead_to_sign_in(request, home="/office/")
            needed = change if change and request.method not in _SAFE else right
            if actor.kind != "staff" or not actor.may(needed):
                raise Denied(needed)
            return late.restored(request, view(request, *args, **kwargs))

        marked = _mark(never_cache(guarded), f"staff:{right}")
        marked.__dict__["rights"] = (right, change or right)
        return marked

    return decorate
