"""Signing in with a code or a password, recovery, signing out."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kabinet.applications.queries.cabinet import contact_in_drafts
from kabinet.identity import codes
from kabinet.identity import pending as waiting
from kabinet.identity.actions.confirm_login_code import confirm_login_code
from kabinet.identity.actions.request_login_code import request_login_code
from kabinet.identity.addresses import parse_address
from kabinet.identity.hashing import BUSY
from kabinet.identity.known import known_browser
from kabinet.identity.models import User
from kabinet.identity.pending import SIGN_IN, PendingCode
from kabinet.identity.sign_in import complete_sign_in, home_of, password_owner, safe_next
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import open_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.formats import phone
from kabinet.kernel.ui.inputs import CodeForm
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import attempt
from kabinet.kernel.web import late
from kabinet.public.forms.sign_in import AddressForm, PasswordSignInForm
from kabinet.public.proving import NOTHING, Proving, answered, challenge_for, proof_in

AFTER_RECOVERY = "/cabinet/security/"
TYPED = str.maketrans({"\u00a0": " ", "\u2011": "-"})
"""From signs that hold a number together on a page to those that keyboards have."""


@dataclass(frozen=True)
class SignInPage(Page, template="public/sign_in.html"):
    """Say where the code shall go.

    Attributes:
        form: The phone or e-mail.
        proving: What a stranger has to prove first.
        pending: A code that this browser waits for already.
        typed_waits: A form waits until its sender has signed in.
    """

    form: AddressForm
    proving: Proving
    pending: PendingCode | None
    typed_waits: bool


@dataclass(frozen=True)
class RecoveryPage(Page, template="public/sign_in_recovery.html"):
    """Say where the code shall go that stands in for a forgotten password."""

    form: AddressForm
    proving: Proving


@dataclass(frozen=True)
class CodePage(Page, template="public/sign_in_code.html"):
    """Enter the code, or ask for another.

    Attributes:
        form: The code.
        proving: What a stranger has to prove before another is sent.
        pending: Where the code went.
        is_open: It is still worth typing.
    """

    form: CodeForm
    proving: Proving
    pending: PendingCode
    is_open: bool


@dataclass(frozen=True)
class PasswordPage(Page, template="public/sign_in_password.html"):
    """Sign in with a password."""

    form: PasswordSignInForm
    proving: Proving


@open_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say where the code shall go."""

    def page(form: AddressForm, proving: Proving) -> SignInPage:
        return SignInPage(form, proving, waiting.pending(request, SIGN_IN), late.waits(request))

    return _ask_address(request, page)


@open_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    """A forgotten password: sign in with a code, then set a new one without the old."""
    return _ask_address(request, RecoveryPage, target=AFTER_RECOVERY)


def _ask_address(request: HttpRequest, page: Callable[[AddressForm, Proving], Page], target: str = "") -> HttpResponse:
    if isinstance(request.user, User):
        return redirect(safe_next(request, target or request.GET.get("next", "")) or home_of(request.user))
    if request.method != "POST":
        return show(request, page(AddressForm(initial=_offered(request)), NOTHING))
    form, proving = AddressForm(request.POST), NOTHING
    if form.is_valid():
        address, onwards = form.cleaned_data["address"], target or safe_next(request, form.cleaned_data["next"])
        try:
            _send(request, address, onwards)
        except Refused as refused:
            if _is_on_its_way(request, refused, address):
                return redirect("sign_in_code")
            proving = answered(form, refused, address)
        else:
            return redirect("sign_in_code")
    return show(request, page(form, proving), status=422)


def _offered(request: HttpRequest) -> dict[str, str]:
    """What a form of signing in begins with: where to go on, and the contact typed into an application already."""
    contact = contact_in_drafts(actor_of(request))
    address = contact if "@" in contact else phone(contact).translate(TYPED)
    return {"next": safe_next(request, request.GET.get("next", "")), "address": address}


def _send(request: HttpRequest, address: str, target: str) -> None:
    before = waiting.pending(request, SIGN_IN)
    ticket = request_login_code(
        actor=actor_of(request),
        address=address,
        browser=known_browser(request, parse_address(address)),
        proof=proof_in(request),
        replaces=before.ticket_id if before else None,
    )
    waiting.keep(request, SIGN_IN, ticket, target)


def _is_on_its_way(request: HttpRequest, refused: Refused, address: str) -> bool:
    """Whether this browser asked for the code that has just been sent: a form sent twice."""
    known = waiting.pending(request, SIGN_IN)
    return refused.code == "identity.code_wait" and known is not None and known.address == parse_address(address)


@open_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Enter the code."""
    known = waiting.pending(request, SIGN_IN)
    if known is None:
        return redirect("sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actor, digits = actor_of(request), form.cleaned_data["code"]
        user = attempt(form, lambda: confirm_login_code(actor=actor, ticket_id=known.ticket_id, code=digits))
        if user is not None:
            waiting.drop(request, SIGN_IN)
            return complete_sign_in(request, user, method="code", target=known.target)
    return _code_page(request, form, known, status=422 if form.is_bound else 200)


@open_page
@never_cache
@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    """Send another code to the same address."""
    known = waiting.pending(request, SIGN_IN)
    if known is None:
        return redirect("sign_in")
    try:
        _send(request, known.address.value, known.target)
    except Refused as refused:
        proving = challenge_for(refused, known.address.value)
        if proving is not NOTHING:
            return _code_page(request, CodeForm(), known, proving=proving, status=422)
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, _("A new code has been sent. The one before is no longer good."))
    return redirect("sign_in_code")


def _code_page(
    request: HttpRequest,
    form: CodeForm,
    known: PendingCode,
    *,
    proving: Proving = NOTHING,
    status: int = 200,
) -> HttpResponse:
    return show(request, CodePage(form, proving, known, codes.is_open(known.ticket_id)), status=status)


@open_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Sign in with a password. The answer is the same whichever of the two is wrong."""
    if isinstance(request.user, User):
        return redirect(safe_next(request, request.GET.get("next", "")) or home_of(request.user))
    if request.method != "POST":
        return show(request, PasswordPage(PasswordSignInForm(initial=_offered(request)), NOTHING))
    form, proving, status = PasswordSignInForm(request.POST), NOTHING, 422
    if form.is_valid():
        values = form.cleaned_data
        try:
            user = password_owner(request, values["address"], values["password"], proof_in(request))
        except Refused as refused:
            proving, status = answered(form, refused, values["address"]), 503 if refused.code == BUSY else 422
        else:
            return complete_sign_in(request, user, method="password", target=values["next"])
    return show(request, PasswordPage(form, proving), status=status)


@open_page
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this browser's session."""
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect("home")
