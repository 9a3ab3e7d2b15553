"""Forms that come too late: their token has been renewed meanwhile, or the session that they were drawn in is over.

Nothing is done then, and nothing that was typed is lost: the form is shown as it was sent, with a fresh token, so that
one press sends it. Where somebody has to sign in first, what was sent waits in the session of this browser, sealed, for
the account that the form was drawn for and for nobody else.
"""

import copy
import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from kabinet.kernel import access, limits
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.secret_names import is_secret_name
from kabinet.kernel.secrets import BrokenSealError, keyed_hash, seal, unseal
from kabinet.kernel.ui.page import Page, draw, show
from kabinet.kernel.ui.refill import NEVER, refill
from kabinet.kernel.units import KILOBYTE
from kabinet.kernel.web.addresses import client_ip

DRAWN_FOR: Final = "drawn_for"
"""Name of the hidden control that says which account a form was drawn for."""
KEPT: Final = "kept_form"
_JUST_KEPT: Final = "kabinet.form_kept"
KEPT_SECONDS: Final = 60 * 60
MOST_BYTES: Final = 64 * KILOBYTE
MOST_KEPT: Final = 60
"""Forms that one network may leave waiting in an hour: whoever sends them has not signed in."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent.

    Attributes:
        action: The path it was sent to.
        page: Path and query of the page it is on.
        drawn_for: `reader_of` when the page was drawn; None if the form does not say, as those without texts.
        values: What was sent, without tokens and secrets.
        incomplete: Whether secrets or files were sent along, which are not kept.
    """

    action: str
    page: str
    drawn_for: str | None
    values: dict[str, list[str]]
    incomplete: bool

    @property
    def path(self) -> str:
        """The page without its query."""
        return self.page.partition("?")[0]


@dataclass(frozen=True)
class LateNote(Page, template="late/note.html"):
    """The word inside a form that came too late; `homeless` are answers to what is no longer asked."""

    sent: Sent
    homeless: tuple[str, ...]


@dataclass(frozen=True)
class LateForm(Page, template="late/form.html"):
    """What was sent from a form that no page has any more."""

    sent: Sent
    title: str
    request_id: str = ""


def reader_of(request: HttpRequest) -> str:
    """A mark of the account at the page that tells nothing else of it; empty for visitors."""
    account = access.actor_of(request).user_id
    return keyed_hash(str(account), purpose="web.drawn_for")[:24] if account else ""


def lead_to_sign_in(request: HttpRequest, *, home: str) -> HttpResponseBase:
    """Lead a visitor to the sign-in and back to where they were; scripts are told with a 401.

    Args:
        request: What the visitor wanted. What was typed into a form is kept.
        home: Where to go on when the page of the form is unknown.
    """
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Session"})
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    sent = _sent_by(request)
    kept = keep(request, sent)
    return redirect_to_login(sent.page if kept or sent.path != request.path else home)


def waits(request: HttpRequest) -> bool:
    """Whether something typed waits in this browser until its sender has signed in."""
    return KEPT in request.session


def restored(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Put what waits for this page into its form; whoever sends the form takes it away."""
    sent = _kept(request)
    if sent is None or not isinstance(response, HttpResponse):
        return response
    if request.method == "POST" and request.path == sent.action and _JUST_KEPT not in request.META:
        del request.session[KEPT]
    if request.method == "GET" and request.path == sent.path and not request.headers.get("HX-Request"):
        return _with(request, response, sent) or response
    return response


def again(request: HttpRequest) -> HttpResponseBase | None:
    """The form that came with an old token, to be sent anew.

    Only for forms sent from a page of this site: what another one sends is not shown, or a person might be led to press
    the button under it.

    Returns:
        None when there is nothing to show: the form is another site's, or of somebody else than who is signed in now.
    """
    if not _is_from_here(request):
        return None
    sent = _sent_by(request)
    is_visitor = access.actor_of(request).kind == "visitor"
    if sent.drawn_for and sent.drawn_for != reader_of(request):
        return lead_to_sign_in(request, home=sent.path) if is_visitor else None
    response, audience = _drawn(request, sent.page)
    if response is not None and 300 <= response.status_code < 400:
        if audience == "everybody":
            return response
        return lead_to_sign_in(request, home=sent.path) if is_visitor else None
    return _with(request, response, sent, status=403)


def _sent_by(request: HttpRequest) -> Sent:
    secret = set(filter(is_secret_name, request.POST))
    left_out = NEVER | secret | {DRAWN_FOR}
    return Sent(
        action=request.path,
        page=page_of(request),
        drawn_for=request.POST.get(DRAWN_FOR),
        values={name: [str(each) for each in values] for name, values in request.POST.lists() if name not in left_out},
        incomplete=bool(secret or request.FILES),
    )


def page_of(request: HttpRequest) -> str:
    """Path and query of the page a form is on: what the browser says it came from, if that is a page of ours."""
    try:
        said = urlsplit(request.META.get("HTTP_REFERER", "")[:2000])
        if f"{said.scheme}://{said.netloc}" == _origin(request):
            resolve(said.path)
            return f"{said.path}?{said.query}" if said.query else said.path
    except (ValueError, Resolver404):
        pass
    return request.path


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _is_from_here(request: HttpRequest) -> bool:
    said = request.META.get("HTTP_ORIGIN")
    try:
        known = urlsplit(request.META.get("HTTP_REFERER", "")[:2000])
    except ValueError:  # no address at all
        return False
    return (said or f"{known.scheme}://{known.netloc}") in {_origin(request), *settings.CSRF_TRUSTED_ORIGINS}


def keep(request: HttpRequest, sent: Sent | None = None) -> bool:
    """Let a form wait in this browser until its sender has signed in, or has proved again who they are.

    Returns:
        Whether that was possible: a form that is too long, or says not whom it was drawn for, does not wait.
    """
    sent = sent or _sent_by(request)
    text = json.dumps(asdict(sent))
    if sent.drawn_for is None or len(text) > MOST_BYTES:
        return False
    try:
        limits.hit_network("web.kept_form", client_ip(request), limit=MOST_KEPT, window=timedelta(hours=1))
    except Refused:
        return False
    request.session[KEPT] = seal(text, purpose=KEPT)
    request.META[_JUST_KEPT] = "yes"
    return True


def _kept(request: HttpRequest) -> Sent | None:
    """What waits in this browser for whoever is at it; what waits for somebody else is thrown away."""
    sealed = request.session.get(KEPT)
    if sealed is None:
        return None
    try:
        sent = Sent(**json.loads(unseal(str(sealed), purpose=KEPT, max_age=KEPT_SECONDS)))
    except BrokenSealError:
        sent = None
    if sent is None or (sent.drawn_for and sent.drawn_for != reader_of(request)):
        del request.session[KEPT]
        return None
    return sent


def _drawn(request: HttpRequest, page: str) -> tuple[HttpResponse | None, str]:
    """A page as its view draws it for whoever asks, and whom it is for; None when there is no such page for them."""
    path, _question, query = page.partition("?")
    looking: Any = copy.copy(request)
    looking.method, looking.path, looking.path_info = "GET", path, path
    looking.GET, looking.POST = QueryDict(query), QueryDict()
    try:
        looking.resolver_match = match = resolve(path)
        response = match.func(looking, *match.args, **match.kwargs)
    except (Http404, Denied, Refused):
        return None, ""
    audience: str = getattr(match.func, "audience", "")
    if isinstance(response, HttpResponse):
        return response, audience
    response.close()  # a file
    return None, audience


def _with(
    request: HttpRequest, response: HttpResponse | None, sent: Sent, status: int | None = None
) -> HttpResponse | None:
    """A page with what was sent from its form; a page of its own when there is no such form."""
    is_page = response is not None and response.get("Content-Type", "").startswith("text/html")
    found = None
    if response is not None and is_page and response.status_code == 200:
        found = refill(response.content.decode(), page=sent.path, action=sent.action, sent=sent.values)
    if response is not None and found is not None:
        note = draw(request, LateNote(sent, found.homeless))
        response.content = f"{found.before}{note}{found.after}"
        response.status_code = status or response.status_code
    elif status or (response is not None and response.status_code == 405):
        response = show(request, LateForm(sent, _("Nothing has been sent yet")), status=status or 200)
    else:
        return None
    add_never_cache_headers(response)
    return response
