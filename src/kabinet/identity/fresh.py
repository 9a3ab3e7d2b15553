"""A change of access needs a proof of who asks that is minutes old: a session left open somewhere is not enough."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kabinet.kernel import clock
from kabinet.kernel.access import Actor, actor_of
from kabinet.kernel.errors import Refused
from kabinet.kernel.web import late

OPENS = timedelta(minutes=10)
"""A page that changes access opens after a proof this old at most."""

ACTS = timedelta(minutes=20)
"""The change itself: what was open in time may be filled in without haste."""

STALE = "identity.proof_stale"
View = Callable[..., HttpResponseBase]


def is_fresh(actor: Actor, within: timedelta = OPENS) -> bool:
    """Whether the actor proved who they are a moment ago. The system needs no proof."""
    if actor.kind == "system":
        return True
    return actor.proved_at is not None and clock.now() - actor.proved_at <= within


def require_fresh(actor: Actor) -> None:
    """Let through who proved themselves within `ACTS`.

    Raises:
        Refused: `identity.proof_stale`.
    """
    if not is_fresh(actor, ACTS):
        raise Refused(STALE, _("Confirm that it is you, then do this again."))


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
