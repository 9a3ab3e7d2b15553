"""Pages that open after a fresh proof alone; the rule itself is `kernel.freshness`."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from kabinet.kernel.access import actor_of
from kabinet.kernel.freshness import ACTS, OPENS, is_fresh
from kabinet.kernel.rights import Right
from kabinet.kernel.web import late

View = Callable[..., HttpResponseBase]


def prove_first(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for a proof, and from there back to where the form was, as it was filled in."""
    if request.method == "POST":
        late.keep(request)
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else late.page_of(request)
    return redirect(f"{reverse('cabinet_prove')}?{urlencode({'next': back}, safe='/')}")


def fresh_page(view: View) -> View:
    """Open a page that changes access only after a fresh proof; stands below the mark of the page's audience."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        within = OPENS if request.method in {"GET", "HEAD"} else ACTS
        return view(request, *args, **kwargs) if is_fresh(actor_of(request), within) else prove_first(request)

    return guarded


def fresh_page_for(right: Right) -> Callable[[View], View]:
    """The same for those who may change what the page shows; whoever only sees it needs no proof."""

    def wrap(view: View) -> View:
        careful = fresh_page(view)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            chosen = careful if actor_of(request).may(right) else view
            return chosen(request, *args, **kwargs)

        return guarded

    return wrap
